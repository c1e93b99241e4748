import { inspect } from 'node:util';
import { AuthError, type AuthErrorCode, createVerifier } from '@cognito-guard/core';
import { AuthStore, compileRequirements } from '@cognito-guard/core/http';
import { createTestPool } from '@cognito-guard/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { because } from '../../src/errors/causes.ts';
import { refusalOf } from '../support/outcome.ts';

const invalidToken = (sentence: string): string => `Bearer error="invalid_token", error_description="${sentence}"`;
const insufficient = (sentence: string): string => `Bearer error="insufficient_scope", error_description="${sentence}"`;

type Row = readonly [status: number, challenge: string | undefined];

/** Every code: the compiler reports a missing code and an unknown one. */
const table: Readonly<Record<AuthErrorCode, Row>> = {
  missing_token: [401, 'Bearer realm="api"'],
  malformed_credentials: [
    400,
    'Bearer error="invalid_request", error_description="The Authorization header must hold the scheme Bearer and one token."',
  ],
  multiple_tokens: [400, 'Bearer error="invalid_request", error_description="Send exactly one token, in one place."'],
  invalid_request: [
    400,
    'Bearer error="invalid_request", error_description="The request lacks something, or is malformed."',
  ],
  malformed_token: [401, invalidToken('The token is malformed.')],
  unknown_key: [401, invalidToken('The token is signed by a key that its user pool does not publish.')],
  invalid_signature: [401, invalidToken('The token signature is invalid.')],
  wrong_issuer: [401, invalidToken('The token comes from an issuer that is not accepted here.')],
  wrong_token_use: [401, invalidToken('This kind of token is not accepted here.')],
  wrong_client: [401, invalidToken('The token was issued to a client that is not accepted here.')],
  wrong_audience: [401, invalidToken('The token was issued for another audience.')],
  token_expired: [401, invalidToken('The token has expired.')],
  token_not_active: [401, invalidToken('The token is not active yet.')],
  invalid_claims: [401, invalidToken('The token claims are invalid.')],
  invalid_proof: [401, invalidToken('The request does not prove possession of the key that the token is bound to.')],
  token_revoked: [401, invalidToken('The token has been revoked.')],
  insufficient_scope: [403, insufficient('The token lacks a scope that this request needs.')],
  insufficient_group: [403, insufficient('The token lacks a group that this request needs.')],
  forbidden: [403, insufficient('The token does not allow this request.')],
  cross_site_request: [403, 'Bearer realm="api"'],
  insufficient_user_authentication: [
    401,
    'Bearer error="insufficient_user_authentication", error_description="This request needs a more recent or a stronger authentication."',
  ],
  keys_unavailable: [503, undefined],
  revocation_unavailable: [503, undefined],
};
const codes = Object.keys(table) as AuthErrorCode[];

describe('each code', () => {
  test.each(codes)('%s has its status, its headers and one fixed message', (code) => {
    const [status, challenge] = table[code];
    const error = new AuthError(code);
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({
      name: 'AuthError',
      code,
      status,
      statusCode: status,
      expose: true,
      scope: undefined,
    });
    expect(error.headers).toEqual(challenge === undefined ? { 'Retry-After': '1' } : { 'WWW-Authenticate': challenge });
    expect(error.message).toMatch(/^[A-Z][A-Za-z ,.]+\.$/);
    if (challenge?.includes('error_description')) expect(challenge).toContain(`="${error.message}"`);
    expect(new AuthError(code).message).toBe(error.message);
    expect(Object.isFrozen(error.headers)).toBe(true);
    expect(error.cause).toMatchObject({ message: expect.stringMatching(/^[A-Za-z][\w ,:?]+[.?]$/) });
    expect(new AuthError(code).cause).toEqual(error.cause);
  });

  test.each(codes)('%s is transient if and only if its answer has Retry-After', (code) => {
    const error = new AuthError(code);
    expect(error.isTransient).toBe(['keys_unavailable', 'revocation_unavailable'].includes(code));
    expect('Retry-After' in error.headers).toBe(error.isTransient);
  });

  test('Retry-After defaults to one second', () => {
    expect(new AuthError('keys_unavailable', { retryAfterSeconds: 30 }).headers).toEqual({ 'Retry-After': '30' });
    expect(new AuthError('revocation_unavailable').headers).toEqual({ 'Retry-After': '1' });
  });

  test.each(codes)('%s has the URL of its page, which is part of no answer', (code) => {
    const error = new AuthError(code, { challenge: { scope: 'a' } });
    expect(error.docs).toBe(`https://cognito-guard.github.io/cognito-guard/errors/${code}`);
    const sent = JSON.stringify([error, { ...error }, error.headers, error.message, error.stack, String(error)]);
    expect(sent).not.toContain('github.io');
  });

  test('a cause appears in no header and no JSON', () => {
    const cause = new Error('internal detail');
    const error = new AuthError('keys_unavailable', { cause });
    expect(error.cause).toBe(cause);
    expect(JSON.stringify(error) + error.message + JSON.stringify(error.headers)).not.toContain('internal detail');
    expect(inspect(error)).toContain('internal detail');
  });
});

describe('constructing a refusal captures no stack', () => {
  test('an AuthError prints as one line, and other errors keep their stacks', () => {
    const limit = Error.stackTraceLimit;
    const error = new AuthError('token_expired', { cause: because('A rule.') });
    expect(error.stack).toBe('AuthError: The token has expired.');
    expect(because('A rule.').stack).toBe('Error: A rule.');
    expect(Error.stackTraceLimit).toBe(limit);
    expect(new Error('another').stack?.split('\n').length).toBeGreaterThan(1);
  });

  test('an AuthError is constructed even where Error.stackTraceLimit is read-only', () => {
    const { stackTraceLimit } = Error;
    Object.defineProperty(Error, 'stackTraceLimit', { value: stackTraceLimit, writable: false });
    try {
      expect(new AuthError('token_expired')).toMatchObject({ name: 'AuthError', code: 'token_expired' });
    } finally {
      Object.defineProperty(Error, 'stackTraceLimit', { value: stackTraceLimit, writable: true });
    }
  });
});

describe('withChallenge', () => {
  test.each(codes)('a challenge of %s has realm and scope in a fixed order', (code) => {
    const [status, challenge] = table[code];
    const error = new AuthError(code, { challenge: { scope: 'a b' } }).withChallenge({ realm: 'orders' });
    expect(error).toMatchObject({ code, status, scope: 'a b' });
    const parameters = challenge === 'Bearer realm="api"' ? '' : `${challenge?.slice('Bearer '.length)}, `;
    expect(error.headers).toEqual(
      challenge === undefined
        ? { 'Retry-After': '1' }
        : { 'WWW-Authenticate': `Bearer realm="orders", ${parameters}scope="a b"` },
    );
  });

  test('returns a new error with all other properties, and does not change the original', () => {
    const cause = new Error('why');
    const first = new AuthError('keys_unavailable', { cause, retryAfterSeconds: 7, message: 'Another sentence.' });
    const second = first.withChallenge({ realm: 'orders' });
    expect(second).not.toBe(first);
    expect(second).toMatchObject({ message: 'Another sentence.', cause, headers: { 'Retry-After': '7' } });
    const plain = new AuthError('missing_token');
    plain.withChallenge({ realm: 'orders' });
    expect(plain.headers).toEqual({ 'WWW-Authenticate': 'Bearer realm="api"' });
  });
});

describe('AuthError.is', () => {
  test('recognizes an error of another copy of this package', async () => {
    // The query gives the module a second identity, like a second installed copy.
    const address = '../../src/errors/auth-error.ts?another-c.ts';
    const copy: { AuthError: typeof AuthError } = await import(/* @vite-ignore */ address);
    const foreign: unknown = new copy.AuthError('token_expired');
    expect(copy.AuthError).not.toBe(AuthError);
    expect(foreign).not.toBeInstanceOf(AuthError);
    expect(AuthError.is(foreign)).toBe(true);
    expect(copy.AuthError.is(new AuthError('token_expired'))).toBe(true);
  });

  test.each([
    undefined,
    null,
    401,
    'AuthError',
    {},
    new Error('x'),
    { name: 'AuthError', code: 'forbidden', status: 403 },
  ])('is false for %o', (value) => {
    expect(AuthError.is(value)).toBe(false);
  });

  test('is false for the JSON of an AuthError', () => {
    const body: unknown = JSON.parse(JSON.stringify({ ...new AuthError('forbidden'), name: 'AuthError' }));
    expect(AuthError.is(body)).toBe(false);
  });
});

describe('no text can end the quoted-string of a challenge', () => {
  /** RFC 9110 §5.6.4 and §11.6.1: one Bearer challenge whose parameters are all quoted-strings, and nothing after it. */
  const quoted = String.raw`"(?:[ !#-\[\]-~]|\\[ -~])*"`;
  const oneChallenge = new RegExp(`^Bearer(?: [a-z_]+=${quoted}(?:, [a-z_]+=${quoted})*)?$`);
  const hostile = fc
    .array(
      fc.oneof(
        fc.constantFrom(
          '"',
          '\\',
          '\r\n',
          '\n',
          '\r',
          ', scope="',
          '\\"',
          '\u0000',
          '\u007f',
          '\u0085',
          '\u2028',
          'é',
          '😀',
          '\ud800',
          ' ',
          '\t',
        ),
        fc.constantFrom('a', 'orders/read', 'Set-Cookie: x=1', '='),
        fc.string({ unit: 'binary', maxLength: 4 }),
      ),
      { minLength: 1, maxLength: 5 },
    )
    .map((parts) => parts.join(''));

  /** Whether construction accepts the text; the only permitted error is a TypeError. */
  const accepts = (construct: () => unknown): boolean => {
    try {
      construct();
      return true;
    } catch (error) {
      if (error instanceof TypeError) return false;
      throw error;
    }
  };
  /** Runs hostile texts, and asserts that some are accepted: a check that refuses every text would prove nothing. */
  const fuzz = async (headerOf: (text: string) => Promise<string | undefined>): Promise<void> => {
    let accepted = 0;
    const property = fc.asyncProperty(hostile, async (text) => {
      const header = await headerOf(text);
      if (header === undefined) return;
      accepted++;
      expect(header).toMatch(oneChallenge);
      expect(new Headers({ 'www-authenticate': header }).get('www-authenticate')).toBe(header);
    });
    await fc.assert(property, { numRuns: 2_000, seed: 20_260_501 });
    expect(accepted).toBeGreaterThan(20);
  };
  const challengeOf = (error: AuthError): string => error.headers['WWW-Authenticate'] ?? '';

  const pool = createTestPool();
  const request = { header: () => undefined, query: () => undefined };

  test('a realm given to authenticate', async () => {
    const verifier = createVerifier({ ...(await pool).options, tokenUse: 'access' });
    await fuzz(async (realm) => {
      const store = new AuthStore(() => request);
      if (!accepts(() => store.authenticator(verifier, { realm }))) return undefined;
      const header = challengeOf(await refusalOf(store.authenticator(verifier, { realm })({})));
      expect(header.slice('Bearer realm="'.length, -1).replace(/\\(.)/g, '$1')).toBe(realm);
      return header;
    });
  });

  test('a resource metadata URL given to authenticate', async () => {
    const verifier = createVerifier({ ...(await pool).options, tokenUse: 'access' });
    await fuzz(async (text) => {
      const options = { resourceMetadata: `https://api.example.com/${text}` };
      const store = new AuthStore(() => request);
      if (!accepts(() => store.authenticator(verifier, options))) return undefined;
      return challengeOf(await refusalOf(store.authenticator(verifier, options)({})));
    });
  });

  test('a scope given to authorize', async () => {
    const verifier = createVerifier({ ...(await pool).options, tokenUse: 'access' });
    const auth = await verifier.verify((await pool).accessToken());
    await fuzz(async (scope) => {
      if (!accepts(() => compileRequirements({ allScopes: [scope] }))) return undefined;
      const enforce = async (): Promise<void> => compileRequirements({ allScopes: [scope] }).enforce(auth);
      return challengeOf(await refusalOf(enforce()));
    });
  });

  test.each(['realm', 'scope', 'resourceMetadata'] as const)(
    'a %s that an application passes to an AuthError',
    async (name) => {
      await fuzz(async (text) => {
        const make = (): AuthError => new AuthError('forbidden').withChallenge({ [name]: text });
        return accepts(make) ? challengeOf(make()) : undefined;
      });
    },
  );

  test('a message that an application passes to an AuthError', async () => {
    await fuzz(async (message) => {
      const make = (): AuthError => new AuthError('forbidden', { message });
      return accepts(make) ? challengeOf(make()) : undefined;
    });
  });
});

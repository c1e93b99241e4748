import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inspectText } from '../../src/inspector/inspect.ts';
import { pool, settings, tokens } from './support/tokens.ts';

const none = { ...settings, userPoolId: '', clientId: '', tokenUse: 'any', keys: '' } as const;
const claim = async (text: string, name: string) =>
  (await inspectText(text, settings))?.claims.find((one) => one.name === name);
const verdict = async (text: string, given = settings) => (await inspectText(text, given))?.verdict;

describe('the verdict of the inspector', () => {
  test.each(Object.entries(tokens))('for the token "%s" equals that of a verifier', async (_, [text, code]) => {
    const found = await verdict(text);
    if (code === undefined) expect(found).toMatchObject({ kind: 'accepted' });
    else expect(found).toMatchObject({ kind: 'refused', code, docs: expect.stringMatching(`/errors/${code}$`) });
  });

  test('names cause, remedy, and the found and the accepted value', async () => {
    expect(await verdict(pool.accessToken({ clientId: 'partnerclient' }))).toMatchObject({
      cause: 'client_id of the access token is not in clientId.',
      remedy: 'Get the token through an accepted app client, or accept this client.',
      facts: [
        ['client found', 'partnerclient'],
        ['clients accepted', 'webclient'],
      ],
    });
  });

  test('names the rules that the settings leave open', async () => {
    const [good] = tokens['good'] ?? [''];
    expect(await verdict(good)).toMatchObject({ unchecked: ['scopes', 'groups', 'revocation'] });
    expect(await verdict(good, { ...settings, clientId: '', tokenUse: 'any' })).toMatchObject({
      unchecked: ['app client', 'token use', 'scopes', 'groups', 'revocation'],
    });
  });

  test('never accepts a token whose signature was not checked', async () => {
    const [good] = tokens['good'] ?? [''];
    expect(await verdict(good, none)).toMatchObject({ kind: 'unverified' });
    expect(await verdict(good, { ...settings, keys: '' })).toMatchObject({ kind: 'unverified' });
  });

  test('says without settings what every verifier would refuse', async () => {
    expect(await verdict(pool.accessToken({ expiresIn: -60 }), none)).toMatchObject({ code: 'token_expired' });
  });

  test('names a setting that cannot be used', async () => {
    const [good] = tokens['good'] ?? [''];
    expect(await verdict(good, { ...settings, userPoolId: 'my pool' })).toMatchObject({
      kind: 'unusable',
      message: expect.stringContaining('userPoolId'),
    });
    expect(await verdict(good, { ...settings, keys: '[]' })).toMatchObject({
      kind: 'unusable',
      message: expect.stringContaining('a list: a key set is an object'),
    });
  });
});

describe('the claims of the inspector', () => {
  const rich = {
    acr: 'urn:example:mfa',
    amr: ['pwd', 'otp'],
    origin_jti: 'sign-in',
    'custom:tenant': 'acme',
    plan: 'gold',
  };

  test.each([
    ['acr', /step-up/],
    ['amr', /password, one-time password of an authenticator app/],
    ['origin_jti', /sign-in/],
    ['custom:tenant', /custom attribute/],
    ['plan', /pre token generation trigger/],
    ['iss', /user pool \S+ in eu-west-1, in the original format/],
    ['token_use', /access token/],
  ])('explain %s', async (name, meaning) => {
    expect((await claim(pool.accessToken({ claims: rich }), name))?.meaning).toMatch(meaning);
  });

  test('explain aud by the use of the token', async () => {
    expect((await claim(pool.idToken(), 'aud'))?.meaning).toMatch(/app client/);
    const bound = pool.accessToken({ claims: { aud: 'https://api.test' } });
    expect((await claim(bound, 'aud'))?.meaning).toMatch(/resource binding/);
  });

  test('show a time in words, beside its number', async () => {
    expect(await claim(pool.accessToken({ expiresIn: -720 }), 'exp')).toMatchObject({
      value: expect.stringMatching(/^\d+$/),
      time: expect.stringMatching(/UTC, 12 minutes ago$/),
    });
  });

  test('escape control characters and bidirectional marks in names and values', async () => {
    const token = pool.accessToken({ claims: { 'a\u202eb': 'x\u0007\u2066y', list: ['\u202e'] } });
    expect(await claim(token, 'a\\u202eb')).toMatchObject({ value: 'x\\u0007\\u2066y' });
    expect(await claim(token, 'list')).toMatchObject({ value: '["\\u202e"]' });
  });
});

describe('the inspector reads', () => {
  const [good] = tokens['good'] ?? [''];

  test.each([
    [`Authorization: Bearer ${good}`, "Ignored the header's name and the scheme Bearer around the token."],
    [`  "${good}",\n`, 'Ignored the quotes around the token. A service refuses a token that is sent in quotes.'],
    [`\n${good}\n`, undefined],
  ])('a token with text around it, and names that text', async (text, remark) => {
    expect(await inspectText(text, settings)).toMatchObject({ verdict: { kind: 'accepted' }, remark });
  });

  test('a refresh token as encrypted', async () => {
    const [refresh = ''] = tokens['refresh token'] ?? [];
    const { problem, parts = [], claims } = (await inspectText(refresh, settings)) ?? {};
    expect(problem).toMatch(/encrypted token \(JWE\).*refresh tokens/);
    expect(parts.map(({ name }) => name)).toContain('Ciphertext');
    expect(claims).toEqual([]);
  });

  test('an unset variable and a token response as no token', async () => {
    expect(await inspectText('undefined', settings)).toMatchObject({ problem: /unset variable/, verdict: undefined });
    const response = JSON.stringify({ access_token: good });
    expect((await inspectText(response, settings))?.problem).toMatch(/the value of access_token/);
  });

  test('any text without an error, and never accepts it', async () => {
    const segment = fc.oneof(
      fc.base64String(),
      fc.json().map((text) => Buffer.from(text).toString('base64url')),
      fc.string({ unit: 'binary' }),
    );
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(segment, { maxLength: 6 }).map((parts) => parts.join('.')),
      fc.constantFrom('"', "'", '`', 'bearer ', 'Authorization:').map((text) => text.repeat(20_000)),
    );
    await fc.assert(
      fc.asyncProperty(texts, fc.constantFrom(settings, none), async (text, given) => {
        const found = await inspectText(text, given);
        expect(found?.verdict?.kind).not.toBe('accepted');
        expect(JSON.stringify({ ...found, verdict: undefined })).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
      }),
      { numRuns: 200 },
    );
  });
});

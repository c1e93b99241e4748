/**
 * Writes docs/refusals.md: the messages that callers and operators read for 21 refusals over HTTP and 20 at the terminal.
 * The test produces each one, and the file must be equal; `npm test -- -u` updates it.
 */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import {
  AuthError,
  type AuthErrorCode,
  createVerifier,
  type OnePoolOptions,
  type VerifierEvent,
} from '@cognito-guard/core';
import { breakSignature, createTestPool, tamperHeader } from '@cognito-guard/testing';
import express, { type ErrorRequestHandler } from 'express';
import { afterAll, expect, test } from 'vitest';
import { keyStepFor, networkSteps } from '../../../packages/cli/src/next-step.ts';
import { run } from '../../../packages/cli/test/support/command.ts';
import { makeFolder } from '../../../packages/cli/test/support/folder.ts';
import { authErrorHandler, authenticate, authorize, bearer, cookie } from '../../../packages/express/src/index.ts';
import { stepFor } from '../../../packages/local-sign-in/src/inspector/next-step.ts';
import { secretsOf } from './support/secrets.ts';

const pool = await createTestPool({ clientId: 'webclient' });
const hour = 3_600;

const sign = {
  good: () => pool.accessToken(),
  expired: () => pool.accessToken({ expiresIn: -3 * hour - 60 }),
  tooLong: () => pool.accessToken({ claims: { note: 'x'.repeat(9_000) } }),
  otherAlgorithm: () => tamperHeader(pool.accessToken(), { alg: 'HS256' }),
  refresh: () =>
    `${Buffer.from('{"cty":"JWT","enc":"A256GCM","alg":"RSA-OAEP"}').toString('base64url')}.QUJD.QUJD.QUJD.QUJD`,
  otherKey: () => pool.accessToken({ header: { kid: 'key-of-another-pool' } }),
  broken: () => breakSignature(pool.accessToken()),
  otherIssuer: () =>
    pool.accessToken({ claims: { iss: 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_OtherPool' } }),
  id: () => pool.idToken(),
  otherClient: () => pool.accessToken({ clientId: 'partnerclient' }),
  otherApi: () => pool.accessToken({ claims: { aud: 'https://billing.example.com' } }),
  longLived: () =>
    pool.accessToken({ claims: { iat: pool.now() - 3 * hour - 60, exp: pool.now() + 365 * 24 * hour - 60 } }),
  reader: () => pool.accessToken({ scope: ['orders/read', 'openid'], groups: ['readers'] }),
};

// Over HTTP

const told: VerifierEvent[] = [];
const options = { ...pool.options, tokenUse: 'access', onEvent: (event) => told.push(event) } satisfies OnePoolOptions;
const storeError = Object.assign(new Error('connect ECONNREFUSED redis.internal:6379'), { code: 'ECONNREFUSED' });

let logged = '';
/** The log line of an application for a refusal. */
const log: ErrorRequestHandler = (error, _request, _response, next) => {
  const cause = AuthError.is(error) && error.cause instanceof Error ? error.cause.message : 'not a refusal';
  logged = `${error.code}: ${cause}`;
  next(error);
};

const guarded = (given: Partial<OnePoolOptions<'access'>> = {}) =>
  authenticate(createVerifier({ ...options, ...given }), { token: [bearer(), cookie('session')] });

const app = express()
  .use('/no-keys', guarded({ jwksUri: 'http://127.0.0.1:9/jwks.json', keys: {} }))
  .use('/revoked', guarded({ revocation: { store: { isRevoked: async () => true } } }))
  .use('/no-store', guarded({ revocation: { store: { isRevoked: () => Promise.reject(storeError) } } }))
  .use('/orders', guarded())
  .use('/orders/write', authorize({ allScopes: ['orders/write'] }))
  .use('/orders/admin', authorize({ anyGroup: ['admins', 'ops'] }))
  .use('/orders/tenant', authorize({ check: () => false }))
  .use(log)
  .use(authErrorHandler());
const server = app.listen(0, '127.0.0.1');
await once(server, 'listening');
afterAll(() => server.close());

type Headers = readonly (readonly [name: string, value: string])[];
const bearing = (token: string): Headers => [['authorization', `Bearer ${token}`]];

const wire: readonly (readonly [what: string, path: string, headers: Headers])[] = [
  ['no token', '/orders', []],
  [
    'a token in the header and another in a cookie',
    '/orders',
    [...bearing(sign.good()), ['cookie', `session=${sign.good()}`]],
  ],
  ['two words after `Bearer`', '/orders', [['authorization', `Bearer ${sign.good()} more`]]],
  ['text that is not a token', '/orders', bearing('not-a-token')],
  ['a token over 8,192 characters', '/orders', bearing(sign.tooLong())],
  ['a token signed by HS256', '/orders', bearing(sign.otherAlgorithm())],
  ['a refresh token', '/orders', bearing(sign.refresh())],
  ['a key id that the pool does not publish', '/orders', bearing(sign.otherKey())],
  ['a changed signature', '/orders', bearing(sign.broken())],
  ['a token of another user pool', '/orders', bearing(sign.otherIssuer())],
  ['an ID token', '/orders', bearing(sign.id())],
  ['a token of another app client', '/orders', bearing(sign.otherClient())],
  ['a token that is bound to another API', '/orders', bearing(sign.otherApi())],
  ['an expired token', '/orders', bearing(sign.expired())],
  ['a token that lives for a year', '/orders', bearing(sign.longLived())],
  ['a revoked token', '/revoked', bearing(sign.good())],
  ['a token without the scope', '/orders/write', bearing(sign.reader())],
  ['a token without the group', '/orders/admin', bearing(sign.reader())],
  ['a token that a check of the service refuses', '/orders/tenant', bearing(sign.good())],
  [
    'a cookie that a page of another site sends',
    '/orders',
    [
      ['cookie', `session=${sign.good()}`],
      ['sec-fetch-site', 'cross-site'],
    ],
  ],
  ['a valid token while the key endpoint is unreachable', '/no-keys', bearing(sign.good())],
];

/** Sends a request, and returns a row of the table. No cell may contain a value of the request. */
const wireRow = async (what: string, path: string, headers: Headers): Promise<string> => {
  told.splice(0);
  const { port } = server.address() as AddressInfo;
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    headers: headers.map(([name, value]) => [name, value]),
  });
  const { message } = (await response.json()) as { readonly message: string };
  const challenge = response.headers.get('www-authenticate') ?? 'Retry-After';
  if (response.status === 503) expect(response.headers.get('retry-after')).toMatch(/^\d+$/);
  const event = told.find(({ type }) => type === 'rejected');
  const userPoolId = event?.type === 'rejected' ? event.userPoolId : undefined;
  const seen = [response.status, message, challenge, logged, JSON.stringify(told)].join('\n');
  expect(secretsOf({ method: 'GET', path, headers }).filter((secret) => seen.includes(secret))).toEqual([]);
  expect(seen).not.toContain('://');
  if (event?.type === 'rejected') expect(logged).toBe(`${event.code}: ${event.cause}`);
  const cells = [what, `${response.status} ${message}`, `\`${challenge}\``, `\`${logged}\``, userPoolId ?? ''];
  return `| ${cells.join(' | ')} |`;
};

// At the terminal

const endpoint = await pool.listen();
afterAll(() => endpoint.close());
const cwd = makeFolder({
  'jwks.json': JSON.stringify(pool.jwks()),
  'package.json': '{"name":"api","version":"1.0.0","dependencies":{}}',
});
const verify = ['verify', '--user-pool-id', pool.userPoolId, '--token-use', 'access', '--client-id', 'webclient'];
const offline = [...verify, '--jwks', 'jwks.json'];

const terminal: readonly (readonly [what: string, args: readonly string[], stdin: string])[] = [
  ['nothing', offline, ''],
  ['the text of an unset variable', offline, 'undefined\n'],
  ['the whole response of the token endpoint', offline, `{"access_token":"${sign.good()}","expires_in":3600}`],
  ['a token with a line break in it', offline, sign.good().replace('.', '.\n')],
  ['a token as an argument', ['inspect', sign.good()], ''],
  ['an expired token in quotes', offline, `"${sign.expired()}"`],
  ['text that is not a token', offline, 'not-a-token'],
  ['a token over 8,192 characters', offline, sign.tooLong()],
  ['a refresh token', offline, sign.refresh()],
  ['a key id that the pool does not publish', offline, sign.otherKey()],
  ['a changed signature', offline, sign.broken()],
  ['a token of another user pool', offline, sign.otherIssuer()],
  ['an ID token', offline, sign.id()],
  ['a token of another app client', [...offline, '--client-id', 'mobileclient'], sign.otherClient()],
  ['a token that is bound to another API', [...offline, '--audience', 'https://api.example.com'], sign.otherApi()],
  ['a token that lives for a year', offline, sign.longLived()],
  ['a token without the scope', [...offline, '--scope', 'orders/read', '--scope', 'orders/write'], sign.reader()],
  ['a token without the group', [...offline, '--group', 'admins'], sign.reader()],
  ['package.json instead of a key set', [...verify, '--jwks', 'package.json'], sign.good()],
  ['a key endpoint without a server', [...verify, '--jwks-uri', 'http://127.0.0.1:9/jwks.json'], sign.good()],
];

/** Replaces values that differ between runs. */
const fixed = (text: string): string =>
  text
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/g, '2026-01-31 12:00:00 UTC')
    .replace(/\d{5} characters/, '13000 characters');

/** Runs a command, and returns its output. It may contain claims, but neither a token's encoded payload nor its signature. */
const terminalEntry = async (what: string, args: readonly string[], stdin: string, number: number): Promise<string> => {
  const { exitCode, stdout, stderr } = await run(args, { stdin, cwd });
  expect(stdout).toBe('');
  const segments = [stdin, ...args].flatMap((text) => text.split(/[.\s"]/)).filter((text) => /^[\w-]{60,}$/.test(text));
  expect(segments.filter((segment) => stderr.includes(segment))).toEqual([]);
  const line = `cognito-guard ${args.map((arg) => (arg.startsWith('ey') ? '<token>' : arg)).join(' ')}`;
  return `### ${number}. ${what}\n\n\`\`\`text\n$ ${line}\n${fixed(stderr)}\`\`\`\n\nExit code ${exitCode}.`;
};

const byCode = Object.entries(stepFor).map(([code, next]) => {
  const { status, cause } = new AuthError(code as AuthErrorCode);
  return `| [\`${code}\`](errors/${code}.md) | ${status} | ${cause instanceof Error ? cause.message : ''} | ${next.replace('<', '\\<')} |`;
});
const byTrouble = [...Object.entries(keyStepFor), ...networkSteps].map(([name, next]) => `| \`${name}\` | ${next} |`);

const headings = `| sent | caller reads | header | operator reads | pool |\n| --- | --- | --- | --- | --- |`;

test('docs/refusals.md has the messages of 41 refusals, and no HTTP response repeats a sent value', {
  timeout: 120_000,
}, async () => {
  const rows: string[] = [];
  for (const one of wire) rows.push(await wireRow(...one));
  const entries: string[] = [];
  for (const [index, one] of terminal.entries()) entries.push(await terminalEntry(...one, index + 21));
  expect([new Set(rows).size, new Set(entries).size]).toEqual([21, 20]);
  await expect(`# Refusals and their messages

\`test/fuzz/test/refusals.test.ts\` produces each of these 41 refusals and writes this file.

## By code

The cause is that of \`new AuthError(code)\`; most refusals have a more specific one. \`cognito-guard verify\` prints the
next step, unless it has a more specific one.

| code | status | cause | next step |
| --- | --- | --- | --- |
${byCode.join('\n')}

If the keys are unavailable, the cause and the event \`keys_failed\` name the reason and the network's error code:

| reason or code | next step |
| --- | --- |
${byTrouble.join('\n')}

## Over HTTP

These are Express's responses with \`authErrorHandler()\`. Callers read fixed sentences. Operators read the error's
\`code\` and the message of its \`cause\`, which an error handler can log. If the verifier refuses the token, \`onEvent\`
receives the same values, with the user pool if it is known. No response, cause or event contains a token, a claim value,
a key id or a URL.

${headings}
${rows.join('\n')}

## At the terminal

\`cognito-guard\` prints the claims of a token but never its signature. It reads the token from standard input, unless a
flag names another source.

${entries.join('\n\n')}
`).toMatchFileSnapshot('../../../docs/refusals.md');
});

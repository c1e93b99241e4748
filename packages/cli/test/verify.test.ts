import { join } from 'node:path';
import { AuthError } from '@cognito-guard/core';
import { breakSignature, createTestKey, createTestPool, unsignedToken } from '@cognito-guard/testing';
import { afterAll, describe, expect, test } from 'vitest';
import { verify } from '../src/commands/verify.ts';
import { run } from './support/command.ts';
import { makeFolder } from './support/folder.ts';

const pool = await createTestPool();
const endpoint = await pool.listen();
afterAll(() => endpoint.close());

const { userPoolId, clientId } = pool;
const where = ['verify', '--user-pool-id', userPoolId, '--jwks-uri', endpoint.jwksUri];
const rules = [...where, '--client-id', clientId, '--token-use', 'access'];

describe.concurrent('a valid token', () => {
  test('prints its user and its expiration', async () => {
    const token = pool.accessToken({ sub: 'a-1', username: 'alice', groups: ['admins', 'ops'], scope: 'orders/read' });
    const { exitCode, stdout, stderr } = await run(rules, { stdin: token });
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^valid until \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC, in (59|60) minutes\n/);
    expect(stdout).toContain(`  subject  a-1\n  user     alice\n  client   ${clientId}\n`);
    expect(stdout).toContain('  groups   admins, ops\n  scopes   orders/read\n');
  });

  test('is read from a file with the text of a header', async () => {
    const folder = makeFolder({ 'token.txt': `Bearer ${pool.accessToken()}\r\n` });
    const { exitCode } = await run([...rules, '--token-file', join(folder, 'token.txt')]);
    expect(exitCode).toBe(0);
  });

  test('is printed as JSON with all claims and without the token', async () => {
    const token = pool.idToken({ groups: ['admins'], claims: { 'custom:tenant': 'acme' } });
    const { stdout } = await run([...where, '--any-client', '--token-use', 'any', '--json'], { stdin: token });
    expect(JSON.parse(stdout)).toMatchObject({
      ok: true,
      tokenUse: 'id',
      subject: pool.subject,
      groups: ['admins'],
      claims: { 'custom:tenant': 'acme' },
    });
    expect(stdout).not.toContain(token.slice(-40));
  });

  test('of a machine has no user', async () => {
    const { stdout } = await run(rules, { stdin: pool.machineToken() });
    expect(stdout).toContain('user     none: a machine\n');
  });

  test('cannot control the terminal through a claim', async () => {
    const username = 'a\u001b[2Jb\u009b31mc\u202ed\ne';
    const { stdout } = await run(rules, { stdin: pool.accessToken({ username }) });
    expect(stdout).toContain('user     a\\u001b[2Jb\\u009b31mc\\u202ed\\u000ae\n');
    const json = await run([...rules, '--json'], { stdin: pool.accessToken({ username }) });
    expect(json.stdout).not.toMatch(/[\u0080-\u009f\u202e]/);
    expect(JSON.parse(json.stdout).username).toBe(username);
  });
});

const date = String.raw`\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC`;

describe.concurrent('a refusal exits with 1 and prints the reason, the found and expected values, and one next step:', () => {
  test.each<[code: string, makeToken: () => string, more: readonly string[], told: readonly string[]]>([
    [
      'token_expired',
      () => pool.accessToken({ expiresIn: -60 }),
      [],
      [`expired     ${date}, 6\\d seconds ago`, `this clock  ${date}`, 'next: Get a new token with the refresh token'],
    ],
    [
      'token_not_active',
      () => pool.accessToken({ claims: { nbf: pool.now() + 600 } }),
      [],
      [`active from  ${date}, in \\d minutes`, `this clock   ${date}`, 'next: Compare the clocks'],
    ],
    [
      'malformed_token',
      () => 'abc.def',
      [],
      ['A JWT has three parts', 'next: Copy the whole access or ID token again'],
    ],
    [
      'malformed_token',
      () => unsignedToken(pool.accessToken()),
      [],
      ['alg must be RS256', 'alg found  none', 'next: Get the token from Cognito'],
    ],
    [
      'malformed_token',
      () => pool.accessToken({ claims: { note: 'x'.repeat(9_000) } }),
      [],
      ['longer than maxTokenLength', 'length  \\d{5} characters', 'next: Put fewer groups and claims into the token'],
    ],
    [
      'malformed_token',
      () => `${Buffer.from('{"enc":"A256GCM"}').toString('base64url')}.QUJD.QUJD.QUJD.QUJD`,
      [],
      ['such as a refresh token', 'next: Exchange the refresh token at the token endpoint'],
    ],
    [
      'invalid_signature',
      () => breakSignature(pool.accessToken()),
      [],
      ['The signature does not match', 'next: Get a new token from Cognito'],
    ],
    [
      'wrong_token_use',
      () => pool.idToken(),
      [],
      [
        'an ID token, and tokenUse is access',
        'use found     id',
        'use accepted  access',
        'next: Send the access token',
      ],
    ],
    [
      'wrong_client',
      () => pool.accessToken({ clientId: 'another' }),
      ['--client-id', 'mobile'],
      [
        'client found      another',
        `clients accepted  ${clientId}, mobile`,
        'next: Get the token through an accepted app client',
      ],
    ],
    [
      'wrong_issuer',
      () => pool.accessToken({ claims: { iss: 'https://issuer.test' } }),
      [],
      ['issuer found     https://issuer.test', `issuer accepted  that of ${userPoolId}`, 'next: Compare the issuer'],
    ],
    [
      'wrong_issuer',
      () => pool.accessToken({ claims: { iss: 'http://localhost:9230/eu-west-1_LocalPool' } }),
      [],
      ['next: A local pool issued the token: pass its issuer with --issuer'],
    ],
    [
      'wrong_audience',
      () => pool.accessToken({ claims: { aud: 'https://other.test' } }),
      ['--audience', 'https://api.test'],
      [
        'audience found     https://other.test',
        'audience accepted  https://api.test',
        'next: Request the token with this API as the resource',
      ],
    ],
    [
      'invalid_claims',
      () => pool.accessToken({ claims: { exp: undefined } }),
      [],
      ['exp and iat must be numbers.', `issued      ${date}`, 'next: Get a token from Cognito'],
    ],
    [
      'invalid_claims',
      () => pool.accessToken({ claims: { 'cognito:groups': 'admins' } }),
      [],
      ['cognito:groups must be a list of strings.', 'next: Check the pre token generation trigger'],
    ],
    [
      'invalid_claims',
      () => pool.accessToken({ claims: { iat: pool.now() + 600, exp: pool.now() + 900 } }),
      [],
      ['iat is in the future', 'next: Compare the clocks'],
    ],
    [
      'unknown_key',
      () => pool.accessToken({ header: { kid: 'another' } }),
      [],
      ['key id found  another', 'next: Get a new token: the pool no longer publishes this key'],
    ],
    [
      'insufficient_scope',
      () => pool.accessToken({ scope: ['orders/read', 'openid'] }),
      ['--scope', 'orders/read', '--scope', 'orders/write'],
      [
        'scopes missing  orders/write',
        'scopes found    orders/read, openid',
        'next: Allow the scope for the app client',
      ],
    ],
    [
      'insufficient_group',
      () => pool.accessToken(),
      ['--group', 'admins', '--group', 'ops'],
      ['groups missing  admins, ops', 'groups found    none', 'next: Add the user to the group'],
    ],
    [
      'insufficient_user_authentication',
      () => pool.accessToken({ claims: { acr: 'urn:cognito:loa:1', auth_time: pool.now() - 600 } }),
      ['--acr', 'urn:cognito:loa:3', '--max-auth-age', '300'],
      [
        'level found   urn:cognito:loa:1',
        'level needed  urn:cognito:loa:3',
        'signed in     \\S+ \\S+ UTC, 10 minutes ago',
        'needed        within 300 seconds',
        'next: Sign in again with the acr_values and max_age',
      ],
    ],
  ])('%s', async (code, makeToken, more, told) => {
    const stdin = makeToken();
    const { exitCode, stdout, stderr } = await run([...rules, ...more], { stdin });
    expect([exitCode, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(new RegExp(`^refused: ${code} \\(40[13]\\)\n`));
    for (const text of told) expect(stderr).toMatch(new RegExp(text));
    expect(stderr.match(/^ {2}next: /gm)).toHaveLength(1);
    expect(stderr).toMatch(new RegExp(`\n  docs: https://\\S+/errors/${code}\n$`));
  });

  test('a refusal is printed as JSON on stdout for a script', async () => {
    const stdin = pool.accessToken({ clientId: 'another' });
    const { exitCode, stdout, stderr } = await run([...rules, '--json'], { stdin });
    expect([exitCode, stderr]).toEqual([1, '']);
    expect(JSON.parse(stdout)).toEqual({
      ok: false,
      code: 'wrong_client',
      status: 401,
      message: 'The token was issued to a client that is not accepted here.',
      reason: 'client_id of the access token is not in clientId.',
      details: { clientFound: 'another', clientsAccepted: clientId },
      next: 'Get the token through an accepted app client, or accept this client.',
      docs: new AuthError('wrong_client').docs,
    });
  });

  test('a refusal escapes control characters of a claim', async () => {
    const { stderr } = await run(rules, { stdin: pool.accessToken({ clientId: 'a\u001b[2Jb\u009b31mc\u202ed\ne' }) });
    expect(stderr).toContain('client found      a\\u001b[2Jb\\u009b31mc\\u202ed\\u000ae\n');
  });

  test('verify requires every given scope and group', async () => {
    const stdin = pool.accessToken({ scope: ['a', 'b'], groups: ['x'] });
    const need = async (...more: string[]): Promise<number | null> =>
      (await run([...rules, ...more], { stdin })).exitCode;
    expect(await need('--scope', 'a', '--scope', 'b', '--group', 'x')).toBe(0);
    expect(await need('--scope', 'a', '--scope', 'c')).toBe(1);
    expect(await need('--group', 'x', '--group', 'y')).toBe(1);
  });

  test('unavailable keys are not reported as an invalid token', async () => {
    const { exitCode, stderr } = await run(
      [...where.slice(0, 3), '--jwks-uri', `${endpoint.url}/gone`, '--any-client', '--token-use', 'access'],
      { stdin: pool.accessToken() },
    );
    expect(exitCode).toBe(1);
    expect(stderr).toContain('refused: keys_unavailable (503)');
    expect(stderr).toContain(`not_found (404).\n  key endpoint  ${endpoint.url}/gone\n`);
    expect(stderr).toContain('  next: Check the path of --jwks-uri');
  });

  test.each([
    ['a port without a server', 'http://127.0.0.1:9/jwks.json', 'ECONNREFUSED', 'no server listens there'],
    ['a name without a DNS record', 'https://keys.invalid/jwks.json', 'ENOTFOUND|EAI_AGAIN', 'DNS'],
  ])('and %s is named by the code of the network', async (_, uri, code, next) => {
    const { exitCode, stderr } = await run(
      [...where.slice(0, 3), '--jwks-uri', uri, '--any-client', '--token-use', 'any'],
      {
        stdin: pool.accessToken(),
      },
    );
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(new RegExp(`network \\((${code})\\)\\.\n  key endpoint  ${uri}\n`));
    expect(stderr).toMatch(new RegExp(`next: .*${next}`));
  });
});

describe.concurrent('keys from a file', () => {
  const offline = ['verify', '--user-pool-id', userPoolId, '--any-client', '--token-use', 'access', '--jwks'];

  test('are sufficient: verify fetches no key', async () => {
    const folder = makeFolder({ 'jwks.json': JSON.stringify(pool.jwks()) });
    const args = [...offline, join(folder, 'jwks.json')];
    expect(await run(args, { stdin: pool.accessToken() })).toMatchObject({ exitCode: 0 });
    const other = await run(args, { stdin: pool.accessToken({ header: { kid: 'another' } }) });
    expect(other.stderr).toContain('refused: unknown_key');
  });

  const { jwk } = createTestKey();
  const { privateKey } = createTestKey('secret');
  test.each([
    ['package.json', '{"name":"api","dependencies":{}}', 'is not a key set: it holds a package.json.'],
    ['a web page', '<html>', 'is not a key set: it holds data that is not JSON.'],
    [
      'one key',
      JSON.stringify(jwk),
      'is not a key set: it holds a single key: a key set is an object, {"keys": [...]}.',
    ],
    ['a list of keys', JSON.stringify([jwk]), 'is not a key set: it holds a list: a key set is an object'],
    ['other JSON', '{"issuer":"x"}', 'is not a key set: it holds JSON without a list "keys".'],
    [
      'a PEM file',
      privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      'is not a key set: it holds a key or certificate in PEM.',
    ],
    ['no keys', '{"keys":[]}', 'holds no key that can verify a Cognito token.'],
    ['keys for encryption', JSON.stringify({ keys: [{ ...jwk, use: 'enc' }] }), 'holds no key that can verify'],
  ])('that are %s are wrong usage, with the way to a key set, and nothing of the file', async (_, text, message) => {
    const folder = makeFolder({ file: text });
    const { exitCode, stdout, stderr } = await run([...offline, join(folder, 'file')], { stdin: pool.accessToken() });
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain(`The file of --jwks ${message}`);
    expect(stderr).toContain('Write one with "cognito-guard keys --output FILE".');
    expect(stderr).not.toContain(text.slice(30, 60) || 'text');
  });
});

describe.concurrent('text around a copied token', () => {
  const quotes = 'the quotes around the token. A service refuses a token that is sent in quotes.';
  test.each([
    ['"TOKEN"', quotes],
    ["'TOKEN'", quotes],
    ['"TOKEN",', quotes],
    ['Bearer TOKEN', 'the scheme Bearer around the token.'],
    ['Authorization: Bearer TOKEN', "the header's name and the scheme Bearer around the token."],
    [
      '"Bearer TOKEN"',
      'the quotes and the scheme Bearer around the token. A service refuses a token that is sent in quotes.',
    ],
    [
      'Bearer "TOKEN"',
      'the scheme Bearer and the quotes around the token. A service refuses a token that is sent in quotes.',
    ],
  ])('%s is verified without it, by both commands, which say so', async (text, removed) => {
    const stdin = text.replace('TOKEN', pool.accessToken());
    const remark = `Ignored ${removed}\n`;
    expect(await run(rules, { stdin })).toMatchObject({ exitCode: 0, stderr: remark });
    expect(await run(['inspect'], { stdin })).toMatchObject({ exitCode: 0, stderr: remark });
  });

  test.each([
    ['undefined', 'Got the text of an unset variable.'],
    ['Bearer null', 'Got the text of an unset variable.'],
    ['{"access_token":"TOKEN","expires_in":3600}', 'Got JSON; pass one token, such as the value of access_token.'],
    ['{"AuthenticationResult":{"IdToken":"TOKEN"}}', 'Got JSON; pass one token, such as the value of IdToken.'],
    ['TO KEN.x', 'The token contains white space.'],
  ])('%s is no token: both commands say what it is', async (text, message) => {
    const stdin = text.replace('TOKEN', pool.accessToken());
    for (const args of [rules, ['inspect']]) {
      const { exitCode, stdout, stderr } = await run(args, { stdin });
      expect([exitCode, stdout]).toEqual([2, '']);
      expect(stderr).toContain(message);
    }
  });

  test('no next step names a command that cannot read the input', async () => {
    const stdin = '"abc.def"';
    const verified = await run(rules, { stdin });
    expect(verified.stderr).toContain('next: Copy the whole access or ID token again');
    const inspected = await run(['inspect'], { stdin });
    expect(inspected.stderr).toContain('Copy the whole token');
    expect(verified.stderr + inspected.stderr).not.toMatch(/cognito-guard (inspect|verify)\b/);
  });
});

test('the error for an empty token file names the file, not standard input', async () => {
  const folder = makeFolder({ 'token.txt': '' });
  const { exitCode, stderr } = await run([...rules, '--token-file', join(folder, 'token.txt')]);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('The file of --token-file is empty.');
});

test.each([
  ['--scope', { scope: ['a', 'b'] }],
  ['--group', { groups: ['a', 'b'] }],
])('%s with a comma is answered with the way to name several', async (flag, token) => {
  const { exitCode, stderr } = await run([...rules, flag, 'a,b'], { stdin: pool.accessToken(token) });
  expect(exitCode).toBe(1);
  expect(stderr).toContain(`${flag} takes one name: a comma is part of it. Repeat the flag`);
  const { stderr: quiet } = await run([...rules, flag, 'a', flag, 'b'], { stdin: pool.accessToken(token) });
  expect(quiet).toBe('');
});

test('the next step for an access token instead of an ID token is the ID token', async () => {
  const args = [...where, '--client-id', clientId, '--token-use', 'id'];
  const { stderr } = await run(args, { stdin: pool.accessToken() });
  expect(stderr).toContain('next: Send the ID token.');
});

describe.concurrent('wrong usage', () => {
  test.each([
    ['no rules', ['verify'], '--user-pool-id, --client-id (or --any-client) and --token-use are required.'],
    ['no pool', ['verify', '--any-client', '--token-use', 'id'], '--user-pool-id is required'],
    [
      'a pool id that is none',
      [...rules.slice(0, 2), 'pool', ...rules.slice(3)],
      '--user-pool-id must be a user pool id',
    ],
    ['no client', [...where, '--token-use', 'id'], 'or else --any-client'],
    ['a client and any client', [...rules, '--any-client'], 'or else --any-client'],
    ['no token use', [...where, '--any-client'], '--token-use must be access, id or any'],
    ['an invalid token use', [...where, '--any-client', '--token-use', 'refresh'], '--token-use must be'],
    ['keys from two places', [...rules, '--jwks', 'jwks.json'], 'Give --jwks or --jwks-uri, not both.'],
    ['no key file', [...rules.slice(0, 3), ...rules.slice(5), '--jwks', 'no.json'], '--jwks cannot be read: ENOENT.'],
    ['no token file', [...rules, '--token-file', 'no.txt'], '--token-file cannot be read: ENOENT.'],
    ['an invalid scope', [...rules, '--scope', 'a b'], '--scope must be'],
    [
      'an audience for ID tokens',
      [...where, '--any-client', '--token-use', 'id', '--audience', 'a'],
      '--audience is for',
    ],
    ['a key URL without TLS', [...where.slice(0, 3), '--jwks-uri', 'http://a.test', ...rules.slice(5)], 'https:'],
  ])('%s', async (_, args, message) => {
    await expect(verify.run(args.slice(1))).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining(message),
    });
  });

  test.each([
    ['no token', ' \n', 'No token on standard input.'],
    ['more than a token', 'a'.repeat(70_000), 'longer than any token'],
  ])('%s', async (_, stdin, message) => {
    const { exitCode, stderr } = await run(rules, { stdin });
    expect(exitCode).toBe(2);
    expect(stderr).toContain(message);
  });
});

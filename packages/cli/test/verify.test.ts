import { join } from 'node:path';
import { breakSignature, createTestPool, unsignedToken } from '@cognito-guard/testing';
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

describe.concurrent('a good token', () => {
  test('is told who it is for and until when', async () => {
    const token = pool.accessToken({ sub: 'a-1', username: 'alice', groups: ['admins', 'ops'], scope: 'orders/read' });
    const { exitCode, stdout, stderr } = await run(rules, { stdin: token });
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^good until \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC, in (59|60) minutes\n/);
    expect(stdout).toContain(`  subject  a-1\n  user     alice\n  client   ${clientId}\n`);
    expect(stdout).toContain('  groups   admins, ops\n  scopes   orders/read\n');
  });

  test('may come from a file, as it was copied from a header', async () => {
    const folder = makeFolder({ 'token.txt': `Bearer ${pool.accessToken()}\r\n` });
    const { exitCode } = await run([...rules, '--token-file', join(folder, 'token.txt')]);
    expect(exitCode).toBe(0);
  });

  test('comes as JSON with all claims, and without itself', async () => {
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

  test('cannot steer the terminal through a claim', async () => {
    const username = 'a\u001b[2Jb\u009b31mc\u202ed\ne';
    const { stdout } = await run(rules, { stdin: pool.accessToken({ username }) });
    expect(stdout).toContain('user     a\\u001b[2Jb\\u009b31mc\\u202ed\\u000ae\n');
    const json = await run([...rules, '--json'], { stdin: pool.accessToken({ username }) });
    expect(json.stdout).not.toMatch(/[\u0080-\u009f\u202e]/);
    expect(JSON.parse(json.stdout).username).toBe(username);
  });
});

describe.concurrent('a refusal ends with 1, with its code and what to do about it', () => {
  test.each([
    ['token_expired', () => pool.accessToken({ expiresIn: -60 }), [], 'Get a new one with the refresh token.'],
    ['malformed_token', () => 'abc.def', [], 'cognito-guard inspect'],
    ['malformed_token', () => unsignedToken(pool.accessToken()), [], 'exactly as Cognito returned it'],
    ['invalid_signature', () => breakSignature(pool.accessToken()), [], 'Get a new one from Cognito.'],
    ['wrong_token_use', () => pool.idToken(), [], 'Send the other kind'],
    ['wrong_client', () => pool.accessToken({ clientId: 'another' }), [], 'an app client that the service accepts'],
    ['wrong_issuer', () => pool.accessToken({ claims: { iss: 'https://issuer.test' } }), [], 'Compare its iss'],
    ['wrong_audience', () => pool.accessToken({ claims: { aud: 'https://other.test' } }), [], 'resource binding'],
    ['invalid_claims', () => pool.accessToken({ claims: { exp: undefined } }), [], 'exp and iat must be numbers.'],
    ['unknown_key', () => pool.accessToken({ header: { kid: 'another' } }), [], 'has other keys'],
    ['insufficient_scope', () => pool.accessToken(), ['--scope', 'orders/write'], 'allow it to the app client'],
    ['insufficient_group', () => pool.accessToken(), ['--group', 'admins'], 'case-sensitive'],
  ])('%s', async (code, makeToken, more, advice) => {
    const stdin = makeToken();
    const { exitCode, stdout, stderr } = await run([...rules, ...more], { stdin });
    expect([exitCode, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(new RegExp(`^refused: ${code} \\(40[13]\\)\n`));
    expect(stderr).toContain(advice);
  });

  test('and comes as JSON on stdout for a script', async () => {
    const stdin = pool.accessToken({ claims: { exp: 1 } });
    const { exitCode, stdout, stderr } = await run([...rules, '--json'], { stdin });
    expect([exitCode, stderr]).toEqual([1, '']);
    expect(JSON.parse(stdout)).toEqual({
      ok: false,
      code: 'invalid_claims',
      status: 401,
      message: 'The token claims are invalid.',
      detail: 'exp must be within 24 hours after iat.',
      advice: expect.stringContaining('cognito-guard inspect'),
    });
  });

  test('and every scope and group that is named must be there', async () => {
    const stdin = pool.accessToken({ scope: ['a', 'b'], groups: ['x'] });
    const need = async (...more: string[]): Promise<number | null> =>
      (await run([...rules, ...more], { stdin })).exitCode;
    expect(await need('--scope', 'a', '--scope', 'b', '--group', 'x')).toBe(0);
    expect(await need('--scope', 'a', '--scope', 'c')).toBe(1);
    expect(await need('--group', 'x', '--group', 'y')).toBe(1);
  });

  test('and keys that cannot be had are no bad token', async () => {
    const { exitCode, stderr } = await run(
      [...where.slice(0, 3), '--jwks-uri', `${endpoint.url}/gone`, '--any-client', '--token-use', 'access'],
      { stdin: pool.accessToken() },
    );
    expect(exitCode).toBe(1);
    expect(stderr).toContain('refused: keys_unavailable (503)');
    expect(stderr).toContain('not_found');
    expect(stderr).toContain('cognito-guard doctor');
  });
});

describe.concurrent('keys from a file', () => {
  const offline = ['verify', '--user-pool-id', userPoolId, '--any-client', '--token-use', 'access', '--jwks'];

  test('are enough: nothing is fetched', async () => {
    const folder = makeFolder({ 'jwks.json': JSON.stringify(pool.jwks()) });
    const args = [...offline, join(folder, 'jwks.json')];
    expect(await run(args, { stdin: pool.accessToken() })).toMatchObject({ exitCode: 0 });
    const other = await run(args, { stdin: pool.accessToken({ header: { kid: 'another' } }) });
    expect(other.stderr).toContain('refused: unknown_key');
  });

  test('that are none are not the fault of the token', async () => {
    const folder = makeFolder({ 'jwks.json': '{"keys":[]}', 'page.html': '<html>' });
    const empty = await run([...offline, join(folder, 'jwks.json')], { stdin: pool.accessToken() });
    expect(empty.stderr).toMatch(/keys_unavailable[\s\S]*no_usable_key/);
    const page = await run([...offline, join(folder, 'page.html')], { stdin: pool.accessToken() });
    expect(page.stderr).toMatch(/keys_unavailable[\s\S]*not_a_key_set/);
  });
});

describe.concurrent('wrong usage', () => {
  test.each([
    ['no pool', ['verify', '--any-client', '--token-use', 'id'], '--user-pool-id is needed'],
    [
      'a pool id that is none',
      [...rules.slice(0, 2), 'pool', ...rules.slice(3)],
      '--user-pool-id must be a user pool id',
    ],
    ['no client', [...where, '--token-use', 'id'], 'or else --any-client'],
    ['a client and any client', [...rules, '--any-client'], 'or else --any-client'],
    ['no token use', [...where, '--any-client'], '--token-use must be access, id, or any'],
    ['a token use that is none', [...where, '--any-client', '--token-use', 'refresh'], '--token-use must be'],
    ['keys from two places', [...rules, '--jwks', 'jwks.json'], 'Give --jwks or --jwks-uri, not both.'],
    ['no key file', [...rules.slice(0, 3), ...rules.slice(5), '--jwks', 'no.json'], '--jwks cannot be read: ENOENT.'],
    ['no token file', [...rules, '--token-file', 'no.txt'], '--token-file cannot be read: ENOENT.'],
    ['a scope that is none', [...rules, '--scope', 'a b'], '--scope must be'],
    [
      'an audience for ID tokens',
      [...where, '--any-client', '--token-use', 'id', '--audience', 'a'],
      '--audience is for',
    ],
    ['a key address in the open', [...where.slice(0, 3), '--jwks-uri', 'http://a.test', ...rules.slice(5)], 'https:'],
  ])('%s', async (_, args, message) => {
    await expect(verify.run(args.slice(1))).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining(message),
    });
  });

  test.each([
    ['no token', ' \n', 'No token came.'],
    ['more than a token', 'a'.repeat(70_000), 'longer than any token'],
  ])('%s', async (_, stdin, message) => {
    const { exitCode, stderr } = await run(rules, { stdin });
    expect(exitCode).toBe(2);
    expect(stderr).toContain(message);
  });
});

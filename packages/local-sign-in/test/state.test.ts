import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createVerifier } from '@cognito-guard/core';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { createLocalSignIn, type LocalSignInOptions } from '../src/index.ts';
import { call } from './api/support/call.ts';
import { callback, openPool } from './support/pool.ts';

const folder = mkdtempSync(join(tmpdir(), 'local-sign-in-state-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
const newFile = (): string => join(folder, `pool-${++files}.json`);

/** A port that was free a moment ago. */
const freePort = async (): Promise<number> => {
  const { local } = await openPool();
  await local.close();
  return Number(new URL(local.origin).port);
};

const open = (state: string, options: Partial<LocalSignInOptions> = {}) => openPool({ state, ...options });

describe('a state file', () => {
  test('keeps keys, users and sign-ins, so that tokens of an earlier run stay valid', async () => {
    const state = newFile();
    const before = await open(state);
    const browser = before.browser();
    const page = await browser.get((await browser.get(before.authorizeUrl())).link('Sign up'));
    const confirm = await page.submit('/signup', {
      username: 'bob',
      email: 'bob@example.com',
      password: 'Password1!',
    });
    await confirm.submit('/confirm', { code: before.lastCode });
    const { accessToken, refreshToken } = await before.local.signIn('bob');
    const ended = await before.local.signIn('bob');
    await before.post('/oauth2/revoke', { client_id: 'web', token: ended.refreshToken });
    await before.local.close();

    // The issuer has the port in it.
    await using after = await open(state, { port: Number(new URL(before.local.origin).port) });
    const { verify } = createVerifier({ ...after.local.options, clientId: 'web', tokenUse: 'access' });
    expect((await verify(accessToken)).username).toBe('bob');
    const refresh = (token: string) =>
      after.post('/oauth2/token', { grant_type: 'refresh_token', client_id: 'web', refresh_token: token });
    expect((await refresh(refreshToken)).status).toBe(200);
    expect((await refresh(ended.refreshToken)).status).toBe(400);
    const signedIn = after.browser();
    signedIn.setCookie(after.cookieName, browser.cookie(before.cookieName) ?? '');
    expect((await signedIn.get(after.authorizeUrl({ prompt: 'none' }))).url).toMatch(`${callback}?code=`);
  });

  test('is readable by its owner alone, and leaves no other file', async () => {
    const state = newFile();
    await using pool = await open(state);
    await pool.local.signIn('alice');
    expect(statSync(state).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder).filter((name) => name.includes('tmp'))).toEqual([]);
    expect(JSON.parse(readFileSync(state, 'utf8'))).toMatchObject({ version: 1, userPoolId: 'eu-west-1_LocalPool' });
  });

  test('that cannot be written is refused at start, and the port is free again', async () => {
    const port = await freePort();
    const start = open(join(folder, 'missing', 'pool.json'), { port });
    await expect(start).rejects.toThrow(/^createLocalSignIn: state must be a file that the pool can write; got ENOENT/);
    await (await openPool({ port })).local.close();
  });

  test('that cannot be read is refused at start', async () => {
    await expect(open(folder)).rejects.toThrow(
      'createLocalSignIn: state must be a file that the pool can read; got EISDIR',
    );
  });

  test('that cannot be written later fails the request, and the terminal shows why', async () => {
    const printed = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const removed = mkdtempSync(join(folder, 'removed-'));
    await using pool = await open(join(removed, 'pool.json'));
    rmSync(removed, { recursive: true });
    const answer = await call(pool, 'SignUp', { ClientId: 'web', Username: 'bob', Password: 'Password1!' });
    expect(answer).toMatchObject({ status: 500, body: { __type: 'InternalErrorException' } });
    expect(answer.headers.get('x-amzn-ErrorType')).toBe('InternalErrorException');
    expect(printed.mock.calls).toEqual([[expect.objectContaining({ code: 'ENOENT' })]]);
    await expect(pool.local.signIn('alice')).rejects.toMatchObject({ code: 'ENOENT' });
    printed.mockRestore();
  });

  test('keeps the port, so that the issuer stays the same', async () => {
    const state = newFile();
    const before = await open(state);
    await before.local.close();
    await using after = await open(state);
    expect(after.local.issuer).toBe(before.local.issuer);
  });

  test('is named in the banner, with its users and not those of the options', async () => {
    const state = newFile();
    const before = await open(state);
    expect(before.local.banner).not.toContain(state);
    await call(before, 'SignUp', { ClientId: 'web', Username: 'bob', Password: 'Password1!' });
    await before.local.close();
    await using after = await open(state, { users: [{ username: 'carol' }] });
    expect(after.local.banner).toContain(`  users          of ${state}; those of the options are not used`);
    expect(after.local.banner).toContain('  user           bob');
    expect(after.local.banner).not.toContain('carol');
  });

  test.each([
    ['no JSON', 'not json', 'must be a file that a local pool of this version wrote'],
    ['another version', '{"version":2}', 'must be a file that a local pool of this version wrote'],
    ['another pool', '{"version":1,"userPoolId":"eu-west-1_Other"}', 'must be the file of eu-west-1_LocalPool'],
  ])('of %s is refused at start', async (_, text, message) => {
    const state = newFile();
    writeFileSync(state, text);
    await expect(createLocalSignIn({ clients: [{ clientId: 'web' }], state })).rejects.toThrow(
      `createLocalSignIn: state ${message}`,
    );
  });
});

describe('groups', () => {
  const role = (name: string): string => `arn:aws:iam::123456789012:role/${name}`;
  const groups = [
    { name: 'admins', precedence: 1, roleArn: role('admin') },
    { name: 'staff', precedence: 5, roleArn: role('staff') },
    { name: 'also-first', precedence: 1, roleArn: role('other') },
  ];
  test.each([
    [['staff', 'admins'], [role('staff'), role('admin')], role('admin')],
    [['also-first', 'admins'], [role('other'), role('admin')], undefined],
    [['unlisted'], undefined, undefined],
  ])('%j put their roles into ID tokens', async (names, roles, preferred) => {
    await using pool = await openPool({ groups, users: [{ username: 'alice', groups: names }] });
    const { idToken = '' } = await pool.local.signIn('alice');
    const { claims } = await createVerifier({ ...pool.local.options, clientId: 'web', tokenUse: 'id' }).verify(idToken);
    expect([claims['cognito:roles'], claims['cognito:preferred_role']]).toEqual([roles, preferred]);
  });

  test.each([
    [[{ name: 'a b' }], 'createLocalSignIn: groups[0].name must be a name without spaces'],
    [[{ name: 'a', roleArn: 'x' }], 'createLocalSignIn: groups[0].roleArn must be the ARN of an IAM role'],
    [[{ name: 'a' }, { name: 'a' }], 'createLocalSignIn: groups[].name must be unique'],
  ])('%j are refused at start', async (given, message) => {
    await expect(openPool({ groups: given })).rejects.toThrow(message);
  });
});

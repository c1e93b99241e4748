import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createVerifier } from '@cognito-guard/core';
import { afterAll, describe, expect, test } from 'vitest';
import { createLocalSignIn, type LocalSignInOptions } from '../src/index.ts';
import { callback, openPool } from './support/pool.ts';

const folder = mkdtempSync(join(tmpdir(), 'local-sign-in-state-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
const newFile = (): string => join(folder, `pool-${++files}.json`);

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

  test('that cannot be written fails the request', async () => {
    await using pool = await open(join(folder, 'missing', 'pool.json'));
    await expect(pool.local.signIn('alice')).rejects.toMatchObject({ code: 'ENOENT' });
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

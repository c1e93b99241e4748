import { decodeToken } from '@cognito-guard/testing';
import { expect, test } from 'vitest';
import { callback, openPool } from './support/pool.ts';

const byEmail = { usernameAttributes: ['email'] } as const;
const alice = { username: 'alice@example.com', password: 'Password1!', groups: ['admins'] };

test('the pages of a pool by email ask for an address and a password, and show the address', async () => {
  await using pool = await openPool({ ...byEmail, users: [] });
  const browser = pool.browser();
  const login = await browser.get(pool.authorizeUrl());
  expect(login.text).toMatch(/<label for="username">Email<\/label>/);
  const page = await browser.get(login.link('Sign up'));
  expect(page.text).toMatch(/<label for="username">Email<\/label>/);
  expect(page.text).not.toContain('name="email"');
  const refused = await page.submit('/signup', { username: 'bob', password: 'Password1!' });
  expect(refused.alert).toBe('Username should be an email.');
  const confirm = await refused.submit('/signup', { username: 'bob@example.com', password: 'Password1!' });
  expect(confirm.text).toContain('<strong>bob@example.com</strong>');
  const wrong = await confirm.submit('/confirm', { code: 'none' });
  expect([wrong.status, wrong.text]).toEqual([400, expect.stringContaining('<strong>bob@example.com</strong>')]);
  const app = await wrong.submit('/confirm', { code: pool.lastCode });
  expect(app.url).toMatch(new RegExp(`^${callback}\\?code=`));
  expect((await browser.get('/account')).text).toContain('<strong>bob@example.com</strong>');
  const other = pool.browser();
  const again = await (await other.get(pool.authorizeUrl())).submit('/login', {
    ...{ username: 'BOB@example.com', password: 'Password1!' },
  });
  expect(again.url).toMatch(new RegExp(`^${callback}\\?code=`));
});

test('a user who signed up by address and is not confirmed lands on the page for the code, which shows the address', async () => {
  await using pool = await openPool({ ...byEmail, users: [{ ...alice, status: 'UNCONFIRMED' }] });
  const login = await pool.browser().get(pool.authorizeUrl());
  const confirm = await login.submit('/login', { username: alice.username, password: alice.password });
  expect(confirm.text).toContain('<strong>alice@example.com</strong>');
  expect((await confirm.submit('/confirm', { code: pool.lastCode })).url).toContain(callback);
});

test('a forgotten password is replaced on the pages by address', async () => {
  await using pool = await openPool({ ...byEmail, users: [alice] });
  const browser = pool.browser();
  const login = await browser.get(pool.authorizeUrl());
  const forgot = await browser.get(login.link('Forgot password?'));
  expect(forgot.text).toMatch(/<label for="username">Email<\/label>/);
  const reset = await forgot.submit('/forgotPassword', { username: 'Alice@example.com' });
  const back = await reset.submit('/confirmForgotPassword', { code: pool.lastCode, password: 'Password2!' });
  const app = await back.submit('/login', { username: 'alice@example.com', password: 'Password2!' });
  expect(app.url).toContain(callback);
});

test('a seeded address gets the same sub at each start, is picked by address, and is in the banner', async () => {
  const subs: unknown[] = [];
  for (const username of ['alice@example.com', 'Alice@example.com']) {
    await using pool = await openPool({ ...byEmail, users: [{ ...alice, username }] });
    const { payload } = decodeToken((await pool.local.signIn('alice@example.com')).idToken ?? '');
    expect(payload).toMatchObject({ 'cognito:username': payload['sub'], email: username, email_verified: true });
    subs.push(payload['sub']);
    expect(pool.local.banner).toContain(`user           ${username}  admins`);
    const login = await pool.browser().get(pool.authorizeUrl());
    expect(login.text).toContain(username);
    expect((await login.submit('/login', { pick: String(payload['sub']) })).url).toContain(callback);
  }
  expect(subs[0]).toBe(subs[1]);
});

test("a provider's user does not take the address of a user who signed up with it, nor sign in with it", async () => {
  await using pool = await openPool({
    ...byEmail,
    users: [],
    providers: [{ name: 'Google', type: 'Google', users: [{ userId: '7', email: 'bob@example.com' }] }],
  });
  const browser = pool.browser();
  const page = await browser.get(pool.authorizeUrl({ identity_provider: 'Google' }));
  expect((await page.submit('/providers/Google', { userId: '7' })).url).toContain(callback);
  await expect(pool.local.signIn('bob@example.com')).rejects.toThrow('a user of the pool');
  const visitor = pool.browser();
  const login = await visitor.get(pool.authorizeUrl());
  const signUp = await visitor.get(login.link('Sign up'));
  const confirm = await signUp.submit('/signup', { username: 'bob@example.com', password: 'Password1!' });
  expect((await confirm.submit('/confirm', { code: pool.lastCode })).url).toContain(callback);
});

test('triggers of a sign-up by address receive the UUID as userName and the address as attribute', async () => {
  const events: unknown[] = [];
  await using pool = await openPool({
    ...byEmail,
    users: [],
    triggers: {
      preSignUp: async (event) => {
        events.push([event.userName, event.request.userAttributes]);
        return { ...event, response: { ...event.response, autoConfirmUser: true, autoVerifyEmail: true } };
      },
      userMigration: async (event) => ({
        ...event,
        response: { ...event.response, userAttributes: { email_verified: 'true' }, finalUserStatus: 'CONFIRMED' },
      }),
    },
  });
  const browser = pool.browser();
  const page = await browser.get((await browser.get(pool.authorizeUrl())).link('Sign up'));
  const fields = { username: 'bob@example.com', password: 'Password1!' };
  expect((await page.submit('/signup', fields)).url).toContain(callback);
  expect(events).toEqual([[expect.stringMatching(/^[\da-f-]{36}$/), { email: 'bob@example.com' }]]);
  const again = await page.submit('/signup', fields);
  expect(again.alert).toBe('An account with the given email already exists.');
  const login = await pool.browser().get(pool.authorizeUrl());
  await login.submit('/login', { username: 'eve@example.com', password: 'Password1!' });
  const { payload } = decodeToken((await pool.local.signIn('eve@example.com')).idToken ?? '');
  expect(payload).toMatchObject({ 'cognito:username': payload['sub'], email: 'eve@example.com' });
});

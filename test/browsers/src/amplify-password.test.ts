import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SentCode } from '@cognito-guard/local-sign-in';
import { decodeToken } from '@cognito-guard/testing';
import { type PasswordClient, passwordClient } from './amplify-password.ts';
import { clientId, startWorld, type World } from './world.ts';

/** Calls the client of a page. */
const pageClient = async ({ page, appOrigin, servePage }: World): Promise<PasswordClient> => {
  await servePage('./amplify-password-page.ts');
  await page.goto(appOrigin);
  await page.waitForFunction('globalThis.client !== undefined');
  const call = (name: string, ...args: readonly string[]): Promise<string> =>
    page.evaluate(`client.${name}(${args.map((one) => JSON.stringify(one)).join(', ')})`);
  return {
    signUp: (...args) => call('signUp', ...args),
    confirmSignUp: (...args) => call('confirmSignUp', ...args),
    signIn: (...args) => call('signIn', ...args),
    confirmSignIn: (...args) => call('confirmSignIn', ...args),
    accessToken: () => call('accessToken'),
    refresh: () => call('refresh'),
    signOut: async () => void (await call('signOut')),
  };
};

for (const [place, clientOf] of [
  ['Node', async ({ local }: World) => passwordClient({ ...local, clientId })],
  ['Chromium', pageClient],
] as const) {
  test(`aws-amplify in ${place} signs a new user in by SRP, refreshes and signs out; the API answers 200, then 401`, async () => {
    const sent: SentCode[] = [];
    const world = await startWorld(
      { callback: '/', signedOut: '/signed-out' },
      {
        users: [{ username: 'ben', password: 'Password1!', mfa: { method: 'totp' } }],
        onCode: (code) => sent.push(code),
      },
    );
    const { statusFor, local, close } = world;
    try {
      const client = await clientOf(world);
      assert.equal(await client.signUp('bob', 'Password1!', 'bob@example.com'), 'CONFIRM_SIGN_UP');
      assert.equal(await client.signIn('bob', 'Password1!'), 'CONFIRM_SIGN_UP');
      assert.equal(await client.confirmSignUp('bob', sent.at(-1)?.code ?? ''), 'DONE');
      assert.equal(await client.signIn('bob', 'Password2!'), 'NotAuthorizedException');
      assert.equal(await client.signIn('bob@example.com', 'Password1!'), 'DONE');

      const first = (await client.accessToken()) ?? '';
      assert.equal(await statusFor(first), 200);
      const second = (await client.refresh()) ?? '';
      assert.notEqual(second, first);
      assert.equal(await statusFor(second), 200);

      await client.signOut();
      assert.equal(await client.accessToken(), undefined);
      assert.equal(await statusFor(first), 401);
      assert.equal(await statusFor(second), 401);

      assert.equal(await client.signIn('ben', 'Password1!'), 'CONFIRM_SIGN_IN_WITH_TOTP_CODE');
      assert.equal(await client.confirmSignIn(local.totp('ben')), 'DONE');
      assert.equal(await statusFor((await client.accessToken()) ?? ''), 200);
      await client.signOut();
    } finally {
      await close();
    }
  });
}

test('aws-amplify in Node signs a user up by email address and in by SRP; the user name is the sub', async () => {
  const sent: SentCode[] = [];
  const world = await startWorld(
    { callback: '/', signedOut: '/signed-out' },
    { usernameAttributes: ['email'], users: [], onCode: (code) => sent.push(code) },
  );
  const { statusFor, local, close } = world;
  try {
    const client = passwordClient({ ...local, clientId });
    const email = 'bob@example.com';
    assert.equal(await client.signUp(email, 'Password1!', email), 'CONFIRM_SIGN_UP');
    assert.equal(await client.confirmSignUp(email, sent.at(-1)?.code ?? ''), 'DONE');
    assert.equal(await client.signIn('Bob@example.com', 'Password1!'), 'DONE');
    const token = (await client.refresh()) ?? '';
    const { payload } = decodeToken(token);
    assert.match(String(payload['sub']), /^[\da-f-]{36}$/);
    assert.equal(payload['username'], payload['sub']);
    assert.equal(await statusFor(token), 200);
    await client.signOut();
    assert.equal(await statusFor(token), 401);
  } finally {
    await close();
  }
});

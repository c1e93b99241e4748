import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startWorld } from './world.ts';

for (const [library, source] of [
  ['aws-amplify', './amplify-page.ts'],
  ['oidc-client-ts', './oidc-client-page.ts'],
] as const) {
  test(`${library} signs in by redirect, refreshes and signs out; the API answers 200, then 401`, async () => {
    const { page, appOrigin, servePage, statusFor, close } = await startWorld(
      { callback: '/', signedOut: '/signed-out' },
      { https: true },
    );
    try {
      await servePage(source);
      const call = (name: string): Promise<string | undefined> => page.evaluate(`client.${name}()`);
      /** Calls a function that navigates away. */
      const leave = (name: string): Promise<void> => page.evaluate(`void client.${name}()`);
      const openPage = async (path: string): Promise<void> => {
        await page.waitForURL(`${appOrigin}${path}`);
        await page.waitForFunction('globalThis.client !== undefined');
      };

      await page.goto(appOrigin);
      await openPage('/');
      await leave('signIn');
      await page.getByLabel('Username').fill('ada');
      await page.getByLabel('Password').fill('Password1!');
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await openPage('/**');
      await page.waitForFunction('client.accessToken()');

      const first = (await call('accessToken')) ?? '';
      assert.equal(await statusFor(first), 200);
      assert.equal(await call('email'), 'ada@example.com');
      const second = (await call('refresh')) ?? '';
      assert.notEqual(second, first);
      assert.equal(await statusFor(second), 200);

      await leave('signOut');
      await openPage('/signed-out');
      assert.equal(await call('accessToken'), undefined);
      assert.equal(await statusFor(first), 401);
      assert.equal(await statusFor(second), 401);

      // The session of managed login has ended too: the next sign-in needs the password again.
      await leave('signIn');
      await page.getByLabel('Password').waitFor();
    } finally {
      await close();
    }
  });
}

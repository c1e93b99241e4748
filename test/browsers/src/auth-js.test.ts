import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ExpressAuth, getSession } from '@auth/express';
import { authConfig } from './auth-js.ts';
import { clientId, startWorld } from './world.ts';

test('Auth.js signs in with its Cognito provider and signs out; the API answers 200, then 401', async () => {
  const clientSecret = 'local-secret';
  const { app, appOrigin, local, page, statusFor, close } = await startWorld(
    { callback: '/auth/callback/cognito', signedOut: '/' },
    { clientSecret },
  );
  try {
    const config = authConfig(local, clientId, clientSecret);
    app.use('/auth', ExpressAuth(config));
    app.get('/', async (req, res) => {
      res.json(await getSession(req, config));
    });

    await page.goto(`${appOrigin}/auth/signin`);
    await page.getByRole('button', { name: /Cognito/ }).click();
    await page.getByRole('button', { name: /^ada/ }).click();
    await page.waitForURL(`${appOrigin}/`);
    const session = await page.evaluate<{ accessToken: string }>('fetch("/").then((response) => response.json())');
    assert.equal(await statusFor(session.accessToken), 200);

    await page.goto(`${appOrigin}/auth/signout`);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL(`${appOrigin}/`);
    assert.equal(await statusFor(session.accessToken), 401);
  } finally {
    await close();
  }
});

import { afterAll, expect, test } from 'vitest';
import { stepUpParameters } from '../src/challenge.ts';
import { startLocal } from '../src/local.ts';
import { openBrowser } from './browser.ts';

let ahead = 0;
const clock = (): number => Date.now() + ahead;
const { origin, local, ...started } = await startLocal(0, clock);
afterAll(() => started[Symbol.asyncDispose]());

const password = { username: 'alice', password: 'Password1!' };
const callback = `${origin}/callback`;

const exchange = async (grant: Readonly<Record<string, string>>): Promise<Record<string, string>> => {
  const body = new URLSearchParams({ client_id: 'payments', ...grant });
  const response = await fetch(`${local.origin}/oauth2/token`, { method: 'POST', body });
  return response.json();
};

/** The tokens of the sign-in that ended at this URL of the app. */
const tokensOf = (url: string): Promise<Record<string, string>> =>
  exchange({
    grant_type: 'authorization_code',
    code: new URL(url).searchParams.get('code') ?? '',
    redirect_uri: callback,
  });

const authorizeUrl = (parameters: Readonly<Record<string, string>> = {}): string =>
  `${local.origin}/oauth2/authorize?${new URLSearchParams({
    response_type: 'code',
    client_id: 'payments',
    redirect_uri: callback,
    scope: 'openid',
    ...parameters,
  })}`;

const pay = (token: string | undefined): Promise<Response> =>
  fetch(`${origin}/api/payments`, { method: 'POST', headers: { Authorization: `Bearer ${token}` } });

test('a refused payment names level and age, and the sign-in with them is accepted', async () => {
  const visit = openBrowser(local.origin);
  const first = await (await visit(authorizeUrl())).submit('/login', password);
  const { access_token: weak } = await tokensOf(first.url);
  const account = await fetch(`${origin}/api/account`, { headers: { Authorization: `Bearer ${weak}` } });
  expect([account.status, await account.json()]).toEqual([200, { username: 'alice', level: 'none' }]);

  const refused = await pay(weak);
  expect(refused.status).toBe(401);
  const parameters = stepUpParameters(refused);
  expect(parameters).toEqual({ acr_values: 'urn:cognito:loa:3', max_age: '300' });

  const asked = await visit(authorizeUrl(parameters));
  const signedIn = await asked.submit('/mfa', { answer: local.totp('alice') });
  const { access_token: strong, refresh_token: refreshToken = '' } = await tokensOf(signedIn.url);
  expect((await pay(strong)).status).toBe(201);

  ahead += 306_000;
  const old = await pay(strong);
  expect([old.status, stepUpParameters(old)]).toEqual([401, parameters]);
  // A refreshed token is new, and its sign-in is not.
  const { access_token: refreshed } = await exchange({ grant_type: 'refresh_token', refresh_token: refreshToken });
  expect((await pay(refreshed)).status).toBe(401);

  const again = await (await visit(authorizeUrl(parameters))).submit('/login', password);
  const renewed = await again.submit('/mfa', { answer: local.totp('alice') });
  expect((await pay((await tokensOf(renewed.url))['access_token'])).status).toBe(201);
});

test('a sign-in by password alone does not reach the level', async () => {
  const visit = openBrowser(local.origin);
  const signedIn = await (await visit(authorizeUrl({ acr_values: 'urn:cognito:loa:1' }))).submit('/login', password);
  const { access_token: token } = await tokensOf(signedIn.url);
  const account = await fetch(`${origin}/api/account`, { headers: { Authorization: `Bearer ${token}` } });
  expect(await account.json()).toMatchObject({ level: 'urn:cognito:loa:1' });
  expect(stepUpParameters(await pay(token))).toMatchObject({ acr_values: 'urn:cognito:loa:3' });
});

test('other refusals are no reason to sign in with a level', async () => {
  const response = await fetch(`${origin}/api/payments`, { method: 'POST' });
  expect([response.status, stepUpParameters(response)]).toEqual([401, undefined]);
});

test('the page contains the function and its options', async () => {
  const page = await (await fetch(origin)).text();
  expect(page).toContain(`"signInOrigin":"${local.origin}"`);
  const [, script = ''] = /<script type="module">([\s\S]*)<\/script>/.exec(page) ?? [];
  // A module's top-level await parses in an async function.
  expect(() => new Function(`return async () => {${script}}`)).not.toThrow();
});

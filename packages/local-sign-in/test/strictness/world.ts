import { createHash } from 'node:crypto';
import { callback, openPool, signedOut, type TestedPool } from '../support/pool.ts';

/** What a state leaves for the request: values of `{…}`, and the cookies of a browser. */
export interface State {
  readonly values: Readonly<Record<string, string>>;
  readonly cookies?: string;
}

const challengeOf = (verifier: string): string => createHash('sha256').update(verifier).digest('base64url');

const verifier = 'v'.repeat(43);

/** The pool of the table: a client for each rule that a client can have. */
export const openWorld = (): Promise<TestedPool> =>
  openPool({
    resourceServers: [{ identifier: 'orders', scopes: ['read', 'write'] }],
    providers: [{ name: 'Corp', type: 'SAML', identifiers: ['corp.example'], users: [{ userId: 'c1' }] }],
    clients: [
      {
        clientId: 'web',
        callbackUrls: [callback, 'http://localhost:3000/other'],
        logoutUrls: [signedOut],
        scopes: ['openid', 'email', 'profile', 'orders/read', 'aws.cognito.signin.user.admin'],
        providers: ['COGNITO'],
      },
      { clientId: 'spa', callbackUrls: [callback], grants: ['implicit'] },
      { clientId: 'other', callbackUrls: ['https://other.example/callback', callback] },
      { clientId: 'server', clientSecret: 'server-secret', callbackUrls: [callback] },
      { clientId: 'strict', callbackUrls: [callback], rotation: { graceSeconds: 0 } },
      { clientId: 'lenient', callbackUrls: [callback], rotation: { graceSeconds: 30 } },
      { clientId: 'fixed', callbackUrls: [callback], tokenRevocation: false },
      { clientId: 'corp', callbackUrls: [callback], providers: ['Corp'] },
      {
        clientId: 'machine',
        clientSecret: 'machine-secret',
        callbackUrls: [callback],
        grants: ['client_credentials'],
        scopes: ['orders/read'],
      },
    ],
    users: [
      { username: 'alice', password: 'Password1!', email: 'alice@example.com' },
      { username: 'guest' },
      { username: 'carol', password: 'Password1!', mfa: { method: 'totp', when: 'step-up' } },
    ],
  });

type MakeState = (pool: TestedPool) => Promise<State>;

/** A code for alice at a client. */
const codeOf = async (pool: TestedPool, parameters: Readonly<Record<string, string>> = {}): Promise<string> => {
  const page = await pool.browser().get(pool.authorizeUrl(parameters));
  const left = await page.submit('/login', { pick: 'alice' });
  return left.query.get('code') ?? '';
};

/** The tokens of a sign-in of alice at a client. */
const tokensOf = async (
  pool: TestedPool,
  client: Readonly<Record<string, string>> = { client_id: 'web' },
  scope = 'openid',
): Promise<Readonly<Record<string, string>>> => {
  const { client_id = '' } = client;
  const code = await codeOf(pool, { client_id, scope });
  const { body } = await pool.post('/oauth2/token', {
    ...client,
    grant_type: 'authorization_code',
    code,
    redirect_uri: callback,
  });
  const text = (name: string): string => String(body[name]);
  return { access: text('access_token'), id: text('id_token'), refresh: text('refresh_token') };
};

const refresh = async (pool: TestedPool, client_id: string, refresh_token: string): Promise<number> =>
  (await pool.post('/oauth2/token', { grant_type: 'refresh_token', client_id, refresh_token })).status;

/** A request succeeds that must, so that the state is what its name says. */
const must = (isRight: boolean): void => {
  if (!isRight) throw new Error('the state could not be made');
};

const redeem = (pool: TestedPool, code: string, redirect_uri: string): ReturnType<TestedPool['post']> =>
  pool.post('/oauth2/token', { grant_type: 'authorization_code', client_id: 'web', code, redirect_uri });

const sessionState = async (pool: TestedPool, user: string): Promise<State> => {
  const browser = pool.browser();
  await (await browser.get(pool.authorizeUrl())).submit('/login', { pick: user });
  return { values: {}, cookies: `${pool.cookieName}=${browser.cookie(pool.cookieName)}` };
};

export const states: Readonly<Record<string, MakeState>> = {
  nothing: async () => ({ values: {} }),
  'a form': async (pool) => {
    const browser = pool.browser();
    await browser.get(pool.authorizeUrl());
    const name = `${pool.cookieName}-csrf`;
    const csrf = browser.cookie(name) ?? '';
    return { values: { csrf }, cookies: `${name}=${csrf}` };
  },
  'a session of two minutes': async (pool) => {
    const state = await sessionState(pool, 'alice');
    pool.advance(120);
    return state;
  },
  'a session of a user with a second factor': (pool) => sessionState(pool, 'carol'),
  'a code': async (pool) => ({ values: { code: await codeOf(pool) } }),
  'a code of the server': async (pool) => ({ values: { code: await codeOf(pool, { client_id: 'server' }) } }),
  'a code of another client': async (pool) => ({ values: { code: await codeOf(pool, { client_id: 'other' }) } }),
  'a used code': async (pool) => {
    const code = await codeOf(pool);
    must((await redeem(pool, code, callback)).status === 200);
    return { values: { code } };
  },
  'an expired code': async (pool) => {
    const code = await codeOf(pool);
    pool.advance(301);
    return { values: { code } };
  },
  'a code after a failed attempt': async (pool) => {
    const code = await codeOf(pool);
    must((await redeem(pool, code, 'http://localhost:3000/other')).status === 400);
    return { values: { code } };
  },
  'a code with PKCE': async (pool) => {
    const challenge = challengeOf(verifier);
    const code = await codeOf(pool, { code_challenge: challenge, code_challenge_method: 'S256' });
    return { values: { code, challenge } };
  },
  tokens: async (pool) => ({ values: await tokensOf(pool) }),
  'tokens without openid': async (pool) => ({
    values: await tokensOf(pool, { client_id: 'web' }, 'aws.cognito.signin.user.admin'),
  }),
  'expired tokens': async (pool) => {
    const values = await tokensOf(pool);
    pool.advance(3_601);
    return { values };
  },
  'revoked tokens': async (pool) => {
    const values = await tokensOf(pool);
    must((await pool.post('/oauth2/revoke', { client_id: 'web', token: values['refresh'] ?? '' })).status === 200);
    return { values };
  },
  'tokens of another pool': async () => {
    await using other = await openPool();
    return { values: await tokensOf(other) };
  },
  'a machine': async (pool) => {
    const client = { client_id: 'machine', client_secret: 'machine-secret' };
    const { body } = await pool.post('/oauth2/token', { ...client, grant_type: 'client_credentials' });
    return { values: { access: String(body['access_token']) } };
  },
  'a refresh token': async (pool) => ({ values: await tokensOf(pool) }),
  'a refresh token of another client': async (pool) => ({ values: await tokensOf(pool, { client_id: 'other' }) }),
  'a refresh token of a client without revocation': async (pool) => ({
    values: await tokensOf(pool, { client_id: 'fixed' }),
  }),
  'a revoked refresh token': async (pool) => {
    const values = await tokensOf(pool);
    await pool.post('/oauth2/revoke', { client_id: 'web', token: values['refresh'] ?? '' });
    return { values };
  },
  'an expired refresh token': async (pool) => {
    const values = await tokensOf(pool);
    pool.advance(30 * 86_400 + 1);
    return { values };
  },
  'a rotated refresh token': async (pool) => {
    const values = await tokensOf(pool, { client_id: 'strict' });
    must((await refresh(pool, 'strict', values['refresh'] ?? '')) === 200);
    return { values };
  },
  'a rotated refresh token after its grace period': async (pool) => {
    const values = await tokensOf(pool, { client_id: 'lenient' });
    must((await refresh(pool, 'lenient', values['refresh'] ?? '')) === 200);
    pool.advance(15);
    must((await refresh(pool, 'lenient', values['refresh'] ?? '')) === 200);
    pool.advance(16);
    return { values };
  },
};

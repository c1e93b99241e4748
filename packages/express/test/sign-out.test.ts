import { createVerifier } from '@cognito-guard/core';
import { CognitoSignOutError, memoryRevocationStore } from '@cognito-guard/core/revocation';
import { authErrorHandler, authenticate, cookie, signOutHandler } from '@cognito-guard/express';
import { createTestPool } from '@cognito-guard/testing';
import { sendRaw } from '@cognito-guard/testing/conformance';
import type { ErrorRequestHandler } from 'express';
import { describe, expect, test } from 'vitest';
import { expressVersions, serve } from './support/conformance-app.ts';

const pool = await createTestPool();
const { clock } = pool;

describe.each(expressVersions)('%s', (_, express) => {
  const start = async () => {
    const store = memoryRevocationStore({ clock });
    const revocation = { store, cacheSeconds: 0 };
    const verifier = createVerifier({ ...pool.options, tokenUse: 'access', clock, revocation });
    const cognito = { isDown: false, got: [] as unknown[] };
    const app = express();
    app.use((_req, res, next) => {
      res.setHeader('Set-Cookie', 'theme=dark');
      next();
    });
    app.use(authenticate(verifier, { token: cookie('session') }));
    app.get('/me', (_req, res) => {
      res.sendStatus(204);
    });
    app.post(
      '/sign-out',
      signOutHandler({
        store,
        clock,
        refreshToken: (req) => req.headers['x-refresh-token'],
        cookies: ['session', 'refresh'],
        cognito: async ({ refreshToken }) => {
          if (cognito.isDown) throw new CognitoSignOutError('HTTP 502');
          cognito.got.push(refreshToken);
        },
      }),
    );
    const server = await serve(app);
    const session = ['Cookie', `session=${pool.accessToken()}`] as const;
    const send = (method: string, path: string, ...headers: (readonly [string, string])[]) =>
      sendRaw(server.origin, { method, path, headers: [session, ...headers] });
    return { server, cognito, send };
  };

  test('a sign-out clears the cookies, keeps cookies of other middleware, and the token is refused', async () => {
    const { server, cognito, send } = await start();
    await using _server = server;
    const reply = await send('POST', '/sign-out', ['X-Refresh-Token', 'refresh']);
    expect([reply.status, reply.headers['set-cookie']]).toEqual([
      204,
      [
        'theme=dark',
        'session=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=Lax',
        'refresh=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=Lax',
      ],
    ]);
    expect(cognito.got).toEqual(['refresh']);
    expect((await send('GET', '/me')).status).toBe(401);
  });

  test('while Cognito fails, the response is 503 and keeps the cookies, and the same request succeeds later', async () => {
    const { server, cognito, send } = await start();
    await using _server = server;
    cognito.isDown = true;
    const reply = await send('POST', '/sign-out', ['X-Refresh-Token', 'refresh']);
    expect([reply.status, reply.headers['retry-after']]).toEqual([503, '1']);
    expect(String(reply.headers['set-cookie'])).not.toContain('session=');
    expect((await send('GET', '/me')).status).toBe(204);
    cognito.isDown = false;
    expect((await send('POST', '/sign-out', ['X-Refresh-Token', 'refresh'])).status).toBe(204);
  });

  test('a request without the refresh token is 400, and the user stays signed in', async () => {
    const { server, send } = await start();
    await using _server = server;
    const reply = await send('POST', '/sign-out');
    expect(reply.status).toBe(400);
    expect(String(reply.headers['set-cookie'])).not.toContain('session=');
    expect(reply.headers['www-authenticate']).toContain('error="invalid_request"');
    expect((await send('GET', '/me')).status).toBe(204);
  });

  test('an error of refreshToken reaches the error handlers unchanged', async () => {
    const bug = new Error('a bug');
    const caught: unknown[] = [];
    const verifier = createVerifier({ ...pool.options, tokenUse: 'access', clock });
    const refreshToken = (): never => {
      throw bug;
    };
    const app = express();
    app.use(authenticate(verifier));
    app.post('/sign-out', signOutHandler({ store: memoryRevocationStore(), refreshToken }));
    app.use(authErrorHandler());
    const answer: ErrorRequestHandler = (error, _req, res, _next) => {
      caught.push(error);
      res.sendStatus(500);
    };
    app.use(answer);
    await using server = await serve(app);
    const headers = [['Authorization', `Bearer ${pool.accessToken()}`]] as const;
    expect((await sendRaw(server.origin, { method: 'POST', path: '/sign-out', headers })).status).toBe(500);
    expect(caught).toEqual([bug]);
  });
});

test('the message about an invalid option begins with signOutHandler', () => {
  expect(() => signOutHandler({ store: memoryRevocationStore() })).toThrow(/^signOutHandler needs refreshToken/);
});

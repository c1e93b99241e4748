import { createVerifier } from '@cognito-guard/core';
import { memoryRevocationStore, signOut } from '@cognito-guard/core/revocation';
import { authenticate, getAuth } from '@cognito-guard/express';
import { createTestPool } from '@cognito-guard/testing';
import { parseChallenge, sendRaw } from '@cognito-guard/testing/conformance';
import { describe, expect, test } from 'vitest';
import { expressVersions, serve } from './support/conformance-app.ts';

const pool = await createTestPool();
const { clock } = pool;

describe.each(expressVersions)('%s', (_, express) => {
  const start = async () => {
    const store = memoryRevocationStore({ clock });
    const revocation = { store: { ...store } };
    const verifier = createVerifier({ ...pool.options, tokenUse: 'access', clock, revocation });
    const app = express();
    app.use(authenticate(verifier));
    app.get('/me', (_req, res) => {
      res.sendStatus(204);
    });
    app.post('/sign-out', (req, res, next) => {
      signOut(getAuth(req), { store }).then(() => res.sendStatus(204), next);
    });
    const server = await serve(app);
    const token = pool.accessToken();
    const headers = [['Authorization', `Bearer ${token}`]] as const;
    const send = (method: string, path: string) => sendRaw(server.origin, { method, path, headers });
    return { server, send, revocation };
  };

  test('a user who signed out is refused after the answer cache expires, with the challenge', async () => {
    const { server, send } = await start();
    await using _server = server;
    expect((await send('GET', '/me')).status).toBe(204);
    expect((await send('POST', '/sign-out')).status).toBe(204);
    pool.advance(5);
    const reply = await send('GET', '/me');
    expect(reply.status).toBe(401);
    expect(parseChallenge(String(reply.headers['www-authenticate']))).toMatchObject({
      scheme: 'Bearer',
      params: { error: 'invalid_token', error_description: 'The token has been revoked.' },
    });
  });

  test('a failing store is 503 with Retry-After: not 401, and not a pass', async () => {
    const { server, send, revocation } = await start();
    await using _server = server;
    expect((await send('GET', '/me')).status).toBe(204);
    revocation.store.isRevoked = () => Promise.reject(new Error('down'));
    pool.advance(5);
    const reply = await send('GET', '/me');
    expect([reply.status, reply.headers['retry-after'], reply.headers['www-authenticate']]).toEqual([
      503,
      '1',
      undefined,
    ]);
  });
});

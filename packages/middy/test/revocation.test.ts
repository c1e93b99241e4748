import { createVerifier } from '@cognito-guard/core';
import { memoryRevocationStore, signOut } from '@cognito-guard/core/revocation';
import { authenticate } from '@cognito-guard/middy';
import { createTestPool } from '@cognito-guard/testing';
import { parseChallenge } from '@cognito-guard/testing/conformance';
import { describe, expect, test } from 'vitest';
import { newContext } from './support/conformance-host.ts';
import { buildEvent, replyOf } from './support/events.ts';
import { middyVersions } from './support/middy-versions.ts';

const pool = await createTestPool();
const { clock } = pool;

describe.each(middyVersions)('%s', (_, { middy }) => {
  const start = () => {
    const store = memoryRevocationStore({ clock });
    const revocation = { store: { ...store } };
    const verifier = createVerifier({ ...pool.options, tokenUse: 'access', clock, revocation });
    const guarded = () => middy().use(authenticate(verifier));
    const me = guarded().handler(async () => ({ statusCode: 204 }));
    const leave = guarded().handler(async (_event, { auth }) => {
      await signOut(auth, { store });
      return { statusCode: 204 };
    });
    const headers = [['Authorization', `Bearer ${pool.accessToken()}`]] as const;
    const send = async (handler: typeof me) =>
      replyOf(await handler(buildEvent('REST API', { headers }), newContext()));
    return { me: () => send(me), leave: () => send(leave), revocation };
  };

  test('a user who signed out is refused after the answer cache expires, with the challenge', async () => {
    const { me, leave } = start();
    expect((await me()).status).toBe(204);
    expect((await leave()).status).toBe(204);
    pool.advance(5);
    const reply = await me();
    expect(reply.status).toBe(401);
    expect(parseChallenge(String(reply.headers['WWW-Authenticate']))).toMatchObject({
      scheme: 'Bearer',
      params: { error: 'invalid_token', error_description: 'The token has been revoked.' },
    });
    expect(JSON.parse(reply.body)).toMatchObject({ code: 'token_revoked' });
  });

  test('a failing store is 503 with Retry-After: not 401, and not a pass', async () => {
    const { me, revocation } = start();
    expect((await me()).status).toBe(204);
    revocation.store.isRevoked = () => Promise.reject(new Error('down'));
    pool.advance(5);
    const { status, headers } = await me();
    expect([status, headers['Retry-After'], headers['WWW-Authenticate']]).toEqual([503, '1', undefined]);
  });
});

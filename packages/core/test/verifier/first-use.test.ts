import { createVerifier } from '@cognito-guard/core';
import { AuthStore } from '@cognito-guard/core/http';
import { createTestPool } from '@cognito-guard/testing';
import { afterEach, expect, test, vi } from 'vitest';

const pool = await createTestPool();
afterEach(() => {
  vi.useRealTimers();
});

test("fake timers that start after construction change the verifier's clock", async () => {
  const verifier = createVerifier({ ...pool.options, tokenUse: 'access' });
  const token = pool.accessToken();
  await verifier.verify(token);
  vi.useFakeTimers({ now: Date.now() + 2 * 3_600_000, toFake: ['Date'] });
  await expect(verifier.verify(token)).rejects.toMatchObject({ code: 'token_expired' });
});

test('a verifier with the clock of its test pool accepts a rotated key after the pause for unknown keys', async () => {
  const rotating = await createTestPool();
  const verifier = createVerifier({ ...rotating.options, clock: rotating.clock, tokenUse: 'access' });
  await verifier.verify(rotating.accessToken());
  rotating.rotateKeys();
  await expect(verifier.verify(rotating.accessToken())).rejects.toMatchObject({ code: 'unknown_key' });
  rotating.advance(6);
  await expect(verifier.verify(rotating.accessToken())).resolves.toMatchObject({ subject: rotating.subject });
});

test('groups and scopes are lists in JSON', async () => {
  const verifier = createVerifier({ ...pool.options, tokenUse: 'access' });
  const auth = await verifier.verify(pool.accessToken({ groups: ['admins'], scope: 'orders/read' }));
  expect(JSON.parse(JSON.stringify(auth))).toMatchObject({ groups: ['admins'], scopes: ['orders/read'] });
});

test.each(['web,mobile', 'web mobile', ' web'])(
  'the client id "%s" is refused, because no token can match it',
  (clientId) => {
    expect(() => createVerifier({ userPoolId: pool.userPoolId, clientId, tokenUse: 'access' })).toThrow(
      /clientId must be .* without spaces or commas/,
    );
  },
);

test('the message about an empty string suggests an unset environment variable, as for undefined', () => {
  expect(() => createVerifier({ userPoolId: '', clientId: 'web', tokenUse: 'access' })).toThrow(/variable unset/);
});

test('an invalid option of getAuth throws, and never returns another token', async () => {
  const verifier = createVerifier({ ...pool.options, tokenUse: 'access' });
  const store = new AuthStore((_host: object) => ({
    header: () => `Bearer ${pool.accessToken()}`,
    query: () => undefined,
  }));
  const host = {};
  await store.authenticator(verifier)(host);
  expect(() => store.get(host, verifier as never)).toThrow(/getAuth: options has no option "verify"/);
});

test('an event reports a failure of resolvePool', async () => {
  const events: unknown[] = [];
  const resolvePool = () => Promise.reject(new Error('down'));
  const verifier = createVerifier({ resolvePool, onEvent: (event) => events.push(event) });
  await expect(verifier.verify(pool.accessToken())).rejects.toMatchObject({ code: 'keys_unavailable' });
  expect(events).toContainEqual(expect.objectContaining({ type: 'keys_failed', reason: 'resolve_pool' }));
});

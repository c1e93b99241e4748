import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { inspect } from 'node:util';
import type { ExchangeEvent } from '@cognito-guard/identity-pool';
import { expect, onTestFinished, test } from 'vitest';
import { createWorld, failureOf } from './support/world.ts';

test('events and counters distinguish cache hits, cache misses, refusals and failures of AWS', async () => {
  const events: ExchangeEvent[] = [];
  const onEvent = (event: ExchangeEvent) => void events.push(event);
  const { exchange, identityPool, user } = await createWorld({ onEvent }, {}, { maxAttempts: 1 });
  await exchange.forUser(await user())();
  await exchange.forUser(await user())();
  identityPool.fail('throttled');
  await failureOf(exchange.forUser(await user({ sub: 'other' }))());
  const microseconds = expect.any(Number);
  expect(events).toEqual([
    { type: 'credentials_provided', cache: 'miss', microseconds },
    { type: 'credentials_provided', cache: 'hit', microseconds },
    { type: 'credentials_failed', code: 'throttled', awsError: 'TooManyRequestsException' },
    { type: 'credentials_refused', code: 'throttled', microseconds },
  ]);
  expect(exchange.stats()).toEqual({ provided: 2, cacheHits: 1, refused: 1, failed: 1, users: 2, logins: 0 });
});

test('a listener that throws or rejects fails no request', async () => {
  for (const onEvent of [() => Promise.reject(new Error('listener')), () => expect.fail('listener')]) {
    const { exchange, user } = await createWorld({ onEvent });
    await expect(exchange.forUser(await user())()).resolves.toHaveProperty('accessKeyId');
  }
});

test('the diagnostics channel receives the events, and no event contains a token, an identity id or a secret', async () => {
  const messages: unknown[] = [];
  const listener = (message: unknown) => void messages.push(message);
  subscribe('cognito-guard', listener);
  onTestFinished(() => void unsubscribe('cognito-guard', listener));
  const { exchange, pool, user } = await createWorld();
  const auth = await user();
  const credentials = await exchange.forUser(auth)();
  await failureOf(exchange.forLogin({ [pool.issuer.replace('https://', '')]: 'forged' })());
  const shown = inspect(messages, { depth: null });
  expect(shown).toContain('credentials_provided');
  expect(shown).toContain('credentials_failed');
  for (const secret of [auth.token, auth.subject, credentials.identityId, credentials.secretAccessKey]) {
    expect(shown).not.toContain(secret);
  }
});

import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { setImmediate } from 'node:timers/promises';
import { createVerifier, type EventListener, type Verifier, type VerifierEvent } from '@cognito-guard/core';
import { breakSignature, createTestPool, respell, tamperPayload, unsignedToken } from '@cognito-guard/testing';
import { afterEach, describe, expect, test } from 'vitest';
import { eventually, type KeyHost, keyHost, keyStats, manualClock, refusal, strangers } from './support/key-world.ts';

const pool = await createTestPool();
const published: unknown[] = [];
const listenToChannel = (message: unknown): void => void published.push(message);
afterEach(() => {
  unsubscribe('cognito-guard', listenToChannel);
  published.length = 0;
});

interface World {
  readonly verifier: Verifier<'access'>;
  readonly host: KeyHost;
  readonly advance: (seconds: number) => void;
}

const start = (onEvent?: EventListener): World => {
  const clock = manualClock();
  const host = keyHost(pool.jwks());
  const options = { ...pool.options, clock: clock.read, keys: { fetch: host.fetch }, ...(onEvent && { onEvent }) };
  return { verifier: createVerifier({ ...options, tokenUse: 'access' }), host, advance: clock.advance };
};

/** Makes a verifier emit every kind of event. */
const makeItReport = async ({ verifier, host, advance }: World): Promise<void> => {
  const token = pool.accessToken();
  await verifier.verify(token);
  await verifier.verify(token);
  await refusal(verifier.verify(pool.idToken()));
  await refusal(verifier.verify(token, { anyGroup: ['admins'] }));
  host.fail(500);
  advance(700);
  await verifier.verify(token);
  await eventually(() => expect(keyStats(verifier).failures).toBe(1));
  const key = { ...pool.keys.id.jwk, d: 'c2VjcmV0' };
  host.publish({ keys: [pool.keys.access.jwk, key] });
  advance(2);
  await verifier.verify(token);
  await eventually(() => expect(keyStats(verifier).generation).toBe(2));
};

const expected = [
  ...['keys_failed', 'keys_failed', 'keys_refreshed', 'keys_refreshed', 'keys_stale'],
  ...['rejected', 'rejected', 'verified', 'verified', 'verified', 'verified'],
];
const typesOf = (events: readonly unknown[]): readonly string[] =>
  events.map((event) => (event as VerifierEvent).type).toSorted();

describe('receivers of events', () => {
  test('the listener and the diagnostics channel receive the same frozen events', async () => {
    subscribe('cognito-guard', listenToChannel);
    const heard: VerifierEvent[] = [];
    await makeItReport(start((event) => heard.push(event)));
    expect(typesOf(heard)).toEqual(expected);
    expect(published).toHaveLength(heard.length);
    for (const [index, event] of heard.entries()) expect(published[index]).toBe(event);
    expect(heard.every((event) => Object.isFrozen(event))).toBe(true);
  });

  test('the diagnostics channel alone receives events where there is no listener', async () => {
    subscribe('cognito-guard', listenToChannel);
    await makeItReport(start());
    expect(typesOf(published)).toEqual(expected);
  });

  test('the listener alone receives events where the channel has no subscriber', async () => {
    const heard: VerifierEvent[] = [];
    await makeItReport(start((event) => heard.push(event)));
    await makeItReport(start());
    expect(typesOf(heard)).toEqual(expected);
    expect(published).toEqual([]);
  });
});

describe('contents of events', () => {
  test('verified has the pool, the token use, whether the verdict was cached, and the duration', async () => {
    const heard: VerifierEvent[] = [];
    const { verifier } = start((event) => heard.push(event));
    const token = pool.accessToken();
    await verifier.verify(token);
    await verifier.verify(token);
    const event = {
      type: 'verified',
      userPoolId: pool.userPoolId,
      tokenUse: 'access',
      microseconds: expect.any(Number),
    };
    expect(heard.slice(1)).toEqual([
      { ...event, cache: 'miss' },
      { ...event, cache: 'hit' },
    ]);
    const times = heard.slice(1).map((one) => ('microseconds' in one ? one.microseconds : -1));
    expect(times.every((time) => Number.isInteger(time) && time >= 0 && time < 5_000_000)).toBe(true);
    // An RSA check takes longer than this.
    expect(times[0]).toBeGreaterThan(5);
  });

  test('rejected has the code, the cause, and the pool where it is known', async () => {
    const heard: VerifierEvent[] = [];
    const { verifier, host } = start((event) => heard.push(event));
    await refusal(verifier.verify('x'));
    host.fail(500);
    await refusal(verifier.verify(pool.accessToken()));
    expect(heard.filter(({ type }) => type === 'rejected')).toEqual([
      {
        type: 'rejected',
        code: 'malformed_token',
        cause: 'A JWT has three parts, separated by dots.',
        userPoolId: undefined,
        microseconds: expect.any(Number),
      },
      {
        type: 'rejected',
        code: 'keys_unavailable',
        cause: expect.stringMatching(/^The key set is not available: http_status/),
        userPoolId: pool.userPoolId,
        microseconds: expect.any(Number),
      },
    ]);
  });
});

test('an error that the caller’s own check throws emits no event and is not counted', async () => {
  const heard: VerifierEvent[] = [];
  const { verifier } = start((event) => heard.push(event));
  const check = (): boolean => {
    throw new Error('database is down');
  };
  await expect(verifier.verify(pool.accessToken(), { check })).rejects.toThrow('database is down');
  expect(typesOf(heard)).toEqual(['keys_refreshed']);
  expect(verifier.stats()).toMatchObject({ verified: 0, rejected: 0 });
});

describe('a listener that fails', () => {
  test.each<[string, EventListener]>([
    ['throws', () => JSON.parse('broken')],
    ['rejects', async () => JSON.parse('broken')],
  ])('a listener that %s at every event causes one process warning, with its stack', async (_, onEvent) => {
    const warnings: Error[] = [];
    const note = (warning: Error): void => void warnings.push(warning);
    process.on('warning', note);
    await makeItReport(start(onEvent));
    for (let turn = 0; turn < 5; turn++) await setImmediate();
    process.off('warning', note);
    const detail = expect.stringMatching(/^SyntaxError: .*\n +at /);
    expect(warnings).toMatchObject([{ name: 'CognitoGuardWarning', detail }]);
    expect(warnings[0]?.message).toMatch(/^onEvent failed\./);
  });

  test.each<[string, EventListener]>([
    [
      'throws',
      () => {
        throw new Error('broken');
      },
    ],
    [
      'throws nothing',
      () => {
        throw undefined;
      },
    ],
    [
      'rejects',
      async () => {
        throw new Error('broken');
      },
    ],
    ['returns a promise that rejects later', () => setImmediate().then(() => Promise.reject(new Error('broken')))],
    ['changes the event', (event) => Object.assign(event, { type: 'changed' })],
    ['never returns an end', () => new Promise(() => {})],
  ])('a listener that %s does not affect the request', async (_, onEvent) => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown): void => void unhandled.push(reason);
    process.on('unhandledRejection', note);
    const world = start(onEvent);
    await makeItReport(world);
    for (let turn = 0; turn < 5; turn++) await setImmediate();
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
    expect(world.verifier.stats()).toMatchObject({ verified: 4, rejected: 2 });
    expect(keyStats(world.verifier)).toMatchObject({ generation: 2, failures: 0 });
  });
});

describe('contents that no event has', () => {
  /** Part of every secret value. */
  const mark = 'Zq7Mark';

  test('no token, claim value, kid or URL is in any event of a hostile run', async () => {
    subscribe('cognito-guard', listenToChannel);
    const heard: VerifierEvent[] = [];
    const world = start((event) => heard.push(event));
    const user = { groups: [mark], scope: `${mark}/read`, username: mark, sub: mark };
    const good = pool.accessToken({ ...user, claims: { jti: mark, email: `${mark}@example.com`, [mark]: mark } });
    const hostile = [
      ...[good, pool.idToken({ sub: mark }), breakSignature(good), unsignedToken(good), ...respell(good).slice(0, 3)],
      ...[tamperPayload(good, { sub: mark }), ...strangers(pool, 1), mark, `${mark}.${mark}.${mark}`],
      pool.accessToken({ header: { kid: mark } }),
      pool.accessToken({ header: { jku: `https://${mark}.example/` } }),
      pool.accessToken({ claims: { iss: `https://${mark}.example/` } }),
      pool.accessToken({ claims: { iss: `${pool.issuer}${mark}` } }),
      pool.accessToken({ claims: { aud: mark } }),
      pool.accessToken({ claims: { token_use: mark } }),
      pool.accessToken({ claims: { 'cognito:groups': mark } }),
      pool.accessToken({ clientId: mark }),
      pool.accessToken({ sub: mark, expiresIn: -60 }),
    ];
    const tryAll = (): Promise<unknown> =>
      Promise.allSettled(hostile.map((token) => world.verifier.verify(token, { anyGroup: [`${mark}-needed`] })));
    await tryAll();
    await makeItReport(world);
    world.advance(5);
    world.host.answerWith((url) => Promise.reject(new Error(`${mark} at ${url}`)));
    await tryAll();

    const codes = heard.flatMap((event) => (event.type === 'rejected' ? [event.code] : []));
    expect(new Set(codes).size).toBeGreaterThanOrEqual(10);
    expect(new Set(typesOf(heard)).size).toBe(5);
    expect(published).toEqual(heard);
    const told = JSON.stringify(heard);
    const segments = hostile.flatMap((token) => token.split('.')).filter((segment) => segment !== '');
    const { access, id } = pool.keys;
    const others = [pool.clientId, pool.subject, 'test-user', access.kid, id.kid, '://', 'amazonaws', 'jwks.json'];
    for (const text of [mark, ...segments, ...others]) expect(told).not.toContain(text);
  });
});

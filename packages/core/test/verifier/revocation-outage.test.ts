import { inspect } from 'node:util';
import { describe, expect, test, vi } from 'vitest';
import { refusal } from '../support/key-world.ts';
import { refusalOf } from '../support/outcome.ts';
import { deferred, never, type RevocationWorld, revocationWorld } from '../support/revocation-world.ts';

const revoked = { code: 'token_revoked', status: 401 };
const unavailable = { code: 'revocation_unavailable', status: 503, retryAfter: 1 };

const down = (): never => {
  throw new Error('connect ECONNREFUSED redis://:secret@127.0.0.1');
};

/** An error like node-redis': a class without a name property of its own. */
class ClientClosedError extends Error {}

const rejecting = (error: unknown) => () => Promise.reject(error);

interface Fault {
  readonly name: string;
  readonly reason: 'timeout' | 'error' | 'no_boolean';
  /** The errorName of the event, which the error's cause contains. */
  readonly errorName?: string;
  readonly answer: () => unknown;
}

/** A tenth of it is the pause before the second try. */
const timeoutMs = 300;

/** Only a store that hangs needs a short deadline. */
const deadlineOf = ({ reason }: Fault): number => (reason === 'timeout' ? 5 : timeoutMs);

/** The events of one lookup: a store that rejects is called twice. */
const eventsOf = ({ reason, errorName }: Fault): readonly object[] =>
  (reason === 'timeout' ? [false] : [true, false]).map((willRetry) => ({
    type: 'revocation_failed',
    operation: 'read',
    reason,
    errorName,
    willRetry,
  }));

/** Failing stores, and the names of their failures. */
const faults: readonly Fault[] = [
  { name: 'that rejects', reason: 'error', answer: rejecting(new Error('down')) },
  { name: 'that throws', reason: 'error', answer: down },
  { name: 'that rejects with nothing', reason: 'error', answer: rejecting(undefined) },
  { name: 'that rejects with text', reason: 'error', answer: rejecting('ECONNREFUSED') },
  {
    name: 'that cannot be reached',
    reason: 'error',
    errorName: 'ECONNREFUSED',
    answer: rejecting(Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:6379'), { code: 'ECONNREFUSED' })),
  },
  {
    name: 'whose client is closed',
    reason: 'error',
    errorName: 'ClientClosedError',
    answer: rejecting(new ClientClosedError('The client is closed')),
  },
  {
    name: 'that is throttled',
    reason: 'error',
    errorName: 'ThrottlingException',
    answer: rejecting(Object.assign(new Error('slow down'), { name: 'ThrottlingException' })),
  },
  {
    name: 'whose error is named like the token',
    reason: 'error',
    answer: rejecting(Object.assign(new Error(), { name: 'user:eu-west-1_AbC123xyz:1b2c', code: 'eyJh.eyJz' })),
  },
  { name: 'that hangs', reason: 'timeout', answer: never },
  { name: 'that answers 0', reason: 'no_boolean', answer: () => 0 },
  { name: 'that answers "false"', reason: 'no_boolean', answer: () => 'false' },
  { name: 'that answers nothing', reason: 'no_boolean', answer: () => undefined },
];

describe('a failing store', () => {
  test.each(faults)('$name is an outage: 503, neither 401 nor a pass', async (fault) => {
    const { pool, store, verifier, failures } = revocationWorld({ timeoutMs: deadlineOf(fault) });
    store.answerWith(fault.answer);
    const token = pool.accessToken();
    expect(await refusal(verifier.verify(token))).toEqual(unavailable);
    expect(failures).toEqual(eventsOf(fault));
    const { cause } = await refusalOf(verifier.verify(token));
    const message = `The revocation store failed: ${fault.errorName ?? fault.reason}.`;
    expect(cause).toMatchObject({ reason: fault.reason, message });
  });

  test.each(faults)("$name accepts tokens with onStoreFailure: 'accept'", async (fault) => {
    const { pool, store, verifier, failures } = revocationWorld({
      timeoutMs: deadlineOf(fault),
      onStoreFailure: 'accept',
    });
    store.answerWith(fault.answer);
    await expect(verifier.verify(pool.accessToken())).resolves.toBeDefined();
    expect(failures).toEqual(eventsOf(fault));
  });

  test.each(faults)('$name makes ready() reject, whatever onStoreFailure', async (fault) => {
    const { store, verifier, failures } = revocationWorld({ timeoutMs: deadlineOf(fault), onStoreFailure: 'accept' });
    await expect(verifier.ready()).resolves.toHaveLength(1);
    store.answerWith(fault.answer);
    expect(await refusal(verifier.ready())).toEqual(unavailable);
    expect(failures).toEqual(eventsOf(fault));
  });

  test('that fails once is called a second time, and only an event reports it', async () => {
    const { pool, store, verifier, failures } = revocationWorld({ timeoutMs });
    let tries = 0;
    store.answerWith(() => (++tries === 1 ? down() : false));
    await expect(verifier.verify(pool.accessToken())).resolves.toBeDefined();
    expect(tries).toBe(2);
    expect(failures).toMatchObject([{ reason: 'error', willRetry: true }]);
  });

  test('that answers "revoked" at the second try is believed', async () => {
    const { pool, store, verifier } = revocationWorld({ timeoutMs, onStoreFailure: 'accept' });
    let tries = 0;
    store.answerWith(() => (++tries === 1 ? down() : true));
    expect(await refusal(verifier.verify(pool.accessToken()))).toEqual(revoked);
  });

  test('that rejects late is not called again, because both tries share one deadline', async () => {
    const { pool, store, verifier, failures } = revocationWorld({ timeoutMs: 50 });
    store.answerWith(() => new Promise((_, reject) => setTimeout(reject, 46, new Error('down'))));
    expect(await refusal(verifier.verify(pool.accessToken()))).toEqual(unavailable);
    expect(store.lookups).toHaveLength(1);
    expect(failures).toMatchObject([{ willRetry: false }]);
  });

  test('that answers after its deadline has no effect', async () => {
    const { pool, store, verifier } = revocationWorld({ timeoutMs: 5 });
    const late = deferred();
    store.answerWith(() => late.promise);
    const token = pool.accessToken();
    expect(await refusal(verifier.verify(token))).toEqual(unavailable);
    store.answerWith(never);
    late.resolve(false);
    await late.promise;
    expect(await refusal(verifier.verify(token))).toEqual(unavailable);
  });

  test('that fails leaks nothing of its error, the token or the user', async () => {
    const { pool, store, verifier, failures } = revocationWorld({ timeoutMs });
    store.answerWith(down);
    const token = pool.accessToken();
    const error = await refusalOf(verifier.verify(token));
    const text = inspect([error, failures], { depth: null, showHidden: true });
    expect(text).toContain('The revocation store failed: error.');
    for (const secret of ['ECONNREFUSED', 'secret', 'redis', pool.subject, pool.userPoolId, token.slice(0, 20)]) {
      expect(text).not.toContain(secret);
    }
    expect(error.headers).toEqual({ 'Retry-After': '1' });
  });
});

/** Makes three lookups fail, so that the circuit is open. */
const openCircuit = async ({ pool, store, verifier }: RevocationWorld): Promise<void> => {
  store.answerWith(down);
  await Promise.allSettled(Array.from({ length: 3 }, () => verifier.verify(pool.accessToken())));
};

/** Tries of the store so far; a failed lookup has two. */
const triesOf = ({ store }: RevocationWorld): number => store.lookups.length;

describe('while the store is down', () => {
  test('three failures in a row open the circuit, which admits one probe a second', async () => {
    const world = revocationWorld({ timeoutMs });
    const { pool, clock, verifier } = world;
    await openCircuit(world);
    expect(triesOf(world)).toBe(6);
    const verifyMany = (): Promise<readonly object[]> =>
      Promise.all(Array.from({ length: 50 }, () => refusal(verifier.verify(pool.accessToken()))));
    for (let second = 1; second <= 3; second++) {
      clock.advance(0.999);
      expect(await verifyMany()).toEqual(Array(50).fill(unavailable));
      expect(triesOf(world)).toBe(4 + 2 * second);
      clock.advance(0.001);
      expect(await verifyMany()).toEqual(Array(50).fill(unavailable));
      expect(triesOf(world)).toBe(6 + 2 * second);
    }
  });

  test('failures with a success in between do not open the circuit', async () => {
    const { pool, store, verifier } = revocationWorld({ timeoutMs });
    for (let round = 0; round < 3; round++) {
      store.answerWith(down);
      for (let failures = 0; failures < 2; failures++) await refusal(verifier.verify(pool.accessToken()));
      store.answerWith(() => false);
      await expect(verifier.verify(pool.accessToken())).resolves.toBeDefined();
    }
  });

  test('only the probe waits for a store that hangs', async () => {
    const world = revocationWorld({ timeoutMs });
    const { pool, clock, store, verifier } = world;
    await openCircuit(world);
    const hanging = deferred();
    store.answerWith(() => hanging.promise);
    clock.advance(1);
    const token = pool.accessToken();
    const before = triesOf(world);
    const probe = verifier.verify(token);
    await vi.waitFor(() => expect(triesOf(world)).toBe(before + 1), { interval: 1 });
    // Of the same token too: each of these settles before the store does.
    expect(await refusal(verifier.verify(token))).toEqual(unavailable);
    expect(await refusal(verifier.verify(pool.accessToken()))).toEqual(unavailable);
    hanging.resolve(false);
    await expect(probe).resolves.toBeDefined();
  });

  test('the first success closes the circuit for every request', async () => {
    const world = revocationWorld({ timeoutMs });
    const { pool, clock, store, verifier } = world;
    await openCircuit(world);
    store.answerWith(() => false);
    clock.advance(1);
    const before = triesOf(world);
    await verifier.verify(pool.accessToken());
    await verifier.verify(pool.accessToken());
    expect(triesOf(world)).toBe(before + 2);
    // The count starts again: two failures do not open the circuit.
    store.answerWith(down);
    for (let failures = 0; failures < 2; failures++) await refusal(verifier.verify(pool.accessToken()));
    store.answerWith(() => false);
    await expect(verifier.verify(pool.accessToken())).resolves.toBeDefined();
  });

  test('cached answers stay valid', async () => {
    const { pool, clock, store, verifier } = revocationWorld({ timeoutMs });
    const [good, bad] = [pool.accessToken(), pool.accessToken()];
    await verifier.verify(good);
    store.answerWith(() => true);
    await refusal(verifier.verify(bad));
    store.answerWith(down);
    expect(await refusal(verifier.verify(pool.accessToken()))).toEqual(unavailable);
    await expect(verifier.verify(good)).resolves.toBeDefined();
    expect(await refusal(verifier.verify(bad))).toEqual(revoked);
    clock.advance(5);
    expect(await refusal(verifier.verify(good))).toEqual(unavailable);
  });

  test.each(['refuse', 'accept'] as const)(
    "a token that is known to be revoked stays refused, with onStoreFailure: '%s'",
    async (onStoreFailure) => {
      const { pool, clock, store, verifier } = revocationWorld({ timeoutMs, onStoreFailure });
      const token = pool.accessToken();
      store.answerWith(() => true);
      await refusal(verifier.verify(token));
      store.answerWith(down);
      clock.advance(60);
      expect(await refusal(verifier.verify(token))).toEqual(revoked);
      expect(await refusal(verifier.verify(token))).toEqual(revoked);
    },
  );

  test('an open circuit admits a probe when the clock is set far back', async () => {
    const world = revocationWorld({ timeoutMs });
    const { pool, clock, store, verifier } = world;
    await openCircuit(world);
    store.answerWith(() => false);
    clock.advance(-3_600);
    await expect(verifier.verify(pool.accessToken())).resolves.toBeDefined();
  });

  test.each(['refuse', 'accept'] as const)(
    "a token that is known to be revoked stays refused after its verdict was evicted, with onStoreFailure: '%s'",
    async (onStoreFailure) => {
      const world = revocationWorld({ timeoutMs, onStoreFailure, cache: { maxEntries: 1 } });
      const { pool, clock, store, verifier } = world;
      const tokens = Array.from({ length: 20 }, () => pool.accessToken());
      store.answerWith(() => true);
      for (const token of tokens) expect(await refusal(verifier.verify(token))).toEqual(revoked);
      await openCircuit(world);
      for (let second = 0; second < 3; second++) {
        clock.advance(1);
        for (const token of tokens) expect(await refusal(verifier.verify(token))).toEqual(revoked);
      }
    },
  );

  test('a token whose revocation the store removed is accepted', async () => {
    const world = revocationWorld({ timeoutMs, onStoreFailure: 'accept', cacheSeconds: 0 });
    const { pool, store, verifier } = world;
    const token = pool.accessToken();
    store.answerWith(() => true);
    expect(await refusal(verifier.verify(token))).toEqual(revoked);
    store.answerWith(() => false);
    await expect(verifier.verify(token)).resolves.toBeDefined();
    await openCircuit(world);
    await expect(verifier.verify(token)).resolves.toBeDefined();
  });

  test('no token is accepted that is refused for another reason', async () => {
    const { pool, store, verifier } = revocationWorld({ timeoutMs, onStoreFailure: 'accept' });
    store.answerWith(down);
    expect(await refusal(verifier.verify(pool.accessToken({ expiresIn: -60 })))).toMatchObject({ status: 401 });
    expect(await refusal(verifier.verify(pool.accessToken(), { anyGroup: ['admins'] }))).toMatchObject({ status: 403 });
  });
});

describe('a lookup whose request the runtime cancelled', () => {
  /** A cancelled request: its timers stop, and its promises never settle. */
  const cancelled = ({ store, verifier }: RevocationWorld, token: string): void => {
    const stopped = vi.spyOn(globalThis, 'setInterval').mockImplementation(() => setTimeout(() => undefined, 0));
    store.answerWith(never);
    void verifier.verify(token);
    stopped.mockRestore();
  };

  test('delays requests with the same token until their own deadline at most', async () => {
    const world = revocationWorld({ timeoutMs: 20 });
    const { pool, verifier } = world;
    const token = pool.accessToken();
    await verifier.verify(token);
    world.clock.advance(60);
    cancelled(world, token);
    expect(await refusal(verifier.verify(token))).toEqual(unavailable);
  });

  test('is abandoned within a second: the next request with its token calls the store', async () => {
    const world = revocationWorld();
    const { pool, clock, store, verifier } = world;
    const token = pool.accessToken();
    await verifier.verify(token);
    clock.advance(60);
    cancelled(world, token);
    clock.advance(1);
    store.answerWith(() => true);
    expect(await refusal(verifier.verify(token))).toEqual(revoked);
  });

  test('does not keep the circuit open: the next probe is a second later', async () => {
    const world = revocationWorld();
    const { pool, clock, store, verifier } = world;
    const token = pool.accessToken();
    await verifier.verify(token);
    await openCircuit(world);
    clock.advance(60);
    cancelled(world, token);
    clock.advance(1);
    store.answerWith(() => false);
    await expect(verifier.verify(pool.accessToken())).resolves.toBeDefined();
  });
});

import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { refusal } from './support/key-world.ts';
import { refusalOf } from './support/outcome.ts';
import { deferred, never, revocationWorld } from './support/revocation-world.ts';

const revoked = { code: 'token_revoked', status: 401 };
const unavailable = { code: 'revocation_unavailable', status: 503, retryAfter: 1 };

const down = (): never => {
  throw new Error('connect ECONNREFUSED redis://:secret@127.0.0.1');
};

/** An error as node-redis has it: a class, and no name of its own. */
class ClientClosedError extends Error {}

const rejecting = (error: unknown) => () => Promise.reject(error);

interface Fault {
  readonly name: string;
  readonly reason: 'timeout' | 'error' | 'no_boolean';
  /** What the event, and the error's cause, call it. */
  readonly errorName?: string;
  readonly answer: () => unknown;
}

/** Stores as they fail, and what is said of it. */
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
    name: 'whose error is named by what it was asked',
    reason: 'error',
    answer: rejecting(Object.assign(new Error(), { name: 'user:eu-west-1_AbC123xyz:1b2c', code: 'eyJh.eyJz' })),
  },
  { name: 'that hangs', reason: 'timeout', answer: never },
  { name: 'that answers 0', reason: 'no_boolean', answer: () => 0 },
  { name: 'that answers "false"', reason: 'no_boolean', answer: () => 'false' },
  { name: 'that answers nothing', reason: 'no_boolean', answer: () => undefined },
];

describe('a store', () => {
  test.each(faults)('$name is an outage: 503, neither 401 nor a pass', async ({ reason, errorName, answer }) => {
    const { pool, store, verifier, failures } = revocationWorld({ timeoutMs: 5 });
    store.answerWith(answer);
    const token = pool.accessToken();
    expect(await refusal(verifier.verify(token))).toEqual(unavailable);
    expect(failures).toEqual([{ type: 'revocation_failed', reason, errorName }]);
    const { cause } = await refusalOf(verifier.verify(token));
    expect(cause).toMatchObject({ reason, message: `The revocation store failed: ${errorName ?? reason}.` });
  });

  test.each(faults)("$name lets tokens pass with onStoreFailure: 'accept'", async ({ reason, errorName, answer }) => {
    const { pool, store, verifier, failures } = revocationWorld({ timeoutMs: 5, onStoreFailure: 'accept' });
    store.answerWith(answer);
    await expect(verifier.verify(pool.accessToken())).resolves.toBeDefined();
    expect(failures).toEqual([{ type: 'revocation_failed', reason, errorName }]);
  });

  test('that answers after its deadline changes nothing any more', async () => {
    const { pool, store, verifier } = revocationWorld({ timeoutMs: 5 });
    const late = deferred();
    store.answerWith(() => late.promise);
    const token = pool.accessToken();
    expect(await refusal(verifier.verify(token))).toEqual(unavailable);
    late.resolve(false);
    await late.promise;
    expect(await refusal(verifier.verify(token))).toEqual(unavailable);
  });

  test('that fails tells nothing of itself, of the token or of the user', async () => {
    const { pool, store, verifier, failures } = revocationWorld();
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

describe('while the store is down', () => {
  test('the next second gets its answer at once, and one question a second finds out', async () => {
    const { pool, clock, store, verifier, failures } = revocationWorld();
    store.answerWith(down);
    const verifyMany = (): Promise<readonly object[]> =>
      Promise.all(Array.from({ length: 50 }, () => refusal(verifier.verify(pool.accessToken()))));
    await refusal(verifier.verify(pool.accessToken()));
    for (let second = 0; second < 3; second++) {
      clock.advance(0.999);
      expect(await verifyMany()).toEqual(Array(50).fill(unavailable));
      expect(store.asked).toHaveLength(1 + second);
      clock.advance(0.001);
      expect(await verifyMany()).toEqual(Array(50).fill(unavailable));
      expect(store.asked).toHaveLength(2 + second);
    }
    expect(failures).toHaveLength(4);
  });

  test('only the request that finds out waits for a store that hangs', async () => {
    const { pool, clock, store, verifier } = revocationWorld();
    store.answerWith(down);
    await refusal(verifier.verify(pool.accessToken()));
    const hanging = deferred();
    store.answerWith(() => hanging.promise);
    clock.advance(1);
    const token = pool.accessToken();
    const first = verifier.verify(token);
    // Of the same token too: each of these settles before the store does.
    expect(await refusal(verifier.verify(token))).toEqual(unavailable);
    expect(await refusal(verifier.verify(pool.accessToken()))).toEqual(unavailable);
    hanging.resolve(false);
    await expect(first).resolves.toBeDefined();
  });

  test('it is over for everybody with the first answer', async () => {
    const { pool, clock, store, verifier } = revocationWorld();
    store.answerWith(down);
    await refusal(verifier.verify(pool.accessToken()));
    store.answerWith(() => false);
    clock.advance(1);
    await verifier.verify(pool.accessToken());
    await verifier.verify(pool.accessToken());
    expect(store.asked).toHaveLength(3);
  });

  test('answers that are fresh go on counting', async () => {
    const { pool, clock, store, verifier } = revocationWorld();
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
    "a token that is known to be revoked stays so, with onStoreFailure: '%s'",
    async (onStoreFailure) => {
      const { pool, clock, store, verifier } = revocationWorld({ onStoreFailure });
      const token = pool.accessToken();
      store.answerWith(() => true);
      await refusal(verifier.verify(token));
      store.answerWith(down);
      clock.advance(60);
      expect(await refusal(verifier.verify(token))).toEqual(revoked);
      expect(await refusal(verifier.verify(token))).toEqual(revoked);
    },
  );

  test('a pause ends when the clock goes far back', async () => {
    const { pool, clock, store, verifier } = revocationWorld();
    store.answerWith(down);
    await refusal(verifier.verify(pool.accessToken()));
    store.answerWith(() => false);
    clock.advance(-3_600);
    await expect(verifier.verify(pool.accessToken())).resolves.toBeDefined();
  });

  test('nobody is told that they may pass who would not have passed otherwise', async () => {
    const { pool, store, verifier } = revocationWorld({ onStoreFailure: 'accept' });
    store.answerWith(down);
    expect(await refusal(verifier.verify(pool.accessToken({ expiresIn: -60 })))).toMatchObject({ status: 401 });
    expect(await refusal(verifier.verify(pool.accessToken(), { anyGroup: ['admins'] }))).toMatchObject({ status: 403 });
  });
});

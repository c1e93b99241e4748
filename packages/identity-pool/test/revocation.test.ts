import { AuthError, type IdAuth, type RevocationStore } from '@cognito-guard/core';
import { expect, test } from 'vitest';
import { createWorld } from './support/world.ts';

type Asked = Parameters<RevocationStore['isRevoked']>[0];

const createStore = () => {
  const asked: Asked[] = [];
  let answer: () => Promise<boolean> = async () => false;
  return {
    asked,
    answerWith: (next: () => Promise<boolean>) => {
      answer = next;
    },
    isRevoked: (token: Asked) => {
      asked.push(token);
      return answer();
    },
  };
};

test('a revoked user gets no credentials, not even cached ones, and the exchange deletes them', async () => {
  const store = createStore();
  const { exchange, identityPool, pool, user } = await createWorld({}, {}, { revocation: { store } });
  const auth = await user();
  const provider = exchange.forUser(auth);
  const first = await provider();

  pool.advance(6);
  store.answerWith(async () => true);
  await expect(provider()).rejects.toMatchObject({ name: 'AuthError', code: 'token_revoked', status: 401 });
  pool.advance(6);
  store.answerWith(async () => false);
  expect((await provider()).accessKeyId).not.toBe(first.accessKeyId);
  expect(identityPool.calls).toMatchObject({ GetId: 1, GetCredentialsForIdentity: 2 });
});

test('verification and all exchanges of a token share one store call per cacheSeconds', async () => {
  const store = createStore();
  const { exchange, pool, user } = await createWorld({}, {}, { revocation: { store, cacheSeconds: 5 } });
  const auth = await user();
  for (let request = 0; request < 3; request++) await exchange.forUser(auth)();
  expect(store.asked).toHaveLength(1);
  pool.advance(6);
  await exchange.forUser(auth)();
  expect(store.asked).toHaveLength(2);
});

test("while the store hangs, the verifier's open circuit keeps requests from waiting and from calling AWS", async () => {
  const store = createStore();
  const { exchange, identityPool, pool, user } = await createWorld({}, {}, { revocation: { store, timeoutMs: 20 } });
  const auth = await user();
  pool.advance(6);
  store.answerWith(() => new Promise(() => undefined));
  const refused = { code: 'revocation_unavailable', status: 503 };
  for (let call = 0; call < 10; call++) await expect(exchange.forUser(auth)()).rejects.toMatchObject(refused);
  const questions = store.asked.length;
  for (let call = 0; call < 10; call++) await expect(exchange.forUser(auth)()).rejects.toMatchObject(refused);
  expect(store.asked.length).toBe(questions);
  expect(identityPool.calls.GetId).toBe(0);
});

test("with the verifier's onStoreFailure: 'accept', users get credentials while the store fails", async () => {
  const store = createStore();
  const { exchange, pool, user } = await createWorld({}, {}, { revocation: { store, onStoreFailure: 'accept' } });
  const auth = await user();
  pool.advance(6);
  store.answerWith(() => Promise.reject(new Error('down')));
  await expect(exchange.forUser(auth)()).resolves.toHaveProperty('accessKeyId');
});

test.each(['unknown_key', 'keys_unavailable', 'token_revoked'] as const)(
  'a token that the verifier rejects with %s gets no credentials, not even cached ones',
  async (code) => {
    let refusal: AuthError | undefined;
    const verify = async (): Promise<IdAuth> => {
      if (refusal !== undefined) throw refusal;
      return auth;
    };
    const { exchange, user } = await createWorld({ verifier: { verify } });
    const auth = await user();
    await exchange.forUser(auth)();
    refusal = new AuthError(code);
    await expect(exchange.forUser(auth)()).rejects.toBe(refusal);
  },
);

test("forget deletes a user's credentials in every role, and no other user's", async () => {
  const customRoleArn = 'arn:aws:iam::123456789012:role/reader';
  const { exchange, identityPool, user } = await createWorld();
  const alice = await user({ sub: 'alice', claims: { 'cognito:roles': [customRoleArn] } });
  const bob = await user({ sub: 'bob' });
  const all = () =>
    Promise.all([exchange.forUser(alice)(), exchange.forUser(alice, { customRoleArn })(), exchange.forUser(bob)()]);
  const before = await all();
  exchange.forget('alice');
  const after = await all();
  expect(after.map(({ accessKeyId }, index) => accessKeyId === before[index]?.accessKeyId)).toEqual([
    false,
    false,
    true,
  ]);
  expect(identityPool.calls).toMatchObject({ GetId: 2, GetCredentialsForIdentity: 5 });
});

test('a fetch in progress during forget does not enter the cache', async () => {
  const { exchange, user } = await createWorld();
  const auth = await user();
  const underWay = exchange.forUser(auth)();
  await new Promise(setImmediate);
  exchange.forget(auth.subject);
  const [old, next] = [await underWay, await exchange.forUser(auth)()];
  expect(next.accessKeyId).not.toBe(old.accessKeyId);
});

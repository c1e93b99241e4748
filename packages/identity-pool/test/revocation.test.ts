import type { RevocationStore } from '@cognito-guard/core';
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

test('a revoked user gets no credentials, kept ones included, and theirs are forgotten', async () => {
  const store = createStore();
  const { exchange, identityPool, user } = await createWorld({ revocation: { store } });
  const auth = await user();
  const provider = exchange.forUser(auth);
  const first = await provider();

  store.answerWith(async () => true);
  await expect(provider()).rejects.toMatchObject({ name: 'AuthError', code: 'token_revoked', status: 401 });
  store.answerWith(async () => false);
  expect((await provider()).accessKeyId).not.toBe(first.accessKeyId);
  expect(identityPool.calls).toMatchObject({ GetId: 1, GetCredentialsForIdentity: 2 });
});

test('the store is asked about the token each time, and never sees its text', async () => {
  const store = createStore();
  const { exchange, user } = await createWorld({ revocation: { store } });
  const auth = await user();
  await exchange.forUser(auth)();
  await exchange.forUser(auth)();
  const { userPoolId, subject, clientId, issuedAt, claims } = auth;
  const expected = { userPoolId, subject, clientId, issuedAt, jti: claims.jti, originJti: claims.origin_jti };
  expect(store.asked).toEqual([expected, expected]);
});

test('where the store cannot tell, the answer is 503: neither credentials nor "revoked"', async () => {
  const store = createStore();
  const { exchange, identityPool, user } = await createWorld({ revocation: { store } });
  store.answerWith(() => Promise.reject(new Error('down')));
  await expect(exchange.forUser(await user())()).rejects.toMatchObject({
    code: 'revocation_unavailable',
    status: 503,
    cause: { message: 'The revocation store failed: error.' },
  });
  expect(identityPool.calls.GetId).toBe(0);
});

test("unless the exchange is told to accept that, with onStoreFailure: 'accept'", async () => {
  const store = createStore();
  const { exchange, user } = await createWorld({ revocation: { store, onStoreFailure: 'accept' } });
  store.answerWith(() => Promise.reject(new Error('down')));
  await expect(exchange.forUser(await user())()).resolves.toHaveProperty('accessKeyId');
  store.answerWith(async () => true);
  await expect(exchange.forUser(await user())()).rejects.toMatchObject({ code: 'token_revoked' });
});

test('nor does a store that answers neither yes nor no count as "not revoked"', async () => {
  const store = createStore();
  const { exchange, user } = await createWorld({ revocation: { store } });
  store.answerWith(async () => undefined as never);
  await expect(exchange.forUser(await user())()).rejects.toMatchObject({ code: 'revocation_unavailable' });
});

test('a store that does not answer is one that cannot tell', async () => {
  const store = createStore();
  const { exchange, user } = await createWorld({ revocation: { store, timeoutMs: 20 } });
  store.answerWith(() => new Promise(() => undefined));
  await expect(exchange.forUser(await user())()).rejects.toMatchObject({ code: 'revocation_unavailable', status: 503 });
});

test('forgetting a user drops their credentials in every role, and nobody else’s', async () => {
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

test('what was under way when a user was forgotten is not kept', async () => {
  const { exchange, user } = await createWorld();
  const auth = await user();
  const underWay = exchange.forUser(auth)();
  await Promise.resolve();
  exchange.forget(auth.subject);
  const [old, next] = [await underWay, await exchange.forUser(auth)()];
  expect(next.accessKeyId).not.toBe(old.accessKeyId);
});

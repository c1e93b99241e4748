import { expect, test } from 'vitest';
import { createWorld } from './support/world.ts';

test('a user whose login was unlinked from its identity gets a new identity', async () => {
  const { exchange, identityPool, pool, user } = await createWorld();
  const auth = await user({ expiresIn: 7_200 });
  const before = await exchange.forUser(auth)();
  identityPool.unlinkIdentity(before.identityId);
  pool.advance(3_600);
  const after = await exchange.forUser(auth)();
  expect(after.identityId).not.toBe(before.identityId);
  expect(identityPool.calls).toMatchObject({ GetId: 2, GetCredentialsForIdentity: 3 });
});

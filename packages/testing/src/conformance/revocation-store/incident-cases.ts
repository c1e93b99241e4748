import {
  checkRevoked,
  expiryTolerance,
  freshPool,
  freshToken,
  longestLife,
  rejection,
  revokeClient,
  revokePool,
} from './vocabulary.ts';
import type { RevocationStoreCase } from './world.ts';

/** After an incident: revocations of all tokens of an app client or a pool that were issued before a time. */
export const incidentCases: readonly RevocationStoreCase[] = [
  {
    name: 'a revoked app client loses the tokens of all its users issued before the moment, and no other client does',
    run: async (world) => {
      const token = freshToken(world);
      const { clientId, issuedAt } = token;
      await revokeClient(world.store, token, issuedAt + 1);
      return checkRevoked(world, {
        revoked: {
          'a token of the client': token,
          'a token of another user': freshToken(world, { clientId }),
          "a machine's token": freshToken(world, { clientId, subject: clientId, originJti: undefined }),
        },
        valid: {
          'a token issued at the moment': freshToken(world, { clientId, issuedAt: issuedAt + 1 }),
          'a token of another client': freshToken(world),
          'a token of a client with this id in another pool': freshToken(world, { clientId, userPoolId: freshPool() }),
        },
      });
    },
  },
  {
    name: 'a revoked pool loses the tokens of all its clients issued before the moment, and no other pool does',
    run: async (world) => {
      const userPoolId = freshPool();
      const token = freshToken(world, { userPoolId });
      await revokePool(world.store, token, token.issuedAt + 1);
      return checkRevoked(world, {
        revoked: {
          'a token of the pool': token,
          'a token of another client and user': freshToken(world, { userPoolId }),
        },
        valid: {
          'a token issued at the moment': freshToken(world, { userPoolId, issuedAt: token.issuedAt + 1 }),
          'a token of another pool': freshToken(world, { userPoolId: freshPool() }),
        },
      });
    },
  },
  {
    name: 'a revocation of a client or a pool takes effect at once, also after an answer that it is not revoked',
    run: async (world) => {
      const byClient = freshToken(world);
      const byPool = freshToken(world, { userPoolId: freshPool() });
      const tokens = { 'a token of the client': byClient, 'a token of the pool': byPool };
      const mismatches = await checkRevoked(world, { valid: tokens });
      await revokeClient(world.store, byClient, byClient.issuedAt + 1);
      await revokePool(world.store, byPool, byPool.issuedAt + 1);
      return [...mismatches, ...(await checkRevoked(world, { revoked: tokens }))];
    },
  },
  {
    name: 'a later issuedBefore extends a revocation of a client or a pool, and an earlier one does not shrink it',
    run: async (world) => {
      const byClient = freshToken(world);
      const byPool = freshToken(world, { userPoolId: freshPool() });
      for (const offset of [-10, 1, -20]) {
        await revokeClient(world.store, byClient, byClient.issuedAt + offset);
        await revokePool(world.store, byPool, byPool.issuedAt + offset);
      }
      return checkRevoked(world, { revoked: { 'a token of the client': byClient, 'a token of the pool': byPool } });
    },
  },
  {
    name: 'a revocation of a client or a pool lasts as long as the longest token lives, and then expires',
    run: async (world) => {
      const byClient = freshToken(world);
      const byPool = freshToken(world, { userPoolId: freshPool() });
      const tokens = { 'a token of the client': byClient, 'a token of the pool': byPool };
      await revokeClient(world.store, byClient, byClient.issuedAt + 1);
      await revokePool(world.store, byPool, byPool.issuedAt + 1);
      await world.pass(longestLife - expiryTolerance);
      const mismatches = await checkRevoked(world, { revoked: tokens });
      await world.pass(2 * expiryTolerance);
      return [...mismatches, ...(await checkRevoked(world, { valid: tokens }))];
    },
  },
  {
    name: 'an app client and a user with equal ids never mix',
    run: async (world) => {
      const { userPoolId, subject, issuedAt } = freshToken(world);
      await world.store.revokeUser({ userPoolId, subject, issuedBefore: issuedAt + 1 });
      const { clientId } = freshToken(world);
      await world.store.revokeClient({ userPoolId, clientId, issuedBefore: issuedAt + 1 });
      return checkRevoked(world, {
        valid: {
          'a token of a client with the id of the user': freshToken(world, { clientId: subject }),
          'a token of a user with the id of the client': freshToken(world, { subject: clientId }),
        },
      });
    },
  },
  {
    name: 'a revocation of a client or a pool without its id, or without a time in seconds, rejects',
    run: async (world) => {
      const { userPoolId, clientId, issuedAt: issuedBefore } = freshToken(world, { userPoolId: freshPool() });
      const { store } = world;
      const mismatches = await Promise.all([
        rejection('revokeClient without a client', () =>
          store.revokeClient({ userPoolId, clientId: '', issuedBefore }),
        ),
        rejection('revokeClient without a pool', () => store.revokeClient({ userPoolId: '', clientId, issuedBefore })),
        rejection('revokePool without a pool', () => store.revokePool({ userPoolId: '', issuedBefore })),
        ...[issuedBefore * 1000, Number.NaN, Number.POSITIVE_INFINITY, -1].flatMap((moment) => [
          rejection(`revokeClient before ${moment}`, () =>
            store.revokeClient({ userPoolId, clientId, issuedBefore: moment }),
          ),
          rejection(`revokePool before ${moment}`, () => store.revokePool({ userPoolId, issuedBefore: moment })),
        ]),
      ]);
      return mismatches.flat();
    },
  },
];

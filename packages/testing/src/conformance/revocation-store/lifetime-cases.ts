import {
  checkRevoked,
  expiryTolerance,
  freshToken,
  longestLife,
  revokeEachKind,
  revokeToken,
  revokeUser,
} from './vocabulary.ts';
import type { RevocationStoreCase } from './world.ts';

/** An entry lives as long as the longest token that it covers, and no longer. */
export const lifetimeCases: readonly RevocationStoreCase[] = [
  {
    name: 'a revocation lasts as long as the longest token lives, and then expires',
    run: async (world) => {
      const { token, session, user } = await revokeEachKind(world);
      const tokens = { 'the token': token, 'the sign-in': session, 'the user': user };
      await world.pass(longestLife - expiryTolerance);
      const mismatches = await checkRevoked(world, { revoked: tokens });
      await world.pass(2 * expiryTolerance);
      return [...mismatches, ...(await checkRevoked(world, { valid: tokens }))];
    },
  },
  {
    name: 'a user revocation with a future issuedBefore lasts until the tokens of that time have expired',
    run: async (world) => {
      const last = freshToken(world, { issuedAt: Math.floor(world.now()) + 600 });
      await revokeUser(world.store, last, last.issuedAt + 1);
      await world.pass(600 + longestLife - expiryTolerance);
      return checkRevoked(world, { revoked: { 'a token of that moment': last } });
    },
  },
  {
    name: 'an issuedBefore older than every valid token does not shrink a revocation',
    run: async (world) => {
      const token = freshToken(world);
      await revokeUser(world.store, token, token.issuedAt + 1);
      await revokeUser(world.store, token, token.issuedAt - 2 * longestLife);
      return checkRevoked(world, { revoked: { 'a token of later': token } });
    },
  },
  {
    name: 'an expired revocation can be made again',
    run: async (world) => {
      const first = freshToken(world);
      await revokeToken(world.store, first);
      await revokeUser(world.store, first, first.issuedAt + 1);
      await world.pass(longestLife + expiryTolerance);
      await revokeToken(world.store, first);
      const later = freshToken(world, { subject: first.subject });
      await revokeUser(world.store, later, later.issuedAt + 1);
      return checkRevoked(world, { revoked: { 'the token': first, 'the user': later } });
    },
  },
];

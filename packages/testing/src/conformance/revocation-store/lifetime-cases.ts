import { freshToken, judge, longestLife, revokeSession, revokeToken, revokeUser } from './vocabulary.ts';
import type { RevocationStoreCase } from './world.ts';

/** Services delete by the second, some a little early or late. */
const slack = 5;

/** An entry lives as long as a token that it is about, and no longer. */
export const lifetimeCases: readonly RevocationStoreCase[] = [
  {
    name: 'a revocation is remembered as long as the longest token lives, and then forgotten',
    run: async (world) => {
      const token = freshToken(world);
      const session = freshToken(world);
      const user = freshToken(world);
      const tokens = { 'the token': token, 'the sign-in': session, 'the user': user };
      await revokeToken(world.store, token);
      await revokeSession(world.store, session);
      await revokeUser(world.store, user, user.issuedAt + 1);
      await world.pass(longestLife - slack);
      const mismatches = await judge(world, { revoked: tokens });
      await world.pass(2 * slack);
      return [...mismatches, ...(await judge(world, { good: tokens }))];
    },
  },
  {
    name: 'a user revoked up to a coming moment stays so until the tokens of that moment are dead',
    run: async (world) => {
      const last = freshToken(world, { issuedAt: Math.floor(world.now()) + 600 });
      await revokeUser(world.store, last, last.issuedAt + 1);
      await world.pass(600 + longestLife - slack);
      return judge(world, { revoked: { 'a token of that moment': last } });
    },
  },
  {
    name: 'a moment whose tokens are all dead takes nothing back',
    run: async (world) => {
      const token = freshToken(world);
      await revokeUser(world.store, token, token.issuedAt + 1);
      await revokeUser(world.store, token, token.issuedAt - 2 * longestLife);
      return judge(world, { revoked: { 'a token of later': token } });
    },
  },
  {
    name: 'what was forgotten can be revoked again',
    run: async (world) => {
      const first = freshToken(world);
      await revokeToken(world.store, first);
      await revokeUser(world.store, first, first.issuedAt + 1);
      await world.pass(longestLife + slack);
      await revokeToken(world.store, first);
      const later = freshToken(world, { subject: first.subject });
      await revokeUser(world.store, later, later.issuedAt + 1);
      return judge(world, { revoked: { 'the token': first, 'the user': later } });
    },
  },
];

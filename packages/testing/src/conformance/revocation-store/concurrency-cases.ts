import { checkRevoked, freshToken, type NamedTokens, revokeSession, revokeToken, revokeUser } from './vocabulary.ts';
import type { RevocationStoreCase, RevocationStoreWorld, TestIdentity } from './world.ts';

const many = (world: RevocationStoreWorld, count: number): readonly TestIdentity[] =>
  Array.from({ length: count }, () => freshToken(world));

const numbered = (tokens: readonly TestIdentity[], what: string): NamedTokens =>
  Object.fromEntries(tokens.map((token, index) => [`${what} ${index + 1}`, token]));

/** The `issuedBefore` of a user only increases, and concurrent revocations are all stored. */
export const concurrencyCases: readonly RevocationStoreCase[] = [
  {
    name: 'a later issuedBefore extends the revocation of a user',
    run: async (world) => {
      const token = freshToken(world);
      await revokeUser(world.store, token, token.issuedAt - 10);
      await revokeUser(world.store, token, token.issuedAt + 1);
      return checkRevoked(world, { revoked: { 'a token between the two': token } });
    },
  },
  {
    name: 'an earlier issuedBefore does not shrink the revocation of a user',
    run: async (world) => {
      const token = freshToken(world);
      await revokeUser(world.store, token, token.issuedAt + 1);
      await revokeUser(world.store, token, token.issuedAt - 10);
      return checkRevoked(world, { revoked: { 'a token between the two': token } });
    },
  },
  {
    name: 'of concurrent revocations of a user, the latest issuedBefore wins',
    run: async (world) => {
      const tokens = many(world, 20);
      // The latest comes first, last or in the middle: a store that reads, compares and then writes loses some of them.
      await Promise.all(
        tokens.flatMap((token, index) =>
          [1, -10, -20, -30].map((_offset, turn, offsets) =>
            revokeUser(world.store, token, token.issuedAt + (offsets[(turn + index) % offsets.length] ?? 0)),
          ),
        ),
      );
      return checkRevoked(world, { revoked: numbered(tokens, 'the token of user') });
    },
  },
  {
    name: 'concurrent revocations are all stored',
    run: async (world) => {
      const byToken = many(world, 30);
      const bySession = many(world, 30);
      const byUser = many(world, 30);
      await Promise.all([
        ...byToken.map((token) => revokeToken(world.store, token)),
        ...bySession.map((token) => revokeSession(world.store, token)),
        ...byUser.map((token) => revokeUser(world.store, token, token.issuedAt + 1)),
      ]);
      return checkRevoked(world, {
        revoked: {
          ...numbered(byToken, 'token'),
          ...numbered(bySession, 'token of sign-in'),
          ...numbered(byUser, 'token of user'),
        },
        valid: numbered(many(world, 10), 'an untouched token'),
      });
    },
  },
  {
    name: 'a repeated revocation changes nothing',
    run: async (world) => {
      const token = freshToken(world);
      await Promise.all([revokeToken(world.store, token), revokeToken(world.store, token)]);
      await revokeToken(world.store, token);
      return checkRevoked(world, { revoked: { 'the token': token } });
    },
  },
];

import { checkRevoked, freshToken, revokeSession, revokeToken, revokeUser } from './vocabulary.ts';
import type { RevocationStoreCase, TestIdentity } from './world.ts';

/** The tokens that a revocation covers, and those that it does not. */
export const scopeCases: readonly RevocationStoreCase[] = [
  {
    name: 'a token without a revocation is not revoked',
    run: (world) => checkRevoked(world, { valid: { 'a new token': freshToken(world) } }),
  },
  {
    name: 'a revoked token is revoked, and no other token of its sign-in',
    run: async (world) => {
      const token = freshToken(world);
      await revokeToken(world.store, token);
      const sibling = freshToken(world, { subject: token.subject, originJti: token.originJti });
      return checkRevoked(world, { revoked: { 'the token': token }, valid: { 'its sibling': sibling } });
    },
  },
  {
    name: 'a revoked sign-in revokes all its tokens, later ones too, and no other sign-in of the user',
    run: async (world) => {
      const token = freshToken(world);
      await revokeSession(world.store, token);
      const refreshed = freshToken(world, {
        subject: token.subject,
        originJti: token.originJti,
        issuedAt: token.issuedAt + 3600,
      });
      const elsewhere = freshToken(world, { subject: token.subject });
      return checkRevoked(world, {
        revoked: { 'the token': token, 'a refreshed token': refreshed },
        valid: { 'a token of another sign-in': elsewhere },
      });
    },
  },
  {
    name: 'a revoked user loses the tokens issued before the moment, and none issued at it or later',
    run: async (world) => {
      const at = freshToken(world);
      await revokeUser(world.store, at, at.issuedAt);
      const of = (issuedAt: number): TestIdentity => freshToken(world, { subject: at.subject, issuedAt });
      return checkRevoked(world, {
        revoked: {
          'a token of the second before': of(at.issuedAt - 1),
          'a token of a day before': of(at.issuedAt - 86_400),
        },
        valid: { 'a token of that second': at, 'a token of the second after': of(at.issuedAt + 1) },
      });
    },
  },
  {
    name: 'an issuedBefore within a second covers the tokens of that second',
    run: async (world) => {
      const token = freshToken(world);
      await revokeUser(world.store, token, token.issuedAt + 0.5);
      const next = freshToken(world, { subject: token.subject, issuedAt: token.issuedAt + 1 });
      return checkRevoked(world, {
        revoked: { 'a token of that second': token },
        valid: { 'a token of the next': next },
      });
    },
  },
  {
    name: "a machine's token, which has no sign-in, is revoked by its own id or by its client",
    run: async (world) => {
      const byId = freshToken(world, { originJti: undefined });
      const byClient = freshToken(world, { originJti: undefined, jti: undefined });
      const untouched = freshToken(world, { originJti: undefined, jti: undefined });
      await revokeToken(world.store, byId);
      await revokeUser(world.store, byClient, byClient.issuedAt + 1);
      return checkRevoked(world, {
        revoked: { 'by its id': byId, 'by its client': byClient },
        valid: { 'another machine': untouched },
      });
    },
  },
];

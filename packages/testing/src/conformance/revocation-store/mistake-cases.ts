import { freshToken, idOf, pool, rejection } from './vocabulary.ts';
import type { RevocationStoreCase } from './world.ts';

/** Revocations that would revoke nothing, or everything for ever, and look done. */
export const mistakeCases: readonly RevocationStoreCase[] = [
  {
    name: 'a revocation that names nobody is refused',
    run: async (world) => {
      const { store } = world;
      const { subject, jti, originJti, issuedAt: issuedBefore } = freshToken(world);
      const mismatches = await Promise.all([
        rejection('revokeToken without a jti', () => store.revokeToken({ userPoolId: pool, jti: '' })),
        rejection('revokeSession without an originJti', () => store.revokeSession({ userPoolId: pool, originJti: '' })),
        rejection('revokeUser without a subject', () =>
          store.revokeUser({ userPoolId: pool, subject: '', issuedBefore }),
        ),
        rejection('revokeToken without a pool', () => store.revokeToken({ userPoolId: '', jti: idOf(jti) })),
        rejection('revokeSession without a pool', () =>
          store.revokeSession({ userPoolId: '', originJti: idOf(originJti) }),
        ),
        rejection('revokeUser without a pool', () => store.revokeUser({ userPoolId: '', subject, issuedBefore })),
      ]);
      return mismatches.flat();
    },
  },
  {
    name: "an issuer's URL in place of the pool is refused: no token would be asked about under it",
    run: async ({ store }) =>
      rejection('revokeToken', () =>
        store.revokeToken({ userPoolId: `https://cognito-idp.eu-west-1.amazonaws.com/${pool}`, jti: 'id' }),
      ),
  },
  {
    name: 'a moment that is no time in seconds is refused: milliseconds would lock the user out for ever',
    run: async (world) => {
      const { subject, issuedAt } = freshToken(world);
      const moments = [issuedAt * 1000, Number.NaN, Number.POSITIVE_INFINITY, -1];
      const mismatches = await Promise.all(
        moments.map((issuedBefore) =>
          rejection(`revokeUser before ${issuedBefore}`, () =>
            world.store.revokeUser({ userPoolId: pool, subject, issuedBefore }),
          ),
        ),
      );
      return mismatches.flat();
    },
  },
];

import { freshToken, idOf, pool, rejection } from './vocabulary.ts';
import type { RevocationStoreCase } from './world.ts';

/** Invalid revocations that would silently revoke nothing, or everything for ever. */
export const mistakeCases: readonly RevocationStoreCase[] = [
  {
    name: 'a revocation without a pool, token, session or user id rejects',
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
    name: 'an issuer URL in place of the pool id rejects: it would never match a token',
    run: async ({ store }) =>
      rejection('revokeToken', () =>
        store.revokeToken({ userPoolId: `https://cognito-idp.eu-west-1.amazonaws.com/${pool}`, jti: 'id' }),
      ),
  },
  {
    name: 'an issuedBefore that is not a time in seconds rejects: milliseconds would lock the user out for ever',
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

import { randomUUID } from 'node:crypto';
import { checkRevoked, freshToken, otherPool, pool, revokeEachKind } from './vocabulary.ts';
import type { RevocationStoreCase } from './world.ts';

/** Ids unlike those of Cognito, all different. */
const strangeIds = (): readonly string[] => {
  const id = randomUUID();
  const long = id.repeat(20);
  return [
    id,
    id.toUpperCase(),
    ` ${id}`,
    `${id}:`,
    `:${id}`,
    `${id}:${id}`,
    `${id}"`,
    `${id}\\`,
    `${id}*`,
    `{${id}}`,
    `${id}\0`,
    `${id}\n`,
    // One letter, composed and decomposed: a comparison with Unicode normalization would take them for equal.
    `${id}\u00e9`,
    `${id}e\u0301`,
    `${id}\u{1f511}`,
    `${long}a`,
    `${long}b`,
  ];
};

/** Equal and similar ids of different kinds and pools. */
export const idCases: readonly RevocationStoreCase[] = [
  {
    name: 'two pools with equal ids never mix',
    run: async (world) => {
      const { token, session, user } = await revokeEachKind(world);
      return checkRevoked(world, {
        revoked: { 'the token': token, 'the sign-in': session, 'the user': user },
        valid: {
          "the other pool's token": { ...token, userPoolId: otherPool },
          "the other pool's sign-in": { ...session, userPoolId: otherPool },
          "the other pool's user": { ...user, userPoolId: otherPool },
        },
      });
    },
  },
  {
    name: 'a token, a sign-in and a user with equal ids never mix',
    run: async (world) => {
      const [tokenId, sessionId, userId] = [randomUUID(), randomUUID(), randomUUID()];
      const now = freshToken(world).issuedAt;
      await world.store.revokeToken({ userPoolId: pool, jti: tokenId });
      await world.store.revokeSession({ userPoolId: pool, originJti: sessionId });
      await world.store.revokeUser({ userPoolId: pool, subject: userId, issuedBefore: now + 1 });
      return checkRevoked(world, {
        valid: {
          'a token with the id of the sign-in': freshToken(world, { jti: sessionId }),
          'a token with the id of the user': freshToken(world, { jti: userId }),
          'a sign-in with the id of the token': freshToken(world, { originJti: tokenId }),
          'a sign-in with the id of the user': freshToken(world, { originJti: userId }),
          'a user with the id of the token': freshToken(world, { subject: tokenId }),
          'a user with the id of the sign-in': freshToken(world, { subject: sessionId }),
        },
      });
    },
  },
  {
    name: 'similar ids never mix: case, separators, composed letters, 720 equal characters',
    run: async (world) => {
      const ids = strangeIds();
      const mismatches = await Promise.all(
        ids.map(async (id, index) => {
          const jti = (other: string): string => `${index}-${other}`;
          await world.store.revokeToken({ userPoolId: pool, jti: jti(id) });
          const others = ids.filter((other) => other !== id).map((other) => freshToken(world, { jti: jti(other) }));
          return checkRevoked(world, {
            revoked: { [JSON.stringify(id)]: freshToken(world, { jti: jti(id) }) },
            valid: Object.fromEntries(others.map((token) => [`${JSON.stringify(token.jti)} for ${id}`, token])),
          });
        }),
      );
      return mismatches.flat();
    },
  },
  {
    name: 'a missing id is not the text "undefined"',
    run: async (world) => {
      await world.store.revokeToken({ userPoolId: pool, jti: 'undefined' });
      await world.store.revokeSession({ userPoolId: pool, originJti: 'undefined' });
      return checkRevoked(world, {
        valid: { 'a token without ids': freshToken(world, { jti: undefined, originJti: undefined }) },
      });
    },
  },
];

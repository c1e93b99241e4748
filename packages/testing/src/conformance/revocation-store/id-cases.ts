import { randomUUID } from 'node:crypto';
import { freshToken, judge, otherPool, pool, revokeSession, revokeToken, revokeUser } from './vocabulary.ts';
import type { RevocationStoreCase } from './world.ts';

/** Ids as no pool gives them out, and each another one than the rest. */
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
    // One letter, composed and decomposed: what compares text by meaning would take them for the same.
    `${id}\u00e9`,
    `${id}e\u0301`,
    `${id}\u{1f511}`,
    `${long}a`,
    `${long}b`,
  ];
};

/** What one id may not have to do with another. */
export const idCases: readonly RevocationStoreCase[] = [
  {
    name: 'two pools with equal ids never mix',
    run: async (world) => {
      const token = freshToken(world);
      const session = freshToken(world);
      const user = freshToken(world);
      await revokeToken(world.store, token);
      await revokeSession(world.store, session);
      await revokeUser(world.store, user, user.issuedAt + 1);
      return judge(world, {
        revoked: { 'the token': token, 'the sign-in': session, 'the user': user },
        good: {
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
      return judge(world, {
        good: {
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
    name: 'ids that only look alike never mix: case, separators, composed letters, 720 equal characters',
    run: async (world) => {
      const ids = strangeIds();
      const mismatches = await Promise.all(
        ids.map(async (id, index) => {
          const jti = (other: string): string => `${index}-${other}`;
          await world.store.revokeToken({ userPoolId: pool, jti: jti(id) });
          const others = ids.filter((other) => other !== id).map((other) => freshToken(world, { jti: jti(other) }));
          return judge(world, {
            revoked: { [JSON.stringify(id)]: freshToken(world, { jti: jti(id) }) },
            good: Object.fromEntries(others.map((token) => [`${JSON.stringify(token.jti)} for ${id}`, token])),
          });
        }),
      );
      return mismatches.flat();
    },
  },
  {
    name: 'an id that is not there is not the text "undefined"',
    run: async (world) => {
      await world.store.revokeToken({ userPoolId: pool, jti: 'undefined' });
      await world.store.revokeSession({ userPoolId: pool, originJti: 'undefined' });
      return judge(world, {
        good: { 'a token without ids': freshToken(world, { jti: undefined, originJti: undefined }) },
      });
    },
  },
];

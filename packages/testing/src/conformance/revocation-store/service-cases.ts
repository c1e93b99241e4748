import {
  checkRevoked,
  freshPool,
  freshToken,
  idOf,
  rejection,
  revokeClient,
  revokeEachKind,
  revokePool,
  revokeSession,
  revokeToken,
  revokeUser,
} from './vocabulary.ts';
import type {
  LastingStoreWorld,
  RemoteStoreWorld,
  RevocationStoreCase,
  SilentStoreWorld,
  TestedRevocationStore,
  TestIdentity,
  VisibleStoreWorld,
} from './world.ts';

/** For stores whose data can be read from outside. */
export const visibleStoreCases: readonly RevocationStoreCase<VisibleStoreWorld>[] = [
  {
    name: 'the store contains only ids of a token, never its text or other claims',
    run: async (world) => {
      const identity = freshToken(world);
      // A caller in JavaScript can pass a whole verified token, its text included.
      const auth = {
        ...identity,
        token: `text.of.${idOf(identity.jti)}`,
        claims: { email: `${identity.jti}@example.com` },
      };
      await revokeToken(world.store, auth);
      await world.store.revokeToken({ ...auth, jti: idOf(auth.jti) });
      await world.store.revokeSession({ ...auth, originJti: idOf(auth.originJti) });
      await world.store.revokeUser({ ...auth, issuedBefore: auth.issuedAt + 1 });
      const contents = await world.contents();
      const ids = { jti: idOf(auth.jti), originJti: idOf(auth.originJti), subject: auth.subject };
      return [
        ...Object.entries(ids).flatMap(([name, id]) => (contents.includes(id) ? [] : [`no entry names the ${name}`])),
        ...(contents.includes(auth.token) ? ['the text of a token is stored'] : []),
        ...(contents.includes(auth.claims.email) ? ['another claim of a token is stored'] : []),
      ];
    },
  },
];

/** For stores whose data outlives their process. */
export const lastingStoreCases: readonly RevocationStoreCase<LastingStoreWorld>[] = [
  {
    name: 'revocations survive a restart of the service',
    run: async (world) => {
      const { token, session, user } = await revokeEachKind(world);
      await world.restart();
      return checkRevoked(world, {
        revoked: { 'the token': token, 'the sign-in': session, 'the user': user },
        valid: { 'an untouched token': freshToken(world) },
      });
    },
  },
];

/** @returns A sentence for each call of a store that does not reject. */
const rejections = async (store: TestedRevocationStore, token: TestIdentity): Promise<readonly string[]> => {
  const mismatches = await Promise.all([
    rejection('isRevoked', () => store.isRevoked(token)),
    rejection('revokeToken', () => revokeToken(store, token)),
    rejection('revokeSession', () => revokeSession(store, token)),
    rejection('revokeUser', () => revokeUser(store, token, token.issuedAt + 1)),
    rejection('revokeClient', () => revokeClient(store, token, token.issuedAt + 1)),
    rejection('revokePool', () => revokePool(store, token, token.issuedAt + 1)),
  ]);
  return mismatches.flat();
};

/** For stores behind a network. */
export const remoteStoreCases: readonly RevocationStoreCase<RemoteStoreWorld>[] = [
  {
    name: 'while the service is down every call rejects, and later calls succeed',
    run: async (world) => {
      const { store } = world;
      const token = freshToken(world, { userPoolId: freshPool() });
      await world.stop();
      const mismatches = await rejections(store, token).finally(() => world.start());
      const valid = await checkRevoked(world, { valid: { 'a token whose revocations failed': token } });
      await revokeToken(store, token);
      return [...mismatches, ...valid, ...(await checkRevoked(world, { revoked: { 'the token': token } }))];
    },
  },
];

/** For stores behind a network that can drop every byte. */
export const silentStoreCases: readonly RevocationStoreCase<SilentStoreWorld>[] = [
  {
    name: 'while the service is silent every call rejects by a deadline of the store, and later calls succeed',
    run: async (world) => {
      const { store } = world;
      world.fallSilent();
      const mismatches = await rejections(store, freshToken(world, { userPoolId: freshPool() })).finally(() =>
        world.recover(),
      );
      const token = freshToken(world, { userPoolId: freshPool() });
      const valid = await checkRevoked(world, { valid: { 'an untouched token': token } });
      await revokeToken(store, token);
      return [...mismatches, ...valid, ...(await checkRevoked(world, { revoked: { 'the token': token } }))];
    },
  },
];

import { randomUUID } from 'node:crypto';
import type { RevocationStoreWorld, TestedRevocationStore, TestIdentity } from './world.ts';

export const pool = 'eu-west-1_RevokeTest1';
export const otherPool = 'eu-west-1_RevokeTest2';

/** Seconds: the longest lifetime of a Cognito token, 24 hours, and twice a verifier's largest clock tolerance, 5 minutes. */
export const longestLife: number = 86_400 + 600;

/** Seconds: how early or late a service may delete an expired entry. */
export const expiryTolerance = 5;

/** @returns A token issued now, of a user that no other case uses. */
export const freshToken = (world: RevocationStoreWorld, members: Partial<TestIdentity> = {}): TestIdentity => ({
  userPoolId: pool,
  subject: randomUUID(),
  jti: randomUUID(),
  originJti: randomUUID(),
  clientId: randomUUID(),
  issuedAt: Math.floor(world.now()),
  ...members,
});

/** Narrows an id of a token that must have it. */
export const idOf = (id: string | undefined): string => {
  if (id === undefined) throw new TypeError('The token of this case has no such id.');
  return id;
};

/** Revokes exactly this token. */
export const revokeToken = (store: TestedRevocationStore, { userPoolId, jti }: TestIdentity): Promise<void> =>
  store.revokeToken({ userPoolId, jti: idOf(jti) });

/** Revokes the sign-in of a token. */
export const revokeSession = (store: TestedRevocationStore, { userPoolId, originJti }: TestIdentity): Promise<void> =>
  store.revokeSession({ userPoolId, originJti: idOf(originJti) });

/** Revokes the tokens issued to a token's user before a time. */
export const revokeUser = (
  store: TestedRevocationStore,
  { userPoolId, subject }: TestIdentity,
  issuedBefore: number,
): Promise<void> => store.revokeUser({ userPoolId, subject, issuedBefore });

/** Revokes the tokens issued to an app client before a time. */
export const revokeClient = (
  store: TestedRevocationStore,
  { userPoolId, clientId }: TestIdentity,
  issuedBefore: number,
): Promise<void> => store.revokeClient({ userPoolId, clientId, issuedBefore });

/** Revokes the tokens that a pool issued before a time. */
export const revokePool = (
  store: TestedRevocationStore,
  { userPoolId }: TestIdentity,
  issuedBefore: number,
): Promise<void> => store.revokePool({ userPoolId, issuedBefore });

/**
 * Revokes three new tokens: one by itself, one by its sign-in, one by its user.
 *
 * @returns The tokens.
 */
export const revokeEachKind = async (
  world: RevocationStoreWorld,
): Promise<Readonly<Record<'token' | 'session' | 'user', TestIdentity>>> => {
  const [token, session, user] = [freshToken(world), freshToken(world), freshToken(world)];
  await revokeToken(world.store, token);
  await revokeSession(world.store, session);
  await revokeUser(world.store, user, user.issuedAt + 1);
  return { token, session, user };
};

/** @returns The id of a pool that no other case uses: revoking a whole pool must not disturb them. */
export const freshPool = (): string => `eu-west-1_${randomUUID().replaceAll('-', '')}`;

/** Tokens by their description in mismatches. */
export type NamedTokens = Readonly<Record<string, TestIdentity>>;

/** @returns One sentence for each token with another answer of `isRevoked` than expected. */
export const checkRevoked = async (
  { store }: RevocationStoreWorld,
  expected: { readonly revoked?: NamedTokens; readonly valid?: NamedTokens },
): Promise<readonly string[]> => {
  const mismatches = async (tokens: NamedTokens, isRevoked: boolean): Promise<readonly string[]> => {
    const answers = await Promise.all(
      Object.entries(tokens).map(async ([name, token]) => ({ name, answer: await store.isRevoked(token) })),
    );
    return answers
      .filter(({ answer }) => answer !== isRevoked)
      .map(({ name, answer }) => `${name}: isRevoked is ${String(answer)}, expected ${String(isRevoked)}`);
  };
  return [...(await mismatches(expected.revoked ?? {}, true)), ...(await mismatches(expected.valid ?? {}, false))];
};

/** Fails the case of a call that hangs, not the whole run. */
const deadlineMs = 5_000;

/** @returns One sentence for a call that does not reject in time. */
export const rejection = async (name: string, call: () => Promise<unknown>): Promise<readonly string[]> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(
      resolve,
      deadlineMs,
      `${name} has not settled after ${deadlineMs / 1000} s, expected a rejection`,
    );
  });
  const outcome = call().then(
    (value) => `${name} resolved to ${String(value)}, expected a rejection`,
    () => undefined,
  );
  const mismatch = await Promise.race([outcome, late]);
  clearTimeout(timer);
  return mismatch === undefined ? [] : [mismatch];
};

/** For each kind of entry, the store's function that writes it, and the member that identifies it. */
const kinds = {
  token: { call: 'revokeToken', member: 'jti' },
  session: { call: 'revokeSession', member: 'originJti' },
  user: { call: 'revokeUser', member: 'subject' },
  client: { call: 'revokeClient', member: 'clientId' },
} as const;

type Kind = keyof typeof kinds;

/** Neither a kind nor a pool id contains a colon, so no two entries share a name, whatever the id contains. */
export const nameOf = (kind: Kind, userPoolId: string, id: string): string => `${kind}:${userPoolId}:${id}`;
export const poolNameOf = (userPoolId: string): string => `pool:${userPoolId}`;

const poolIdPattern = /^[\w-]+$/;
/** A JWT's header is JSON: `{"` in base64url. */
const jwtPattern = /^eyJ[^.]*\.[^.]*\.[^.]*$/;

export const checkPool = (call: string, userPoolId: unknown): void => {
  if (typeof userPoolId === 'string' && poolIdPattern.test(userPoolId)) return;
  throw new TypeError(`${call}: userPoolId must be a user pool id like "eu-west-1_AbC123xyz".`);
};

/**
 * Names an entry to be written. An empty id would revoke nothing, so it throws. The message does not contain the claim.
 */
export const nameNew = (kind: Kind, userPoolId: string, id: unknown): string => {
  const { call, member } = kinds[kind];
  checkPool(call, userPoolId);
  if (typeof id !== 'string' || id.trim() === '') {
    throw new TypeError(`${call}: ${member} must be a non-empty string. Does this token have one?`);
  }
  if (jwtPattern.test(id)) {
    throw new TypeError(`${call}: ${member} must be a claim of the token; got the token itself.`);
  }
  return nameOf(kind, userPoolId, id);
};

/** The kinds of token, as messages name them. */
export type TokenKind = 'access' | 'id';

/** Claims that no trigger can set or suppress in any token. */
const fixed: ReadonlySet<string> = new Set([
  ...['acr', 'amr', 'at_hash', 'auth_time', 'azp', 'client_id', 'device_key', 'event_id', 'exp', 'iat', 'identities'],
  ...['iss', 'jti', 'nbf', 'nonce', 'origin_jti', 'sub', 'token_use', 'username', 'version'],
]);

/** Claims of the ID token that take no objects and lists. */
const plain: ReadonlySet<string> = new Set(['address', 'email_verified', 'phone_number_verified', 'updated_at']);

/** Claims that have a member of their own in the result. */
const members: ReadonlyMap<string, string> = new Map([
  ['scope', 'scopes'],
  ['cognito:groups', 'groups'],
  ['cognito:roles', 'roles'],
  ['cognito:preferred_role', 'preferredRole'],
]);

const titles = { access: 'an access token', id: 'an ID token' } as const;

const forbidden = (verb: string, names: readonly string[], kind: TokenKind): TypeError => {
  const hints = names.flatMap((name) => members.get(name) ?? []).map((member) => ` Use ${member}.`);
  return new TypeError(
    `preTokenGeneration: Cognito lets no trigger ${verb} ${names.join(', ')} in ${titles[kind]}.${hints.join('')}`,
  );
};

/**
 * Refuses claims that Cognito lets no trigger set. Cognito would issue the token without the change.
 *
 * @param clientId - The app client: the only value of `aud` that a trigger can set.
 * @throws TypeError that names the claims.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
 */
export const assertSettable = (claims: Readonly<Record<string, unknown>>, kind: TokenKind, clientId: string): void => {
  const isFixed = (name: string): boolean => fixed.has(name) || members.has(name) || /^(cognito|dev):/.test(name);
  const names = Object.keys(claims).filter(isFixed);
  if (names.length > 0) throw forbidden('set', names, kind);
  if (claims['aud'] !== undefined && claims['aud'] !== clientId) {
    throw new TypeError('preTokenGeneration: a trigger can set aud to the id of the app client only.');
  }
};

/**
 * Refuses names of claims that Cognito suppresses in no token. `cognito:groups` also suppresses the roles.
 *
 * @throws TypeError that names the claims.
 */
export const assertSuppressible = (suppressed: readonly string[], kind: TokenKind): void => {
  const isFixed = (name: string): boolean =>
    fixed.has(name) || name === 'aud' || name === 'scope' || (name.startsWith('cognito:') && name !== 'cognito:groups');
  const names = suppressed.filter(isFixed);
  if (names.length > 0) throw forbidden('suppress', names, kind);
};

const isPlainValue = (value: unknown): boolean =>
  typeof value === 'string' || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value));

/** Whether JSON carries a value unchanged. */
const isJson = (value: unknown): boolean => {
  if (value === null || isPlainValue(value)) return true;
  if (Array.isArray(value)) return Array.from(value).every(isJson);
  if (typeof value !== 'object') return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return (prototype === null || prototype === Object.prototype) && Object.values(value).every(isJson);
};

/** Why Cognito does not accept a value; undefined where it does. */
const expectedOf = (name: string, value: unknown, kind: TokenKind, version: number): string | undefined => {
  if (version === 1) return typeof value === 'string' ? undefined : 'a string, because the event is of version 1';
  if (isPlainValue(value)) return undefined;
  if (kind === 'id' && plain.has(name)) return 'a string, a number or a boolean in an ID token';
  if (Array.isArray(value) && Array.from(value).every(isPlainValue)) return undefined;
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject && isJson(value)
    ? undefined
    : 'a string, a number, a boolean, an array of these, or an object that JSON can hold';
};

/**
 * Refuses values that an event's version does not allow.
 *
 * @throws TypeError that names the claim and shows no value.
 */
export const assertValues = (claims: Readonly<Record<string, unknown>>, kind: TokenKind, version: number): void => {
  for (const [name, value] of Object.entries(claims)) {
    const expected = expectedOf(name, value, kind, version);
    if (expected !== undefined) throw new TypeError(`preTokenGeneration: the claim ${name} must be ${expected}.`);
  }
};

import type { Json } from './token-outline.ts';

/** Describes a claim; a function gets its value and the other claims. */
type Meaning = string | ((value: unknown, claims: Json) => string);

/** What a claim of Cognito means, and where it is defined. */
export interface ClaimMeaning {
  readonly meaning: Meaning;
  /** `RFC 7519 §4.1.1`, `OpenID Connect Core §2` or `Cognito`. */
  readonly source: string;
}

const cognito = 'Cognito';
const oidc = 'OpenID Connect Core §2';
const profile = 'OpenID Connect Core §5.1';

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

const methods: ReadonlyMap<unknown, string> = new Map([
  ['pwd', 'password'],
  ['otp', 'one-time password of an authenticator app'],
  ['email_otp', 'code by email'],
  ['sms', 'code by SMS'],
  ['mfa', 'more than one factor'],
  ['fed', 'external identity provider'],
  ['hwk', 'key in hardware'],
]);

const uses: ReadonlyMap<unknown, string> = new Map([
  ['access', 'An access token: for calls of an API.'],
  ['id', 'An ID token: it tells the app about its user. APIs usually require the access token.'],
]);

const issuerPattern = /^https:\/\/(issuer-)?cognito-idp\.([\w-]+)\.amazonaws\.com\/([\w-]+_\w+)$/;
const loopbackPattern = /^https?:\/\/(?:localhost|127\.0\.0\.1|\[::1\])[:/]/;

const describeIssuer = (issuer: unknown): string => {
  if (typeof issuer !== 'string') return 'The issuer must be a text.';
  const [, updated, region, pool] = issuerPattern.exec(issuer) ?? [];
  if (pool !== undefined) {
    return `The issuer: user pool ${pool} in ${region}, in the ${updated === undefined ? 'original' : 'updated'} format.`;
  }
  return loopbackPattern.test(issuer)
    ? 'The issuer: a local user pool, for development.'
    : 'The issuer. It is not the address of a Cognito user pool in the standard partition.';
};

const describeScope = (scope: unknown): string => {
  if (typeof scope !== 'string') return 'Scopes must be one text, separated by spaces.';
  if (scope.split(' ').includes('aws.cognito.signin.user.admin'))
    return 'The scopes. aws.cognito.signin.user.admin lets the token call user operations of Cognito itself, such as GetUser.';
  return 'What the app may do, separated by spaces.';
};

const describeSubject = (subject: unknown, { client_id: client }: Json): string =>
  subject === client
    ? 'The machine: its app client id. No user signed in.'
    : "The user's id in the pool. It does not change.";

const describeMethods = (value: unknown): string =>
  `How the user signed in: ${list(value)
    .map((method) => methods.get(method) ?? String(method))
    .join(', ')}.`;

const describeAudience = (_: unknown, { token_use: use }: Json): string =>
  use === 'id'
    ? 'The app client that the token was issued to. In access tokens this is client_id.'
    : 'The API that the token was requested for (resource binding). Other APIs must refuse it.';

const describeAlgorithm = (algorithm: unknown, header: Json): string => {
  if (Object.hasOwn(header, 'enc')) return 'The algorithm that encrypts the key of the content.';
  return algorithm === 'RS256'
    ? 'The signature: RSA with SHA-256, as Cognito signs.'
    : 'Cognito signs with RS256 only. A verifier refuses every other algorithm.';
};

/** Claims that Cognito issues itself, by name. */
export const claimMeanings: ReadonlyMap<string, ClaimMeaning> = new Map<string, ClaimMeaning>([
  ['iss', { meaning: describeIssuer, source: 'RFC 7519 §4.1.1' }],
  ['sub', { meaning: describeSubject, source: 'RFC 7519 §4.1.2' }],
  ['aud', { meaning: describeAudience, source: 'RFC 7519 §4.1.3' }],
  ['exp', { meaning: 'The token expires at this time.', source: 'RFC 7519 §4.1.4' }],
  ['nbf', { meaning: 'The token is not valid before this time.', source: 'RFC 7519 §4.1.5' }],
  ['iat', { meaning: 'The token was issued at this time.', source: 'RFC 7519 §4.1.6' }],
  ['jti', { meaning: "The token's own id.", source: 'RFC 7519 §4.1.7' }],
  [
    'token_use',
    { meaning: (use) => uses.get(use) ?? 'The kind of token. Cognito sets access or id.', source: cognito },
  ],
  ['client_id', { meaning: 'The app client that the token was issued to.', source: 'RFC 8693 §4.3' }],
  ['scope', { meaning: describeScope, source: 'RFC 8693 §4.2' }],
  [
    'origin_jti',
    {
      meaning: 'The id of the sign-in. All tokens of its refresh token share it; revocation names it.',
      source: cognito,
    },
  ],
  ['event_id', { meaning: 'The id of the sign-in in the logs of Cognito.', source: cognito }],
  ['auth_time', { meaning: 'The user signed in at this time. A refreshed token keeps it.', source: oidc }],
  ['acr', { meaning: 'The level of the sign-in, for step-up.', source: 'RFC 9470 §6' }],
  ['amr', { meaning: describeMethods, source: 'RFC 8176 §1' }],
  ['username', { meaning: 'The user name in the pool.', source: cognito }],
  ['cognito:username', { meaning: 'The user name in the pool. In access tokens this is username.', source: cognito }],
  [
    'cognito:groups',
    { meaning: 'The groups of the user when the token was issued. Later changes need a new token.', source: cognito },
  ],
  ['cognito:roles', { meaning: 'The IAM roles of the groups, for an identity pool.', source: cognito }],
  [
    'cognito:preferred_role',
    { meaning: 'The IAM role of the group with the lowest precedence value.', source: cognito },
  ],
  ['identities', { meaning: 'The external identity providers that the user is linked to.', source: cognito }],
  [
    'cnf',
    { meaning: 'The token is bound to a key: the sender must prove that it has the key.', source: 'RFC 7800 §3.1' },
  ],
  ['nonce', { meaning: 'The value of the authorization request. The app compares it.', source: oidc }],
  ['at_hash', { meaning: 'The hash of the access token that was issued with this token.', source: oidc }],
  ['device_key', { meaning: 'The remembered device.', source: cognito }],
  ['version', { meaning: 'The version of the access token. Cognito sets 2.', source: cognito }],
  ['email', { meaning: 'The email address. Without email_verified, anyone could have entered it.', source: profile }],
  ['email_verified', { meaning: 'Whether the user has shown to own the email address.', source: profile }],
  ['phone_number', { meaning: 'The phone number.', source: profile }],
  ['phone_number_verified', { meaning: 'Whether the user has shown to own the phone number.', source: profile }],
  ['updated_at', { meaning: 'The attributes of the user changed at this time.', source: profile }],
  ...[
    ...['name', 'given_name', 'family_name', 'middle_name', 'nickname', 'preferred_username', 'profile', 'picture'],
    ...['website', 'gender', 'birthdate', 'zoneinfo', 'locale', 'address'],
  ].map((name): [string, ClaimMeaning] => [name, { meaning: 'A standard attribute of the user.', source: profile }]),
]);

/** Parameters of the header that Cognito sets. */
export const headerMeanings: ReadonlyMap<string, ClaimMeaning> = new Map<string, ClaimMeaning>([
  ['kid', { meaning: "The id of the key in the pool's key set.", source: 'RFC 7515 §4.1.4' }],
  [
    'alg',
    {
      meaning: describeAlgorithm,
      source: 'RFC 7515 §4.1.1',
    },
  ],
  ['typ', { meaning: 'The type of the token.', source: 'RFC 7515 §4.1.9' }],
  ['enc', { meaning: 'The token is encrypted. Only Cognito can read it.', source: 'RFC 7516 §4.1.2' }],
  ['cty', { meaning: 'The type of the encrypted content.', source: 'RFC 7516 §4.1.12' }],
]);

import { type AuthFlow, defaultAuthFlows, readAuthFlows } from './auth-flows.ts';
import { readAppUrls, readChoice, readFlag, readList, readText, readTexts } from './option-values.ts';
import { fail, readNumber, readObject, readOptional, readRequired } from './readers.ts';

/** What an app client may do: Cognito's `AllowedOAuthFlows`. */
export type GrantType = 'code' | 'implicit' | 'client_credentials';

/** An app client of the local user pool. */
export interface ClientOptions {
  /** Lower-case letters and digits, as Cognito makes them. */
  readonly clientId: string;
  /** Makes it a confidential client. Default none: a public client. */
  readonly clientSecret?: string;
  /** Shown on the pages. Default the client id. */
  readonly name?: string;
  /** Allowed callback URLs, compared exactly: `https:`, `http://localhost` or an own scheme. Default none. */
  readonly callbackUrls?: readonly string[];
  /** Allowed sign-out URLs, compared exactly. Default none. */
  readonly logoutUrls?: readonly string[];
  /** Default `['code']`. As in Cognito, `client_credentials` stands alone and needs a secret. */
  readonly grants?: readonly GrantType[];
  /**
   * Allowed scopes. Default `openid`, `email` and `profile`; for `client_credentials`, all scopes of the resource servers.
   */
  readonly scopes?: readonly string[];
  /** Identity providers that its users may choose: `COGNITO` and names of `providers`. Default all. */
  readonly providers?: readonly string[];
  /** Life of access tokens in seconds, 300 to 86,400. Default 3,600. */
  readonly accessTokenSeconds?: number;
  /** Life of ID tokens in seconds, 300 to 86,400. Default 3,600. */
  readonly idTokenSeconds?: number;
  /** Life of refresh tokens in seconds, 3,600 to 315,360,000. Default 2,592,000, 30 days. */
  readonly refreshTokenSeconds?: number;
  /**
   * Refresh token rotation: each refresh answers with a new refresh token, and the one before stays valid for
   * `graceSeconds`, 0 to 60. Default none.
   */
  readonly rotation?: { readonly graceSeconds: number };
  /** Whether `/oauth2/revoke` works for the client. Default true. */
  readonly tokenRevocation?: boolean;
  /**
   * Flows that `InitiateAuth` and `AdminInitiateAuth` take. Default Cognito's: `ALLOW_REFRESH_TOKEN_AUTH`,
   * `ALLOW_USER_SRP_AUTH` and `ALLOW_CUSTOM_AUTH`.
   */
  readonly authFlows?: readonly AuthFlow[];
  /**
   * Whether the API answers for an unknown user as for a known one, and not with `UserNotFoundException`. Default true, as
   * in Cognito's console.
   */
  readonly preventUserExistenceErrors?: boolean;
}

/** An app client, resolved and frozen. */
export interface Client {
  readonly clientId: string;
  readonly clientSecret: string | undefined;
  readonly name: string;
  readonly callbackUrls: readonly string[];
  readonly logoutUrls: readonly string[];
  readonly grants: readonly GrantType[];
  readonly scopes: readonly string[];
  readonly providers: readonly string[];
  readonly accessTokenSeconds: number;
  readonly idTokenSeconds: number;
  readonly refreshTokenSeconds: number;
  readonly rotation: { readonly graceSeconds: number } | undefined;
  readonly tokenRevocation: boolean;
  readonly authFlows: readonly AuthFlow[];
  readonly preventUserExistenceErrors: boolean;
}

/** What other options say that a client's options refer to. */
export interface ClientSurroundings {
  /** Scopes of the resource servers, like `orders/read`. */
  readonly customScopes: readonly string[];
  /** Names of the federated providers. */
  readonly providers: readonly string[];
}

/** Scopes that every user pool has. */
const standardScopes: readonly string[] = ['openid', 'email', 'phone', 'profile', 'aws.cognito.signin.user.admin'];

const names: readonly (keyof ClientOptions)[] = [
  'clientId',
  'clientSecret',
  'name',
  'callbackUrls',
  'logoutUrls',
  'grants',
  'scopes',
  'providers',
  'accessTokenSeconds',
  'idTokenSeconds',
  'refreshTokenSeconds',
  'rotation',
  'tokenRevocation',
  'authFlows',
  'preventUserExistenceErrors',
];

const grantTypes = ['code', 'implicit', 'client_credentials'] as const;

/** An array of known names. */
export const readNamesOf =
  (option: string, known: readonly string[], what: string) =>
  (given: unknown): readonly string[] => {
    const list = readTexts(option, `an array of ${what}`)(given);
    const unknown = list.find((name) => !known.includes(name));
    return unknown === undefined ? list : fail(option, unknown, `made of ${known.join(', ')}`);
  };

const readRotation =
  (option: string) =>
  (given: unknown): Client['rotation'] => {
    const { graceSeconds } = readObject(option, given, ['graceSeconds']);
    return Object.freeze({ graceSeconds: readNumber(`${option}.graceSeconds`, 0, 60, 'seconds')(graceSeconds) });
  };

/** @throws TypeError naming the option. */
export const readClient = (at: string, given: unknown, { customScopes, providers }: ClientSurroundings): Client => {
  const from = readObject(at, given, names);
  const clientId = readRequired(from, 'clientId', (one) =>
    typeof one === 'string' && /^[a-z0-9]{1,128}$/.test(one)
      ? one
      : fail(`${at}.clientId`, one, 'lower-case letters and digits, like "4f9example"'),
  );
  const clientSecret = readOptional<string | undefined>(
    from,
    'clientSecret',
    undefined,
    readText(`${at}.clientSecret`),
  );
  const grants = readOptional<readonly GrantType[]>(
    from,
    'grants',
    ['code'],
    readList(`${at}.grants`, 'an array of grants', (option, one) => readChoice(option, grantTypes)(one)),
  );
  const isMachine = grants.includes('client_credentials');
  if (isMachine && grants.length > 1) {
    fail(`${at}.grants`, grants, '"client_credentials" alone, or without it', undefined, '');
  }
  if (isMachine && clientSecret === undefined) fail(`${at}.clientSecret`, undefined, 'given for "client_credentials"');
  const known = isMachine ? customScopes : [...standardScopes, ...customScopes];
  const scopes = readOptional<readonly string[]>(
    from,
    'scopes',
    isMachine ? customScopes : ['openid', 'email', 'profile'],
    readNamesOf(`${at}.scopes`, known, 'scopes'),
  );
  if (isMachine && scopes.length === 0) {
    fail(`${at}.scopes`, scopes, 'at least one scope of resourceServers for "client_credentials"', '[]', '');
  }
  const seconds = (name: keyof ClientOptions, min: number, max: number, fallback: number): number =>
    readOptional(from, name, fallback, readNumber(`${at}.${name}`, min, max, 'seconds'));
  const tokenLife = (name: keyof ClientOptions): number => seconds(name, 300, 86_400, 3_600);
  return Object.freeze({
    clientId,
    clientSecret,
    grants,
    name: readOptional(from, 'name', clientId, readText(`${at}.name`)),
    callbackUrls: readOptional<readonly string[]>(from, 'callbackUrls', [], readAppUrls(`${at}.callbackUrls`)),
    logoutUrls: readOptional<readonly string[]>(from, 'logoutUrls', [], readAppUrls(`${at}.logoutUrls`)),
    scopes,
    providers: readOptional<readonly string[]>(
      from,
      'providers',
      ['COGNITO', ...providers],
      readNamesOf(`${at}.providers`, ['COGNITO', ...providers], 'providers'),
    ),
    accessTokenSeconds: tokenLife('accessTokenSeconds'),
    idTokenSeconds: tokenLife('idTokenSeconds'),
    refreshTokenSeconds: seconds('refreshTokenSeconds', 3_600, 315_360_000, 2_592_000),
    rotation: readOptional(from, 'rotation', undefined, readRotation(`${at}.rotation`)),
    tokenRevocation: readOptional(from, 'tokenRevocation', true, readFlag(`${at}.tokenRevocation`)),
    authFlows: readOptional(from, 'authFlows', defaultAuthFlows, readAuthFlows(`${at}.authFlows`)),
    preventUserExistenceErrors: readOptional(
      from,
      'preventUserExistenceErrors',
      true,
      readFlag(`${at}.preventUserExistenceErrors`),
    ),
  });
};

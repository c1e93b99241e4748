import { randomUUID } from 'node:crypto';
import { sessionCookie } from './login/cookies.ts';
import { type Client, readNamesOf } from './options/client-options.ts';
import { fail, readObject, readOptional } from './options/readers.ts';
import type { LocalPool } from './pool/local-pool.ts';
import { scopeWithoutOpenId } from './pool/scopes.ts';
import { totp } from './pool/totp.ts';
import type { User } from './pool/users.ts';

/** Options of {@link LocalSignIn.signIn}. */
export interface SignInOptions {
  /** Default the first client that users sign in at. */
  readonly clientId?: string;
  /** Some of the client's scopes. Default all of them. */
  readonly scopes?: readonly string[];
}

/** Tokens of a sign-in without a browser. */
export interface SignedIn {
  readonly accessToken: string;
  /** Undefined without the scope `openid`. */
  readonly idToken: string | undefined;
  readonly refreshToken: string;
}

/** What Playwright takes as `storageState`: a browser that is signed in to managed login. */
export interface BrowserState {
  readonly cookies: {
    name: string;
    value: string;
    domain: string;
    path: string;
    /** Seconds since the epoch. */
    expires: number;
    httpOnly: boolean;
    secure: boolean;
    sameSite: 'Lax';
  }[];
  readonly origins: [];
}

/** A user who can finish a sign-in. MFA is skipped on purpose: a test has no second device. */
const userOf = ({ users }: LocalPool, at: string, username: unknown): User => {
  const user = typeof username === 'string' ? users.find(username) : undefined;
  if (user === undefined) return fail(at, username, 'a user of the pool');
  const { status } = user;
  return status === 'CONFIRMED' || status === 'EXTERNAL_PROVIDER'
    ? user
    : fail(at, status, 'a user whose status is CONFIRMED');
};

/** The client of the options, or the first one; among those that users sign in at. */
const clientOf = ({ clients }: LocalPool, from: Readonly<Record<string, unknown>>): Client => {
  const withUsers = [...clients.values()].filter(({ grants }) => !grants.includes('client_credentials'));
  const { clientId = withUsers[0]?.clientId } = from;
  return (
    withUsers.find((client) => client.clientId === clientId) ??
    fail('signIn: clientId', clientId, `one of ${withUsers.map((client) => client.clientId).join(', ')}`)
  );
};

/** Whether the user signs in through a provider that the client has. */
const isAllowedAt = ({ providers }: Client, { status, identities }: User): boolean =>
  providers.some((name) =>
    name === 'COGNITO' ? status === 'CONFIRMED' : identities.some(({ provider }) => provider === name),
  );

const scopesOf = (client: Client, from: Readonly<Record<string, unknown>>): readonly string[] => {
  const at = 'signIn: scopes';
  const scopes = readOptional(from, 'scopes', client.scopes, readNamesOf(at, client.scopes, 'scopes'));
  if (scopes.length === 0) fail(at, scopes, 'an array of at least one scope', '[]', '');
  const alone = scopeWithoutOpenId(scopes);
  if (alone !== undefined) fail(at, scopes, `made with "openid" beside "${alone}"`);
  return scopes;
};

/** Signs a user in without a browser, and without the second factor. */
export const signIn = async (pool: LocalPool, username: string, options: SignInOptions): Promise<SignedIn> => {
  const user = userOf(pool, 'signIn: username', username);
  const from = readObject('signIn', options, ['clientId', 'scopes']);
  const client = clientOf(pool, from);
  if (!isAllowedAt(client, user)) {
    const { clientId, providers } = client;
    fail('signIn: username', username, `a user whom "${clientId}" lets sign in: through ${providers.join(', ')}`);
  }
  const scopes = scopesOf(client, from);
  const grant = Object.freeze({
    clientId: client.clientId,
    username: user.username,
    scopes,
    authTime: Math.floor(pool.config.clock() / 1000),
    originJti: randomUUID(),
    eventId: randomUUID(),
    acr: undefined,
    amr: undefined,
    resource: undefined,
    managedLogin: true,
  });
  return {
    ...(await pool.tokens.issue(client, user, grant, { source: 'TokenGeneration_HostedAuth' })),
    refreshToken: pool.refreshTokens.add(grant, client.refreshTokenSeconds),
  };
};

/** The code that a user's authenticator app shows now. */
export const currentCode = ({ users, config }: LocalPool, username: string): string => {
  const at = 'totp: username';
  const user = typeof username === 'string' ? users.find(username) : undefined;
  const secret = user?.softwareToken;
  return secret === undefined
    ? fail(at, username, 'a user of the pool with an authenticator app')
    : totp(secret, config.clock());
};

/** Issues the access token of a machine client without a request. */
export const machineToken = async (pool: LocalPool, options: SignInOptions): Promise<string> => {
  const at = 'machineToken: clientId';
  const from = readObject('machineToken', options, ['clientId', 'scopes']);
  const machines = [...pool.clients.values()].filter(({ grants }) => grants.includes('client_credentials'));
  const { clientId = machines[0]?.clientId } = from;
  const names = machines.map((client) => client.clientId).join(', ');
  const client =
    machines.find((one) => one.clientId === clientId) ??
    fail(at, clientId, machines.length === 0 ? 'a client with the grant client_credentials' : `one of ${names}`);
  const scopesAt = 'machineToken: scopes';
  const scopes = readOptional(from, 'scopes', client.scopes, readNamesOf(scopesAt, client.scopes, 'scopes'));
  if (scopes.length === 0) fail(scopesAt, scopes, 'an array of at least one scope', '[]', '');
  return pool.tokens.issueForMachine(client, scopes);
};

/** Starts a session of managed login, and returns its cookie. */
export const browserState = (pool: LocalPool, username: string): BrowserState => {
  const user = userOf(pool, 'browserState: username', username);
  const { id, authTime } = pool.sessions.start({ username: user.username, methods: ['pwd'], provider: undefined });
  const { host, https } = pool.config;
  return {
    cookies: [
      {
        name: sessionCookie(pool),
        value: id,
        domain: host === '::1' ? '[::1]' : host,
        path: '/',
        expires: authTime + 3_600,
        httpOnly: true,
        secure: https,
        sameSite: 'Lax',
      },
    ],
    origins: [],
  };
};

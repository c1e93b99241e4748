import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type {
  AccessTokenOptions,
  IdTokenOptions,
  MachineTokenOptions,
  TokenOptions,
  UserTokenOptions,
} from './token-options.ts';

/** The values of a pool in every token that it issues. */
export interface IssuerContext {
  readonly issuer: string;
  readonly clientId: string;
  /** Id of the default user. */
  readonly subject: string;
  /** Now, in seconds since the epoch. */
  readonly now: number;
}

type Claims = Record<string, unknown>;

const hour = 3600;
/** The only scope of a token from API sign-in (USER_PASSWORD_AUTH, SRP), which has no resource servers. */
const apiSignInScope = 'aws.cognito.signin.user.admin';
const defaultUsername = 'test-user';

/** The claims of a user's access token, in Cognito's order. */
export function accessClaims(context: IssuerContext, options: AccessTokenOptions): Claims {
  const scope = scopeText(options.scope ?? apiSignInScope);
  const { managedLogin = scope !== apiSignInScope } = options;
  return {
    sub: subjectOf(context, options),
    ...groupsClaim(options.groups),
    iss: context.issuer,
    ...(managedLogin ? { version: 2 } : {}),
    client_id: options.clientId ?? context.clientId,
    origin_jti: randomUUID(),
    event_id: randomUUID(),
    token_use: 'access',
    scope,
    ...times(context.now, options),
    jti: randomUUID(),
    username: options.username ?? defaultUsername,
    ...options.claims,
  };
}

/** The claims of a user's ID token. `at_hash` is random: there is no access token to hash. */
export function idClaims(context: IssuerContext, options: IdTokenOptions): Claims {
  const username = options.username ?? defaultUsername;
  return {
    ...(options.managedLogin === true ? { at_hash: randomBytes(16).toString('base64url') } : {}),
    sub: subjectOf(context, options),
    ...groupsClaim(options.groups),
    email_verified: true,
    iss: context.issuer,
    'cognito:username': username,
    origin_jti: randomUUID(),
    aud: options.clientId ?? context.clientId,
    event_id: randomUUID(),
    token_use: 'id',
    ...times(context.now, options),
    jti: randomUUID(),
    email: 'test-user@example.com',
    ...options.claims,
  };
}

/** The claims, apart from times, that the tokens of one sign-in share. */
export function signInClaims(): Claims {
  return { origin_jti: randomUUID(), event_id: randomUUID() };
}

/** The claims of a client-credentials token: the client is its own subject, and there is no user. */
export function machineClaims(context: IssuerContext, options: MachineTokenOptions): Claims {
  const clientId = options.clientId ?? context.clientId;
  return {
    sub: clientId,
    token_use: 'access',
    scope: scopeText(options.scope ?? 'orders/read'),
    ...times(context.now, options),
    iss: context.issuer,
    version: 2,
    jti: randomUUID(),
    client_id: clientId,
    ...options.claims,
  };
}

/** Each name has its own, stable `sub`: in Cognito, no two users share one. */
function subjectOf({ issuer, subject }: IssuerContext, { sub, username = defaultUsername }: UserTokenOptions): string {
  if (sub !== undefined) return sub;
  if (username === defaultUsername) return subject;
  const digest = createHash('sha256').update(`${issuer} ${username}`).digest('hex');
  return digest.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*/, '$1-$2-$3-$4-$5');
}

function times(now: number, { expiresIn = hour }: TokenOptions): Claims {
  const exp = now + expiresIn;
  const iat = expiresIn > 0 ? now : exp - hour;
  return { auth_time: iat, exp, iat };
}

function groupsClaim(groups: readonly string[] | undefined): Claims {
  return groups === undefined ? {} : { 'cognito:groups': groups };
}

function scopeText(scope: string | readonly string[]): string {
  return typeof scope === 'string' ? scope : scope.join(' ');
}

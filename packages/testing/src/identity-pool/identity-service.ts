import { randomBytes } from 'node:crypto';
import { encodeSegment } from '../tokens/jws.ts';
import { Identities } from './identities.ts';
import { type AcceptedLogin, AwsFault, acceptLogin, notAuthorized } from './login.ts';
import { roleArnPattern, type TestIdentityPoolSettings } from './options.ts';

/** The operations of the identity service and STS. */
export type TestIdentityPoolOperation =
  | 'GetId'
  | 'GetCredentialsForIdentity'
  | 'GetOpenIdToken'
  | 'GetOpenIdTokenForDeveloperIdentity'
  | 'AssumeRoleWithWebIdentity';

/** The session of issued credentials. */
export interface TestIdentityPoolSession {
  readonly identityId: string;
  readonly roleArn: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** A request's body: JSON, or the form of AWS's Query protocol. */
export type AwsRequest = Readonly<Record<string, unknown>>;

/** The provider name of tokens that the identity pool issued itself. */
const ownProvider = 'cognito-identity.amazonaws.com';
/** Default lifetime, in seconds, of tokens that the identity pool issues. */
const openIdTokenSeconds = { user: 600, developer: 900 } as const;

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The operations of Amazon Cognito Identity and of STS that issue credentials. */
export class IdentityService {
  readonly sessions: Map<string, TestIdentityPoolSession> = new Map();
  readonly #settings: TestIdentityPoolSettings;
  readonly identities: Identities;
  /** Tokens that the identity pool issued. */
  readonly #openIdTokens = new Map<string, { readonly identityId: string; readonly expiresAt: number }>();
  /** When users were signed out, by `sub`; seconds since the epoch. */
  readonly #signedOutAt = new Map<unknown, number>();

  constructor(settings: TestIdentityPoolSettings) {
    this.#settings = settings;
    this.identities = new Identities(settings.identityPoolId);
  }

  signOutUser(subject: string): void {
    this.#signedOutAt.set(subject, Math.floor(this.#settings.clock() / 1000));
  }

  answer(operation: TestIdentityPoolOperation, request: AwsRequest): unknown {
    if (operation === 'GetOpenIdTokenForDeveloperIdentity') return this.#getDeveloperToken(request);
    if (operation === 'GetId') return this.#getId(request);
    if (operation === 'GetCredentialsForIdentity') return this.#getCredentials(request);
    return operation === 'GetOpenIdToken' ? this.#getOpenIdToken(request) : this.#assumeRole(request);
  }

  #login(request: AwsRequest): AcceptedLogin | undefined {
    const { clock, guestRoleArn, otherProviders, userPools } = this.#settings;
    const logins = request['Logins'];
    if (typeof logins === 'object' && logins !== null && Object.keys(logins).length > 0) {
      const named = Object.fromEntries(Object.entries(logins).map(([name, token]) => [name, text(token)]));
      if (named[ownProvider] !== undefined) return this.#ownLogin(named[ownProvider]);
      return acceptLogin(named, userPools, otherProviders, Math.floor(clock() / 1000));
    }
    if (guestRoleArn !== undefined) return undefined;
    throw notAuthorized('Unauthenticated access is not supported for this identity pool.');
  }

  /** Accepts a token that this identity pool issued. */
  #ownLogin(token: string): AcceptedLogin {
    const issued = this.#openIdTokens.get(token);
    if (issued === undefined) throw notAuthorized("Invalid login token. Couldn't verify signed token.");
    if (issued.expiresAt <= this.#settings.clock()) throw notAuthorized('Invalid login token. Token expired.');
    return { name: this.identities.loginOf(issued.identityId) ?? ownProvider, claims: {} };
  }

  /** AWS documents the code of this error (400, NotAuthorized), not its message. */
  #assertSignedIn(login: AcceptedLogin | undefined): void {
    const { serverSideTokenCheck } = this.#settings;
    const signedOutAt = this.#signedOutAt.get(login?.claims['sub']);
    if (!serverSideTokenCheck || signedOutAt === undefined || Number(login?.claims['iat']) > signedOutAt) return;
    throw notAuthorized('The user is not signed in.');
  }

  #getId(request: AwsRequest): unknown {
    const { identityPoolId } = this.#settings;
    if (request['IdentityPoolId'] !== identityPoolId) {
      throw new AwsFault('ResourceNotFoundException', `IdentityPool '${text(request['IdentityPoolId'])}' not found.`);
    }
    const login = this.#login(request);
    return { IdentityId: this.identities.idOf(login?.name) };
  }

  /** Checks that the identity belongs to the login. */
  #identity(request: AwsRequest): { identityId: string; login: AcceptedLogin | undefined } {
    const identityId = text(request['IdentityId']);
    const login = this.#login(request);
    this.#assertSignedIn(login);
    if (!this.identities.has(identityId)) {
      throw new AwsFault('ResourceNotFoundException', `Identity '${identityId}' not found.`);
    }
    if (this.identities.loginOf(identityId) !== login?.name) {
      throw notAuthorized(`Access to Identity '${identityId}' is forbidden.`);
    }
    return { identityId, login };
  }

  #getCredentials(request: AwsRequest): unknown {
    const { identityId, login } = this.#identity(request);
    const { guestRoleArn, userRoleArn } = this.#settings;
    const roles: unknown = login?.claims['cognito:roles'];
    const custom = request['CustomRoleArn'];
    if (custom !== undefined && !(Array.isArray(roles) && roles.includes(custom))) {
      throw notAuthorized('Invalid custom role.');
    }
    const preferred = text(custom) || text(login?.claims['cognito:preferred_role']);
    const session = this.#open(identityId, preferred || (login === undefined ? (guestRoleArn ?? '') : userRoleArn));
    return {
      IdentityId: identityId,
      Credentials: {
        AccessKeyId: session.accessKeyId,
        SecretKey: session.secretAccessKey,
        SessionToken: session.sessionToken,
        Expiration: session.expiresAt / 1000,
      },
    };
  }

  #getOpenIdToken(request: AwsRequest): unknown {
    const { identityId } = this.#identity(request);
    return { IdentityId: identityId, Token: this.#issueToken(identityId, openIdTokenSeconds.user) };
  }

  /** AWS requires the developer's AWS credentials for this call; this pool accepts every caller. */
  #getDeveloperToken(request: AwsRequest): unknown {
    const { developerProvider, identityPoolId } = this.#settings;
    const logins = request['Logins'];
    const user =
      typeof logins === 'object' && logins !== null ? Reflect.get(logins, developerProvider ?? '') : undefined;
    if (request['IdentityPoolId'] !== identityPoolId || typeof user !== 'string') {
      throw new AwsFault('InvalidParameterException', 'There is no such developer provider in this identity pool.');
    }
    const identityId = this.identities.idOf(`${developerProvider}:${user}`);
    return { IdentityId: identityId, Token: this.#issueToken(identityId, openIdTokenSeconds.developer) };
  }

  /** Issues a token in the shape of a JWT. It is valid because it is stored, not because of its signature. */
  #issueToken(identityId: string, seconds: number): string {
    const expiresAt = this.#settings.clock() + seconds * 1000;
    const payload = { sub: identityId, exp: Math.floor(expiresAt / 1000) };
    const token = [{ alg: 'RS512' }, payload, randomBytes(32)].map(encodeSegment).join('.');
    this.#openIdTokens.set(token, { identityId, expiresAt });
    return token;
  }

  #assumeRole(request: AwsRequest): unknown {
    const identityId = this.#openIdTokens.get(text(request['WebIdentityToken']))?.identityId;
    if (identityId === undefined)
      throw new AwsFault('InvalidIdentityToken', 'The token was not issued by this identity pool.');
    const roleArn = text(request['RoleArn']);
    // This pool knows no roles and no trust policies: it accepts every ARN of a role.
    if (!roleArnPattern.test(roleArn)) throw new AwsFault('ValidationError', `${roleArn} is invalid`);
    return this.#open(identityId, roleArn);
  }

  #open(identityId: string, roleArn: string): TestIdentityPoolSession {
    const { clock, credentialSeconds } = this.#settings;
    const session = {
      identityId,
      roleArn,
      accessKeyId: `ASIA${randomBytes(8).toString('hex').toUpperCase()}`,
      secretAccessKey: randomBytes(30).toString('base64'),
      sessionToken: randomBytes(96).toString('base64'),
      expiresAt: (Math.floor(clock() / 1000) + credentialSeconds) * 1000,
    };
    this.sessions.set(session.accessKeyId, session);
    return session;
  }
}

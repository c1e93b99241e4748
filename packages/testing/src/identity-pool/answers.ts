import { randomBytes, randomUUID } from 'node:crypto';
import { AwsFault, acceptLogin } from './login.ts';
import { roleArnForm, type TestIdentityPoolSettings } from './options.ts';

/** What can be called. */
export type TestIdentityPoolOperation =
  | 'GetId'
  | 'GetCredentialsForIdentity'
  | 'GetOpenIdToken'
  | 'AssumeRoleWithWebIdentity';

/** What stands behind credentials that were handed out. */
export interface TestIdentityPoolSession {
  readonly identityId: string;
  readonly roleArn: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** A request as it was sent: JSON, or the form of AWS's Query protocol. */
export type AwsRequest = Readonly<Record<string, unknown>>;

const notAuthorized = (message: string): AwsFault => new AwsFault('NotAuthorizedException', message);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The identity service and STS, as far as credentials need them. */
export class Answers {
  readonly sessions: Map<string, TestIdentityPoolSession> = new Map();
  readonly #settings: TestIdentityPoolSettings;
  /** Identity ids by the name of their login. */
  readonly #identities = new Map<string, string>();
  /** Names by identity id; undefined for guests. */
  readonly #names = new Map<string, string | undefined>();
  /** Identity ids by the token that GetOpenIdToken gave. */
  readonly #openIdTokens = new Map<string, string>();

  constructor(settings: TestIdentityPoolSettings) {
    this.#settings = settings;
  }

  /** Forgets every identity, as if someone had deleted them. */
  deleteIdentities(): void {
    this.#identities.clear();
    this.#names.clear();
  }

  answer(operation: TestIdentityPoolOperation, request: AwsRequest): unknown {
    if (operation === 'GetId') return this.#getId(request);
    if (operation === 'GetCredentialsForIdentity') return this.#getCredentials(request);
    return operation === 'GetOpenIdToken' ? this.#getOpenIdToken(request) : this.#assumeRole(request);
  }

  #login(request: AwsRequest): ReturnType<typeof acceptLogin> | undefined {
    const { clock, guestRoleArn, otherProviders, userPools } = this.#settings;
    const logins = request['Logins'];
    if (typeof logins === 'object' && logins !== null && Object.keys(logins).length > 0) {
      const named = Object.fromEntries(Object.entries(logins).map(([name, token]) => [name, text(token)]));
      return acceptLogin(named, userPools, otherProviders, Math.floor(clock() / 1000));
    }
    if (guestRoleArn !== undefined) return undefined;
    throw notAuthorized('Unauthenticated access is not supported for this identity pool.');
  }

  #getId(request: AwsRequest): unknown {
    const { identityPoolId } = this.#settings;
    if (request['IdentityPoolId'] !== identityPoolId) {
      throw new AwsFault('ResourceNotFoundException', `IdentityPool '${text(request['IdentityPoolId'])}' not found.`);
    }
    const login = this.#login(request);
    const known = login === undefined ? undefined : this.#identities.get(login.name);
    const identityId = known ?? `${identityPoolId.slice(0, identityPoolId.indexOf(':'))}:${randomUUID()}`;
    if (login !== undefined) this.#identities.set(login.name, identityId);
    this.#names.set(identityId, login?.name);
    return { IdentityId: identityId };
  }

  /** Checks that the identity is the login's. */
  #identity(request: AwsRequest): { identityId: string; login: ReturnType<typeof acceptLogin> | undefined } {
    const identityId = text(request['IdentityId']);
    const login = this.#login(request);
    if (!this.#names.has(identityId)) {
      throw new AwsFault('ResourceNotFoundException', `Identity '${identityId}' not found.`);
    }
    if (this.#names.get(identityId) !== login?.name) {
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
    const token = randomBytes(32).toString('base64url');
    this.#openIdTokens.set(token, identityId);
    return { IdentityId: identityId, Token: token };
  }

  #assumeRole(request: AwsRequest): unknown {
    const identityId = this.#openIdTokens.get(text(request['WebIdentityToken']));
    if (identityId === undefined) throw new AwsFault('InvalidIdentityToken', 'The token is not ours.');
    const roleArn = text(request['RoleArn']);
    // Which roles there are, and whom they trust, is not known here, so whatever could be one is taken.
    if (!roleArnForm.test(roleArn)) throw new AwsFault('ValidationError', `${roleArn} is invalid`);
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

import type { TestPool } from '@cognito-guard/testing';
import type { Client } from '../options/client-options.ts';
import type { Config } from '../options/local-sign-in-options.ts';
import { PreTokenGeneration } from '../triggers/pre-token-generation.ts';
import { Triggers } from '../triggers/triggers.ts';
import { Authentication } from './authentication.ts';
import { Choices } from './choices.ts';
import { Codes } from './codes.ts';
import { CustomSignIn } from './custom-sign-in.ts';
import { ExpiringMap } from './expiring-map.ts';
import { Federation } from './federation.ts';
import { Groups } from './groups.ts';
import { OneTimeCodes } from './one-time-codes.ts';
import { RefreshTokens } from './refresh-tokens.ts';
import { Registration } from './registration.ts';
import { type CallRecorder, callRecorder } from './revocation.ts';
import { Sessions } from './sessions.ts';
import { SrpSignIn } from './srp-sign-in.ts';
import { Tokens } from './tokens.ts';
import { UserMigration } from './user-migration.ts';
import { Users } from './users.ts';

/** The local user pool: what every endpoint works on, whatever protocol it speaks. */
export interface LocalPool {
  readonly config: Config;
  /** `http://localhost:9230`: where managed login is, and what the issuer starts with. */
  readonly origin: string;
  /** `<origin>/<userPoolId>`. */
  readonly issuer: string;
  readonly clients: ReadonlyMap<string, Client>;
  readonly users: Users;
  readonly groups: Groups;
  readonly codes: Codes;
  readonly refreshTokens: RefreshTokens;
  readonly sessions: Sessions;
  readonly oneTimeCodes: OneTimeCodes;
  readonly triggers: Triggers;
  readonly registration: Registration;
  readonly migration: UserMigration;
  readonly customSignIn: CustomSignIn;
  readonly federation: Federation;
  readonly authentication: Authentication;
  readonly srp: SrpSignIn;
  /** Sign-ins in which the user chooses the first factor: `SELECT_CHALLENGE`. */
  readonly choices: Choices;
  /** Secrets of authenticator apps that are not verified yet, by user name. */
  readonly softwareTokens: ExpiringMap<{ readonly secret: string }>;
  readonly tokens: Tokens;
  /** Reports a call of the user pool API to the revocation store. */
  readonly recordCall: CallRecorder;
  /** Holds the keys. */
  readonly keys: Pick<TestPool, 'jwks' | 'keys'>;
}

/** Other groups that exist at start: those of the users, and one for each provider. */
const groupNamesOf = ({ users, providers, userPoolId }: Config): readonly string[] => [
  ...users.flatMap(({ groups }) => groups),
  ...providers.map(({ name }) => `${userPoolId}_${name}`),
];

/** Makes the pool for an origin that is known. */
export const createLocalPool = (config: Config, keys: TestPool, origin: string): LocalPool => {
  const { clock, userPoolId } = config;
  const issuer = `${origin}/${userPoolId}`;
  const users = new Users(config.users, config.usernameAttributes.includes('email'), clock);
  const groups = new Groups(config.groups, groupNamesOf(config), clock);
  const oneTimeCodes = new OneTimeCodes(clock, (sent) =>
    config.onCode({ ...sent, username: users.signInName(sent.username) }),
  );
  const { preTokenGeneration, ...handlers } = config.triggers;
  const triggers = new Triggers({ ...handlers, preTokenGeneration: preTokenGeneration?.handler }, userPoolId);
  const migration = new UserMigration(users, triggers);
  const authentication = new Authentication(users, oneTimeCodes, migration, triggers, clock);
  return {
    config,
    origin,
    issuer,
    clients: new Map(config.clients.map((client) => [client.clientId, client])),
    users,
    groups,
    codes: new Codes(clock),
    refreshTokens: new RefreshTokens(clock),
    sessions: new Sessions(clock),
    oneTimeCodes,
    triggers,
    registration: new Registration(users, oneTimeCodes, migration, triggers),
    migration,
    customSignIn: new CustomSignIn(users, triggers, authentication, clock),
    federation: new Federation(users, triggers, authentication, config),
    authentication,
    srp: new SrpSignIn(authentication, userPoolId, clock),
    choices: new Choices(clock),
    softwareTokens: new ExpiringMap(clock, 1_000, 3_600),
    tokens: new Tokens(
      keys,
      issuer,
      config.providers,
      groups,
      new PreTokenGeneration(triggers, preTokenGeneration?.version),
    ),
    recordCall: callRecorder(config),
    keys,
  };
};

import type { RevocationStore } from '@cognito-guard/core';
import type { CodeListener } from '../pool/one-time-codes.ts';
import type { RefusalListener } from '../pool/refusals.ts';
import type { Client, ClientOptions } from './client-options.ts';
import type { GroupOptions, SeedGroup } from './group-options.ts';
import type { IdentityPoolOptions } from './identity-pool-options.ts';
import type { Provider, ProviderOptions } from './provider-options.ts';
import type { ResourceServer, ResourceServerOptions } from './resource-server-options.ts';
import type { TriggerConfig, TriggerOptions } from './trigger-options.ts';
import type { SeedUser, UserOptions } from './user-options.ts';

/** Options of {@link createLocalSignIn}. */
export interface LocalSignInOptions {
  /** App clients; at least one. */
  readonly clients: readonly ClientOptions[];
  /** Users that are there from the start. Default none: people sign up. */
  readonly users?: readonly UserOptions[];
  /** Groups with a description, a precedence or a role. A group that users name needs no entry. Default none. */
  readonly groups?: readonly GroupOptions[];
  /** APIs with scopes of their own. Default none. */
  readonly resourceServers?: readonly ResourceServerOptions[];
  /** Stand-ins for external identity providers. Default none. */
  readonly providers?: readonly ProviderOptions[];
  /**
   * `['email']`: users sign up and in with an email address, and `cognito:username` is their `sub`, as in a pool with these
   * `UsernameAttributes`. Default none: users have names, and an address signs in once it is verified.
   */
  readonly usernameAttributes?: readonly 'email'[];
  /** Default `eu-west-1_LocalPool`. */
  readonly userPoolId?: string;
  /** `localhost`, `127.0.0.1` or `::1`: the server is reachable from this machine only. Default `localhost`. */
  readonly host?: 'localhost' | '127.0.0.1' | '::1';
  /** Default 0: the port of the file of `state`, or any free port. */
  readonly port?: number;
  /** Serves HTTPS with a certificate that is made at start. Default false. */
  readonly https?: boolean;
  /** Whether the sign-in page lets a visitor sign in as a seeded user without a password. Default true. */
  readonly pickUsers?: boolean;
  /** Whether visitors may sign up. Default true. */
  readonly signUp?: boolean;
  /** Receives the codes that Cognito would send. Default prints them. */
  readonly onCode?: CodeListener;
  /**
   * Receives requests that an endpoint, a page or the user pool API refuses, with the reason, and the error that a trigger
   * threw. Default prints them to stderr.
   */
  readonly onRefusal?: RefusalListener;
  /**
   * The store of your verifiers. It receives the sign-ins that `/oauth2/revoke`, `RevokeToken` and `/logout` end. The calls
   * that sign a user out, such as `AdminUserGlobalSignOut`, reach it through `revocationHandler`, in the event that
   * EventBridge would deliver. Default none.
   */
  readonly revocation?: Pick<RevocationStore, 'revokeSession' | 'revokeUser'>;
  /** Lambda triggers. Default none. */
  readonly triggers?: TriggerOptions;
  /** Answers the operations of an identity pool, too. Default none. */
  readonly identityPool?: IdentityPoolOptions;
  /**
   * A file that keeps users, groups, sign-ins, keys and the port across restarts. It is written before each answer, by renaming, and
   * only its owner can read it: it holds passwords and private keys. Default none: state is in memory.
   */
  readonly state?: string;
  /** Milliseconds since the epoch, for tests. Default `Date.now`. */
  readonly clock?: () => number;
}

/** The options, resolved and frozen. */
export interface Config {
  readonly clients: readonly Client[];
  readonly users: readonly SeedUser[];
  readonly groups: readonly SeedGroup[];
  readonly resourceServers: readonly ResourceServer[];
  readonly providers: readonly Provider[];
  readonly usernameAttributes: readonly 'email'[];
  readonly userPoolId: string;
  readonly host: 'localhost' | '127.0.0.1' | '::1';
  readonly port: number;
  readonly https: boolean;
  readonly pickUsers: boolean;
  readonly signUp: boolean;
  readonly onCode: CodeListener;
  readonly onRefusal: RefusalListener;
  readonly revocation: Pick<RevocationStore, 'revokeSession' | 'revokeUser'> | undefined;
  readonly triggers: TriggerConfig;
  readonly identityPool: IdentityPoolOptions | undefined;
  readonly state: string | undefined;
  readonly clock: () => number;
}

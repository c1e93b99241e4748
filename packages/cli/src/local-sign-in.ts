import type { ClientOptions, LocalSignIn, LocalSignInOptions } from '@cognito-guard/local-sign-in';
import { failed, wrongUsage } from './command-error.ts';
import type { FlagValues } from './flags.ts';
import type { readGrants } from './grant-flags.ts';
import { note, print, untilReaderLeaves } from './output.ts';

/** Flags of `dev` that need `--sign-in`. */
export const signInFlags = {
  'sign-in': { type: 'boolean', help: 'serve managed login: pages and OAuth endpoints that browsers sign in to' },
  'callback-url': {
    type: 'string',
    multiple: true,
    value: 'URL',
    help: 'with --sign-in: an allowed callback URL; default: http://localhost:3000/callback',
  },
  'logout-url': {
    type: 'string',
    multiple: true,
    value: 'URL',
    help: 'with --sign-in: an allowed sign-out URL; default: http://localhost:3000/',
  },
  https: { type: 'boolean', help: 'with --sign-in: serve HTTPS, with a certificate made at start' },
} as const;

/** Options of `dev`. */
interface SignInSettings {
  readonly port: number;
  readonly userPoolId: string | undefined;
  readonly clientId: string | undefined;
  readonly grants: ReturnType<typeof readGrants>;
  readonly flags: FlagValues<typeof signInFlags>;
  readonly isJson: boolean;
}

/** @throws CommandError where a flag is given that needs `--sign-in`. */
export const refuseWithoutSignIn = (flags: FlagValues<typeof signInFlags>): void => {
  const name = (['callback-url', 'logout-url', 'https'] as const).find((one) => flags[one] !== undefined);
  if (name !== undefined) throw wrongUsage(`--${name} needs --sign-in.`);
};

const standardScopes = ['openid', 'email', 'profile'];

/** Resource servers of scopes such as `orders/read`, which Cognito keeps apart from its own. */
const resourceServersOf = (scopes: readonly string[]): { identifier: string; scopes: string[] }[] => {
  const servers = new Map<string, string[]>();
  for (const scope of scopes.filter((one) => one.includes('/'))) {
    const slash = scope.lastIndexOf('/');
    const identifier = scope.slice(0, slash);
    servers.set(identifier, [...(servers.get(identifier) ?? []), scope.slice(slash + 1)]);
  }
  return [...servers].map(([identifier, names]) => ({ identifier, scopes: names }));
};

const optionsOf = ({ port, userPoolId, clientId = 'web', grants, flags }: SignInSettings): LocalSignInOptions => {
  const scopes = grants?.allScopes ?? [];
  const client: ClientOptions = {
    clientId,
    callbackUrls: flags['callback-url'] ?? ['http://localhost:3000/callback'],
    logoutUrls: flags['logout-url'] ?? ['http://localhost:3000/'],
    scopes: [...new Set([...standardScopes, ...scopes])],
  };
  return {
    port,
    https: flags.https === true,
    ...(userPoolId !== undefined && { userPoolId }),
    resourceServers: resourceServersOf(scopes),
    clients: [client],
    users: [
      {
        username: 'alice',
        password: 'Password1!',
        email: 'alice@example.com',
        ...(grants?.allGroups && { groups: grants.allGroups }),
      },
    ],
    onCode: ({ purpose, username, code }) => note(`Code for ${username} (${purpose}): ${code}`),
  };
};

const start = async (options: LocalSignInOptions): Promise<LocalSignIn> => {
  // Loaded here: the other commands need no web server.
  const { createLocalSignIn } = await import('@cognito-guard/local-sign-in');
  return createLocalSignIn(options).catch((error: NodeJS.ErrnoException) => {
    if (error instanceof TypeError) throw wrongUsage(error.message);
    throw failed(`Cannot listen on the port: ${error.code}. Choose another with --port.`);
  });
};

/** Runs the pool until the command is stopped. */
export const runSignIn = async (settings: SignInSettings, stopped: Promise<void>): Promise<0> => {
  const local = await start(optionsOf(settings));
  const { origin, issuer, userPoolId } = local;
  const { clientId = 'web' } = settings;
  const jwksUri = `${issuer}/.well-known/jwks.json`;
  if (settings.isJson) print(JSON.stringify({ origin, issuer, userPoolId, clientId, jwksUri }));
  else {
    print(`${local.banner}

# What createVerifier needs: userPoolId, clientId, issuer, jwksUri
export USER_POOL_ID=${userPoolId}
export CLIENT_ID=${clientId}
export ISSUER=${issuer}
export JWKS_URI=${jwksUri}`);
  }
  note('\nThe pool is running. Stop: Ctrl+C.');
  await Promise.race([stopped, untilReaderLeaves()]);
  await local.close();
  return 0;
};

import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { ClientOptions, LocalSignIn, LocalSignInOptions } from '@cognito-guard/local-sign-in';
import { codeLine, printable } from '@cognito-guard/local-sign-in/internal';
import { cannotListen, failed, wrongUsage } from './command-error.ts';
import type { FlagValues } from './flags.ts';
import type { readGrants } from './grant-flags.ts';
import { note, print, untilReaderLeaves } from './output.ts';
import { inFlags } from './pool-flags.ts';
import { readSeed, type Seed } from './seed-file.ts';
import { readHost, type signInFlags } from './sign-in-flags.ts';

/** Options of `dev`. */
interface SignInSettings {
  readonly port: number;
  readonly userPoolId: string | undefined;
  readonly clientId: string | undefined;
  readonly grants: ReturnType<typeof readGrants>;
  readonly flags: FlagValues<typeof signInFlags>;
  readonly isJson: boolean;
}

const defaultScopes = ['openid', 'email', 'profile'];
const standardScopes = [...defaultScopes, 'phone', 'aws.cognito.signin.user.admin'];
const password = 'Password1!';

/** Cognito's defaults, and sign-in by password, which the examples of the AWS SDK use. */
const authFlows = [
  'ALLOW_REFRESH_TOKEN_AUTH',
  'ALLOW_USER_SRP_AUTH',
  'ALLOW_CUSTOM_AUTH',
  'ALLOW_USER_PASSWORD_AUTH',
] as const;

/**
 * Resource servers of scopes such as `orders/read`, which Cognito keeps apart from its own.
 *
 * @throws CommandError for a scope without a resource server.
 */
const resourceServersOf = (scopes: readonly string[]): { identifier: string; scopes: string[] }[] => {
  const servers = new Map<string, string[]>();
  for (const scope of scopes.filter((one) => !standardScopes.includes(one))) {
    const slash = scope.lastIndexOf('/');
    if (slash < 1) {
      throw wrongUsage(
        `--scope must be ${standardScopes.join(', ')}, or a scope of a resource server with its identifier, such as ` +
          'orders/read.',
      );
    }
    const identifier = scope.slice(0, slash);
    servers.set(identifier, [...(servers.get(identifier) ?? []), scope.slice(slash + 1)]);
  }
  return [...servers].map(([identifier, names]) => ({ identifier, scopes: names }));
};

/** @throws CommandError where a flag is given for what a seed file holds. */
const refuseWithSeed = ({ flags, clientId, userPoolId, grants }: SignInSettings): void => {
  const given: Readonly<Record<string, unknown>> = {
    '--client-id': clientId,
    '--user-pool-id': userPoolId,
    '--scope': grants?.allScopes,
    '--group': grants?.allGroups,
    '--callback-url': flags['callback-url'],
    '--logout-url': flags['logout-url'],
  };
  const name = Object.keys(given).find((one) => given[one] !== undefined);
  if (name !== undefined) throw wrongUsage(`${name} does not go with --seed: the file has it.`);
};

/** Where the pool listens, and keeps its state. */
const serverOptions = ({ port, flags }: SignInSettings): Omit<LocalSignInOptions, 'clients'> => ({
  port,
  https: flags.https === true,
  ...(flags.host !== undefined && { host: readHost(flags.host) }),
  ...(flags.state !== undefined && { state: flags.state }),
  onCode: (sent) => note(printable(codeLine(sent))),
});

const optionsOf = (settings: SignInSettings): LocalSignInOptions => {
  const { userPoolId, clientId = 'web', grants, flags } = settings;
  const scopes = grants?.allScopes ?? [];
  const client: ClientOptions = {
    clientId,
    callbackUrls: flags['callback-url'] ?? ['http://localhost:3000/callback'],
    logoutUrls: flags['logout-url'] ?? ['http://localhost:3000/'],
    scopes: [...new Set([...defaultScopes, ...scopes])],
    authFlows,
  };
  return {
    ...serverOptions(settings),
    ...(userPoolId !== undefined && { userPoolId }),
    resourceServers: resourceServersOf(scopes),
    clients: [client],
    users: [
      {
        username: 'alice',
        password,
        email: 'alice@example.com',
        ...(grants?.allGroups && { groups: grants.allGroups }),
      },
    ],
  };
};

const start = async (options: LocalSignInOptions, seed: Seed | undefined): Promise<LocalSignIn> => {
  // Loaded here: the other commands need no web server.
  const { createLocalSignIn } = await import('@cognito-guard/local-sign-in');
  return createLocalSignIn(options).catch((error: NodeJS.ErrnoException) =>
    inFlags(() => {
      const isOfFlag = /^createLocalSignIn: (?:host|port|state) /.test(error.message);
      if (error instanceof TypeError && seed !== undefined && !isOfFlag) {
        throw wrongUsage(error.message.replace(/^createLocalSignIn/, seed.file));
      }
      if (error instanceof TypeError) throw error;
      throw cannotListen(options.port ?? 0, error);
    }),
  );
};

/** Writes the certificate where clients can read it. */
const writeCertificate = async (path: string, certificate: string): Promise<void> => {
  await writeFile(path, certificate).catch((error: NodeJS.ErrnoException) => {
    throw failed(`The file of --certificate cannot be written: ${error.code}: ${path}.`);
  });
};

/** A word of a shell's command line. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** Runs the pool until the command is stopped. */
export const runSignIn = async (settings: SignInSettings, stopped: Promise<void>): Promise<0> => {
  const { certificate: file, https } = settings.flags;
  if (file !== undefined && https !== true) throw wrongUsage('--certificate needs --https.');
  const seed = settings.flags.seed === undefined ? undefined : await readSeed(settings.flags.seed);
  if (seed !== undefined) refuseWithSeed(settings);
  const options = seed === undefined ? optionsOf(settings) : { ...serverOptions(settings), ...seed.options };
  // The users of a state file replace those of the options.
  const hasAlice = seed === undefined && !(options.state !== undefined && existsSync(options.state));
  const local = await start(options, seed);
  const { origin, issuer, userPoolId, certificate } = local;
  try {
    if (file !== undefined && certificate !== undefined) await writeCertificate(file, certificate);
    const clientId = options.clients[0]?.clientId ?? '';
    const jwksUri = `${issuer}/.well-known/jwks.json`;
    note(hasAlice ? `${local.banner}\n\nSign in as alice, password ${password}` : local.banner);
    if (settings.isJson) {
      print(JSON.stringify({ origin, issuer, userPoolId, clientId, jwksUri, certificate }));
    } else {
      print(`# Options of createVerifier: userPoolId, clientId and issuer, beside tokenUse
export USER_POOL_ID=${userPoolId}
export CLIENT_ID=${clientId}
export ISSUER=${issuer}
export JWKS_URI=${jwksUri}`);
      if (file !== undefined) print(`export NODE_EXTRA_CA_CERTS=${quoted(resolve(file))}`);
      else if (https === true) note('\nNode.js clients need its certificate: write it with --certificate FILE.');
    }
    note('\nThe pool is running. Stop: Ctrl+C.');
    await Promise.race([stopped, untilReaderLeaves()]);
  } finally {
    await local.close();
  }
  return 0;
};

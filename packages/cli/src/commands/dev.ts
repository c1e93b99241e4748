import { createInterface } from 'node:readline';
import { createTestPool, type KeyEndpoint, type TestPool } from '@cognito-guard/testing';
import { type Command, defineCommand } from '../command.ts';
import { cannotListen, wrongUsage } from '../command-error.ts';
import { grantFlags, readGrants } from '../grant-flags.ts';
import { runSignIn } from '../local-sign-in.ts';
import { note, print, untilReaderLeaves } from '../output.ts';
import { inFlags } from '../pool-flags.ts';
import { refuseWithoutSignIn, signInFlags } from '../sign-in-flags.ts';

const readPort = (given: string | undefined): number => {
  const port = Number(given ?? 0);
  if (/^\d*$/.test(given ?? '') && port <= 65_535) return port;
  throw wrongUsage('--port must be a number from 0 (any free port) to 65535.');
};

const makeTokens = (pool: TestPool, grants: ReturnType<typeof readGrants>): Readonly<Record<string, string>> => {
  const groups = grants?.allGroups && { groups: grants.allGroups };
  const scope = grants?.allScopes && { scope: grants.allScopes };
  const { accessToken, idToken } = pool.signIn({ ...groups, ...scope });
  return {
    access: accessToken,
    id: idToken,
    machine: pool.machineToken({ ...scope }),
    expired: pool.accessToken({ ...groups, ...scope, expiresIn: -60 }),
  };
};

/** Lines for a shell, without quotes: ids, tokens and loopback URLs need none. */
const shellLines = (pool: TestPool, { jwksUri }: KeyEndpoint, tokens: Readonly<Record<string, string>>): string => `
# Options of createVerifier: userPoolId, clientId, jwksUri
export USER_POOL_ID=${pool.userPoolId}
export CLIENT_ID=${pool.clientId}
export JWKS_URI=${jwksUri}

# Tokens, valid for an hour
${Object.entries(tokens)
  .map(([name, token]) => `export ${name.toUpperCase()}_TOKEN=${token}`)
  .join('\n')}

# curl -i http://localhost:3000/ -H "Authorization: Bearer $ACCESS_TOKEN"`;

/** Resolves at SIGINT or SIGTERM. */
const untilStopped = (): Promise<void> =>
  new Promise((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });

/** `cognito-guard dev`: a user pool on this machine. */
export const dev: Command = defineCommand({
  name: 'dev',
  summary: 'Runs a local user pool, and prints tokens for it',
  description: `Publishes real keys on 127.0.0.1. Prints the options for a service to trust them, and tokens for curl. Press
Enter or send SIGUSR2 for new keys and tokens. Stops at Ctrl+C, or when the reader of the pipe ends. While it runs,
a service whose jwksUri points to it accepts its tokens.

With --sign-in, it serves a sign-in page and the OAuth endpoints of managed login, for one user, alice, and one app
client; --seed FILE replaces both. It then prints no tokens: a browser or an OpenID Connect client gets them. The issuer
is its own address.

Both listen on loopback only, on purpose: every client that reaches a local pool can sign in as any of its users.`,
  flags: {
    port: { type: 'string', value: 'N', help: 'the port to listen on; default: a free port' },
    'user-pool-id': {
      type: 'string',
      value: 'ID',
      help: 'default: eu-west-1_TestPool1; with --sign-in: eu-west-1_LocalPool',
    },
    'client-id': {
      type: 'string',
      value: 'ID',
      help: 'the app client; default: 4f9test8client7id6of5pool4; with --sign-in: web',
    },
    ...grantFlags,
    ...signInFlags,
    json: { type: 'boolean', help: 'print JSON, one line for each set; in a pipe, spaces between the lines' },
  },
  examples: [
    [
      'a sign-in page for a front end on port 3000',
      'cognito-guard dev --sign-in --port 9230 --callback-url http://localhost:3000/callback',
    ],
    ['a pool whose user is an admin', 'cognito-guard dev --port 9229 --group admins --scope orders/read'],
    [
      'tests against a service that trusts it: the pool ends with the block',
      'cognito-guard dev --port 9229 --json | { read -r pool; TOKEN=$(echo "$pool" | jq -r .tokens.access) npm test; }',
    ],
  ],
  run: async (values) => {
    const { 'user-pool-id': userPoolId, 'client-id': clientId } = values;
    const port = readPort(values.port);
    const grants = readGrants(values);
    if (values['sign-in'] === true) {
      const isJson = values.json === true;
      return runSignIn({ port, userPoolId, clientId, grants, flags: values, isJson }, untilStopped());
    }
    refuseWithoutSignIn(values);
    const pool = await createTestPool({
      ...(userPoolId !== undefined && { userPoolId }),
      ...(clientId !== undefined && { clientId }),
    }).catch((error: unknown) =>
      inFlags(() => {
        throw error;
      }),
    );
    const endpoint = await pool.listen({ port }).catch((error: NodeJS.ErrnoException) => {
      throw cannotListen(port, error);
    });

    const show = (): void => {
      const tokens = makeTokens(pool, grants);
      const { jwksUri } = endpoint;
      if (values.json !== true) print(shellLines(pool, endpoint, tokens));
      else print(JSON.stringify({ userPoolId: pool.userPoolId, clientId: pool.clientId, jwksUri, tokens }));
    };
    let rotations = 0;
    const rotate = (): void => {
      // As in Cognito, the previous keys stay published for a while. Older ones are withdrawn, to bound their number.
      if (rotations++ > 0) pool.withdrawKey();
      pool.rotateKeys();
      note('New keys sign from now on. A verifier fetches them at the earliest 5 seconds after its last fetch.');
      show();
    };

    const stopped = untilStopped();
    const lines = createInterface({ input: process.stdin }).on('line', rotate);
    const hasSignal = process.platform !== 'win32';
    if (hasSignal) process.on('SIGUSR2', rotate);
    show();
    note(
      `\nThe pool is running. New keys: press Enter${hasSignal ? `, or kill -USR2 ${process.pid}` : ''}. Stop: Ctrl+C.`,
    );
    await Promise.race([stopped, untilReaderLeaves()]);
    lines.close();
    await endpoint.close();
    return 0;
  },
});

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CognitoIdentityProviderClient, CreateUserPoolCommand } from '@aws-sdk/client-cognito-identity-provider';

/** cognito-local: an independent user pool service on loopback. */
export interface CognitoLocal extends AsyncDisposable {
  readonly client: CognitoIdentityProviderClient;
  /** The URL of its pool's keys. */
  readonly jwksUri: string;
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => (typeof address === 'object' && address !== null ? resolve(address.port) : reject()));
    });
  });

const untilHealthy = async (origin: string, server: ChildProcess): Promise<void> => {
  const deadline = Date.now() + 20_000;
  while (Date.now() < deadline && server.exitCode === null) {
    const answer = await fetch(`${origin}/health`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('cognito-local did not start');
};

const startServer = async (folder: string, port: number): Promise<AsyncDisposable> => {
  const main = createRequire(import.meta.url)
    .resolve('cognito-local')
    .replace(/index\.js$/, 'bin/start.js');
  const server = spawn(process.execPath, [main], {
    cwd: folder,
    env: { ...process.env, HOST: '127.0.0.1', PORT: String(port) },
    stdio: 'ignore',
  });
  const gone = new Promise((resolve) => server.once('exit', resolve));
  const stop = async (): Promise<void> => {
    server.kill('SIGKILL');
    await gone;
  };
  await untilHealthy(`http://127.0.0.1:${port}`, server).catch(async (error) => {
    await stop();
    throw error;
  });
  return { [Symbol.asyncDispose]: stop };
};

/**
 * Starts it with one pool, created through the AWS SDK and then renamed: its own ids look like "local_4f9x", and this
 * pool's tokens have a pool id and issuer like Cognito's.
 */
export const startCognitoLocal = async (userPoolId: string): Promise<CognitoLocal> => {
  const region = userPoolId.slice(0, userPoolId.indexOf('_'));
  const folder = await mkdtemp(join(tmpdir(), 'cognito-local-'));
  const database = (id: string): string => join(folder, '.cognito/db', `${id}.json`);
  await mkdir(join(folder, '.cognito/db'), { recursive: true });
  const config = { TokenConfig: { IssuerDomain: `https://cognito-idp.${region}.amazonaws.com` } };
  await writeFile(join(folder, '.cognito/config.json'), JSON.stringify(config));

  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new CognitoIdentityProviderClient({ region, endpoint, credentials });

  {
    await using _first = await startServer(folder, port);
    const { UserPool } = await client.send(new CreateUserPoolCommand({ PoolName: 'orders' }));
    const ownId = UserPool?.Id ?? '';
    const text = await readFile(database(ownId), 'utf8');
    await writeFile(database(userPoolId), text.replaceAll(ownId, userPoolId));
    await rm(database(ownId));
  }
  // It reads its pools only when it starts.
  const server = await startServer(folder, port);
  return {
    client,
    jwksUri: `${endpoint}/${userPoolId}/.well-known/jwks.json`,
    [Symbol.asyncDispose]: async () => {
      client.destroy();
      await server[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
};

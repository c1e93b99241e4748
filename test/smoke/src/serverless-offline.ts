import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { freePort } from './free-port.ts';

/** serverless-offline, running the functions of serverless.yml. */
export interface ServerlessOffline extends AsyncDisposable {
  /** REST APIs have their stage in the path. */
  readonly restUrl: string;
  readonly httpUrl: string;
  readonly webSocketUrl: string;
}

const service = fileURLToPath(new URL('../serverless', import.meta.url));

const example = (kind: string, file: string): string =>
  fileURLToPath(new URL(`../../../examples/${kind}-authorizer/src/${file}.ts`, import.meta.url));

/** Bundles like the examples' infrastructure, from the built packages. */
const bundle = async (): Promise<void> => {
  const own = (name: string): string => fileURLToPath(new URL(`functions/${name}.ts`, import.meta.url));
  await build({
    entryPoints: {
      'rest-authorizer': example('rest', 'authorizer'),
      'http-authorizer': example('http', 'authorizer'),
      'websocket-authorizer': example('websocket', 'authorizer'),
      'websocket-function': example('websocket', 'function'),
      authorizers: own('authorizers'),
      caller: own('caller'),
    },
    outdir: `${service}/dist`,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
  });
};

const startTimeoutMs = 60_000;

/**
 * Starts serverless-offline on free loopback ports.
 *
 * @param env - Environment variables of the functions.
 */
export const startServerlessOffline = async (env: Readonly<Record<string, string>>): Promise<ServerlessOffline> => {
  await bundle();
  const ports = {
    http: await freePort(),
    webSocket: await freePort(),
    lambda: await freePort(),
    alb: await freePort(),
  };
  const args = ['--host', '127.0.0.1', '--httpPort', `${ports.http}`, '--websocketPort', `${ports.webSocket}`];
  args.push('--lambdaPort', `${ports.lambda}`, '--albPort', `${ports.alb}`, '--noSponsor');
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, ['node_modules/serverless/bin/serverless.js', 'offline', 'start', ...args], {
    cwd: service,
    env: { PATH, HOME, CI: '1', SLS_TELEMETRY_DISABLED: '1', SLS_NOTIFICATIONS_MODE: 'off', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const exited = once(child, 'exit');
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL');
    await exited;
  };
  const ready = new Promise<void>((resolve, reject) => {
    const collect = (chunk: Buffer): void => {
      output += chunk.toString();
      if (output.includes('Server ready')) resolve();
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', reject);
    child.on('exit', () => reject(new Error('The process ended.')));
    AbortSignal.timeout(startTimeoutMs).addEventListener('abort', () =>
      reject(new Error('The process was not ready in time.')),
    );
  });
  try {
    await ready;
  } catch (error) {
    await stop();
    throw new Error(`serverless-offline did not start:\n${output}`, { cause: error });
  }
  const httpUrl = `http://127.0.0.1:${ports.http}`;
  return {
    restUrl: `${httpUrl}/dev`,
    httpUrl,
    webSocketUrl: `ws://127.0.0.1:${ports.webSocket}`,
    [Symbol.asyncDispose]: stop,
  };
};

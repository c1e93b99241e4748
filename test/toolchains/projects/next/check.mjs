/** Builds the app with the bundler of the argument, starts it, and sends it tokens of a test pool. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { createTestPool } from '@cognito-guard/testing';

const next = (args, env) =>
  spawn(process.execPath, ['node_modules/next/dist/bin/next', ...args], {
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });

const build = async () => {
  const child = next(['build', process.argv[2]]);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const [code] = await once(child, 'close');
  // For a Node API in a bundle for the edge, Next.js may print a warning only.
  if (code !== 0 || /not supported in the Edge Runtime/.test(output))
    throw new Error(`next build ended with ${code}.\n${output}`);
};

/** Resolves to the origin that the server prints. */
const origin = async (server) => {
  for await (const line of createInterface(server.stdout)) {
    const [found] = /http:\/\/127\.0\.0\.1:\d+/.exec(line) ?? [];
    if (found !== undefined) return found;
  }
  throw new Error('next start ended before it listened.');
};

await build();
const pool = await createTestPool();
await using keys = await pool.listen();
const env = { USER_POOL_ID: pool.userPoolId, CLIENT_ID: pool.clientId, JWKS_URI: keys.jwksUri };
const server = next(['start', '--hostname', '127.0.0.1', '--port', '0'], env);
try {
  const base = await origin(server);
  const tokens = [undefined, 'rubbish', pool.accessToken(), pool.accessToken({ scope: ['orders/read'] })];
  for (const path of ['/node/orders', '/edge/orders/7']) {
    const seen = [];
    for (const token of tokens) {
      const response = await fetch(`${base}${path}`, { headers: token && { authorization: `Bearer ${token}` } });
      const { code, subject } = await response.json();
      seen.push(`${response.status} ${code ?? subject}`);
    }
    const expected = ['401 missing_token', '401 malformed_token', '403 insufficient_scope', `200 ${pool.subject}`];
    if (seen.join() !== expected.join()) throw new Error(`${path}: expected ${expected}, got ${seen}.`);
  }
} finally {
  server.kill();
}

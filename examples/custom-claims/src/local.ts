/** Starts the API with a local user pool that runs the trigger, without AWS: `npm start`. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createLocalSignIn } from '@cognito-guard/local-sign-in';
import { serve } from '@hono/node-server';
import { createApiVerifier, createApp } from './app.ts';
import { handler } from './trigger.ts';

/** Starts the user pool, whose tokens have the claims of the trigger. */
export const startPool = (port = 0) =>
  createLocalSignIn({
    port,
    resourceServers: [{ identifier: 'orders', scopes: ['read', 'export'] }],
    clients: [
      { clientId: 'web', callbackUrls: ['http://localhost:3000/callback'], scopes: ['openid', 'orders/read'] },
      ...['nightlyimport', 'unknownmachine'].map((clientId) => ({
        clientId,
        clientSecret: 'local-secret',
        grants: ['client_credentials' as const],
        scopes: ['orders/read'],
      })),
    ],
    users: [
      { username: 'alice', password: 'Password1!', attributes: { 'custom:tenant': 'acme' } },
      { username: 'bob', password: 'Password1!', attributes: { 'custom:tenant': 'globex' } },
      { username: 'carol', password: 'Password1!' },
    ],
    triggers: { preTokenGeneration: { handler, version: 'V3_0' } },
  });

if (import.meta.main) {
  const pool = await startPool();
  const verifier = createApiVerifier({ ...pool.options, clientId: ['web', 'nightlyimport'] });
  const server = serve({
    fetch: createApp(verifier).fetch,
    port: Number(process.env['PORT'] ?? 3000),
    hostname: '127.0.0.1',
  });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const { accessToken } = await pool.signIn('alice');
  console.log(`curl -i http://127.0.0.1:${port}/api/plan -H 'Authorization: Bearer ${accessToken}'`);
}

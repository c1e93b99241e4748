/** Starts the page, the API and a local user pool, without AWS: `npm start`. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createVerifier } from '@cognito-guard/core';
import { createLocalSignIn, type LocalSignIn } from '@cognito-guard/local-sign-in';
import { createApp } from './app.ts';

const clientId = 'payments';

interface Local extends AsyncDisposable {
  readonly origin: string;
  readonly local: LocalSignIn;
}

/**
 * Starts on loopback. Port 0 takes a free one.
 *
 * @param clock - Milliseconds since the epoch, for tests.
 */
export const startLocal = async (port: number, clock: () => number = Date.now): Promise<Local> => {
  const server = createServer();
  await once(server.listen(port, '127.0.0.1'), 'listening');
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  const local = await createLocalSignIn({
    clients: [{ clientId, callbackUrls: [`${origin}/callback`], scopes: ['openid'] }],
    users: [{ username: 'alice', password: 'Password1!', mfa: { method: 'totp', when: 'step-up' } }],
    clock,
  });
  const verifier = createVerifier({ ...local.options, clientId, tokenUse: 'access', clock });
  server.on('request', createApp(verifier, { signInOrigin: local.origin, clientId }));
  return {
    origin,
    local,
    [Symbol.asyncDispose]: async () => {
      server.close();
      server.closeAllConnections();
      await local.close();
    },
  };
};

if (import.meta.main) {
  const { origin, local } = await startLocal(Number(process.env['PORT'] ?? 3000));
  console.log(`${local.banner}\n\nPay at ${origin}: alice, Password1!, then the code that the local pool shows.`);
}

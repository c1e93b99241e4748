/** Signs in, calls the API, signs out and is refused within seconds, without AWS: `npm start`. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { InitiateAuthCommand } from '@aws-sdk/client-cognito-identity-provider';
import { createVerifier } from '@cognito-guard/core';
import { cognitoSignOut } from '@cognito-guard/core/revocation';
import { redisRevocationStore } from '@cognito-guard/revocation-redis';
import { createApp } from './app.ts';
import { clientId, cognitoClient, password, startCognito, type UserName, userPoolId } from './cognito.ts';
import { redisClient, startRedis } from './redis.ts';

interface Tokens {
  readonly access: string;
  readonly refresh: string;
}

export interface Local extends AsyncDisposable {
  signIn(user: UserName): Promise<Tokens>;
  /** @returns A new access token. */
  refresh(tokens: Tokens): Promise<string>;
  /** @returns The API's answer. */
  call(method: 'GET' | 'POST', path: string, accessToken: string, body?: object): Promise<Response>;
  /** Stops Redis, to simulate an outage. */
  stopRedis(): Promise<void>;
}

/** @param clock - Milliseconds since the epoch; tests advance it instead of waiting. */
export const startLocal = async (clock: () => number = Date.now): Promise<Local> => {
  await using started = new AsyncDisposableStack();
  const redis = started.use(await startRedis());
  const cognitoServer = started.use(await startCognito());
  const client = started.adopt(await redisClient(redis.port), (one) => one.destroy());
  const cognito = started.adopt(cognitoClient(cognitoServer.port), (one) => one.destroy());

  const store = redisRevocationStore(client);
  const verifier = createVerifier({
    userPoolId,
    clientId,
    tokenUse: 'access',
    jwksUri: `http://127.0.0.1:${cognitoServer.port}/${userPoolId}/.well-known/jwks.json`,
    revocation: { store },
    clock,
  });
  const endInCognito = cognitoSignOut({ endpoint: `http://127.0.0.1:${cognitoServer.port}/` });
  const server = createApp(verifier, store, (request) =>
    // cognito-local lacks GlobalSignOut, which clients without token revocation need; its RevokeToken works for them.
    endInCognito({ ...request, everywhere: false }),
  ).listen(0, '127.0.0.1');
  started.defer(async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  });
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const authenticate = async (
    AuthFlow: 'USER_PASSWORD_AUTH' | 'REFRESH_TOKEN_AUTH',
    AuthParameters: Record<string, string>,
  ): Promise<{ AccessToken?: string | undefined; RefreshToken?: string | undefined }> => {
    const answer = await cognito.send(new InitiateAuthCommand({ ClientId: clientId, AuthFlow, AuthParameters }));
    return answer.AuthenticationResult ?? {};
  };
  const running = started.move();
  return {
    signIn: async (user) => {
      const parameters = { USERNAME: user, PASSWORD: password };
      const { AccessToken: access = '', RefreshToken: refresh = '' } = await authenticate(
        'USER_PASSWORD_AUTH',
        parameters,
      );
      return { access, refresh };
    },
    refresh: async (tokens) => {
      const { AccessToken = '' } = await authenticate('REFRESH_TOKEN_AUTH', { REFRESH_TOKEN: tokens.refresh });
      return AccessToken;
    },
    call: (method, path, accessToken, body) =>
      fetch(origin + path, {
        method,
        headers: { Authorization: `Bearer ${accessToken}`, 'Content-Type': 'application/json' },
        ...(body && { body: JSON.stringify(body) }),
      }),
    stopRedis: async () => redis[Symbol.asyncDispose](),
    [Symbol.asyncDispose]: async () => running.disposeAsync(),
  };
};

const tell = async (): Promise<void> => {
  await using local = await startLocal();
  const tokens = await local.signIn('alice');
  const me = async (): Promise<number> => (await local.call('GET', '/api/me', tokens.access)).status;
  console.log(`Signed in.   GET /api/me: ${await me()}`);

  const { access, refresh } = tokens;
  const { status } = await local.call('POST', '/api/sign-out', access, { refreshToken: refresh });
  const signedOutAt = Date.now();
  console.log(`Signed out.  POST /api/sign-out: ${status}`);

  while ((await me()) !== 401) await new Promise((resolve) => setTimeout(resolve, 100));
  const seconds = ((Date.now() - signedOutAt) / 1000).toFixed(1);
  console.log(`Refused.     GET /api/me: 401, ${seconds} s later. Without revocation: in 24 hours.`);

  const again = await local.refresh(tokens).then(
    () => 'a new token',
    (error: Error) => error.name,
  );
  console.log(`Not renewed. Refresh: ${again}`);
};

if (import.meta.main) await tell();

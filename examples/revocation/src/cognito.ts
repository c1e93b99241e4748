import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { type ServerProcess, startServer } from './server-process.ts';

export const userPoolId = 'eu-west-1_SignOut01';
export const clientId = 'web';
export const users = ['alice', 'bob', 'carol', 'dave'] as const;
export type UserName = (typeof users)[number];
export const password = 'correct-Horse-7-battery';

/** The data that cognito-local loads at startup: one pool with four users, one client, and production issuers. */
const files = {
  'config.json': { TokenConfig: { IssuerDomain: 'https://cognito-idp.eu-west-1.amazonaws.com' } },
  [`db/${userPoolId}.json`]: {
    Options: { Id: userPoolId, UsernameAttributes: [], MfaConfiguration: 'OFF' },
    Users: Object.fromEntries(
      users.map((name) => [
        name,
        {
          Username: name,
          Password: password,
          Attributes: [{ Name: 'sub', Value: randomUUID() }],
          Enabled: true,
          UserStatus: 'CONFIRMED',
          RefreshTokens: [],
        },
      ]),
    ),
  },
  'db/clients.json': {
    Clients: {
      [clientId]: {
        ClientId: clientId,
        UserPoolId: userPoolId,
        ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
        TokenValidityUnits: { AccessToken: 'hours', IdToken: 'hours', RefreshToken: 'days' },
      },
    },
  },
};

const prepare = async (folder: string): Promise<void> => {
  await mkdir(join(folder, '.cognito/db'), { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    await writeFile(join(folder, '.cognito', name), JSON.stringify(content));
  }
};

const main = createRequire(import.meta.url)
  .resolve('cognito-local')
  .replace(/index\.js$/, 'bin/start.js');

/**
 * Starts cognito-local, a third-party emulator with sign-in, refresh and revocation. Its tokens have no `origin_jti`, like
 * those of an app client without token revocation.
 */
export const startCognito = (): Promise<ServerProcess> =>
  startServer({
    name: 'cognito-local',
    command: () => [process.execPath, main],
    prepare,
    isUp: (port) =>
      fetch(`http://127.0.0.1:${port}/health`).then(
        ({ ok }) => ok,
        () => false,
      ),
  });

/** An AWS SDK client of cognito-local. */
export const cognitoClient = (port: number): CognitoIdentityProviderClient =>
  new CognitoIdentityProviderClient({
    region: 'eu-west-1',
    endpoint: `http://127.0.0.1:${port}`,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });

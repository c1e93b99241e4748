import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CreateGroupCommand,
  CreateUserPoolClientCommand,
  InitiateAuthCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { createVerifier } from '@cognito-guard/core';
import { authenticate, authorize, getAuth } from '@cognito-guard/express';
import { sendRaw } from '@cognito-guard/testing/conformance';
import express from 'express';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CognitoLocal, startCognitoLocal } from './support/cognito-local.ts';
import { serve } from './support/conformance-app.ts';

const UserPoolId = 'eu-west-1_SignIn001';
const user = { Username: 'alice@example.com', Password: 'correct-Horse-7-battery' };

let cognito: CognitoLocal;
let server: Awaited<ReturnType<typeof serve>>;
let tokens: { AccessToken?: string | undefined; IdToken?: string | undefined; RefreshToken?: string | undefined };

const answerTo = async (path: string, token: string | undefined): Promise<[number, unknown]> => {
  const reply = await sendRaw(server.origin, { method: 'GET', path, headers: [['Authorization', `Bearer ${token}`]] });
  return [reply.status, reply.headers['x-auth-code'] ?? JSON.parse(reply.body)];
};

beforeAll(async () => {
  cognito = await startCognitoLocal(UserPoolId);
  const { client } = cognito;
  const created = await client.send(
    new CreateUserPoolClientCommand({ UserPoolId, ClientName: 'web', ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'] }),
  );
  const ClientId = created.UserPoolClient?.ClientId ?? '';
  await client.send(new AdminCreateUserCommand({ UserPoolId, Username: user.Username, MessageAction: 'SUPPRESS' }));
  await client.send(new AdminSetUserPasswordCommand({ UserPoolId, ...user, Permanent: true }));
  await client.send(new CreateGroupCommand({ UserPoolId, GroupName: 'admins' }));
  await client.send(new AdminAddUserToGroupCommand({ UserPoolId, Username: user.Username, GroupName: 'admins' }));
  const signedIn = await client.send(
    new InitiateAuthCommand({
      ClientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: user.Username, PASSWORD: user.Password },
    }),
  );
  tokens = signedIn.AuthenticationResult ?? {};

  const pool = { userPoolId: UserPoolId, clientId: ClientId, jwksUri: cognito.jwksUri };
  const access = createVerifier({ ...pool, tokenUse: 'access' });
  const id = createVerifier({ ...pool, tokenUse: 'id' });
  const elsewhere = createVerifier({ ...pool, clientId: 'another-client', tokenUse: 'access' });
  const app = express();
  app.get('/orders', authenticate(access), (req, res) => {
    res.json(getAuth(req).tokenUse);
  });
  app.get('/admin', authenticate(access), authorize({ anyGroup: ['admins'] }), (req, res) => {
    res.json([...getAuth(req).groups]);
  });
  app.get('/finance', authenticate(access), authorize({ anyGroup: ['finance'] }));
  app.get('/write', authenticate(access), authorize({ allScopes: ['orders/write'] }));
  app.get('/profile', authenticate(id), (req, res) => {
    res.json(getAuth(req, { verifier: id }).claims.email);
  });
  app.get('/elsewhere', authenticate(elsewhere));
  app.use(((error, _req, res, next) => {
    res.set('x-auth-code', error.code);
    next(error);
  }) satisfies express.ErrorRequestHandler);
  server = await serve(app);
}, 60_000);

afterAll(async () => {
  await server?.[Symbol.asyncDispose]();
  await cognito?.[Symbol.asyncDispose]();
});

test('an access token from a real sign-in is accepted by the access routes', async () => {
  expect(await answerTo('/orders', tokens.AccessToken)).toEqual([200, 'access']);
});

test('the group of the signed-in user is accepted by the route that requires it, and by no other', async () => {
  expect(await answerTo('/admin', tokens.AccessToken)).toEqual([200, ['admins']]);
  expect(await answerTo('/finance', tokens.AccessToken)).toEqual([403, 'insufficient_group']);
});

test('an ID token from a real sign-in is accepted by the ID route, with its claims', async () => {
  expect(await answerTo('/profile', tokens.IdToken)).toEqual([200, user.Username]);
});

test('each kind of token is refused where the other is required', async () => {
  expect(await answerTo('/orders', tokens.IdToken)).toEqual([401, 'wrong_token_use']);
  expect(await answerTo('/profile', tokens.AccessToken)).toEqual([401, 'wrong_token_use']);
});

test('a scope that a sign-in through the API does not grant is missing', async () => {
  expect(await answerTo('/write', tokens.AccessToken)).toEqual([403, 'insufficient_scope']);
});

test('a token of another client is refused', async () => {
  expect(await answerTo('/elsewhere', tokens.AccessToken)).toEqual([401, 'wrong_client']);
});

test('the refresh token is refused by every route', async () => {
  expect(await answerTo('/orders', tokens.RefreshToken)).toEqual([401, 'malformed_token']);
});

import {
  CognitoIdentityClient,
  GetCredentialsForIdentityCommand,
  GetIdCommand,
  ListIdentityPoolsCommand,
} from '@aws-sdk/client-cognito-identity';
import { InitiateAuthCommand } from '@aws-sdk/client-cognito-identity-provider';
import { expect, test } from 'vitest';
import { call } from './support/call.ts';
import { openSdk } from './support/sdk.ts';

test('one endpoint signs a user in and exchanges the ID token for AWS credentials', async () => {
  const identityPoolId = 'eu-west-1:11111111-2222-3333-4444-555555555555';
  await using opened = await openSdk({ identityPool: { identityPoolId } });
  const { pool, sdk, UserPoolId } = opened;
  const { AuthenticationResult } = await sdk.send(
    new InitiateAuthCommand({
      ...{ ClientId: 'web', AuthFlow: 'USER_PASSWORD_AUTH' },
      AuthParameters: { USERNAME: 'alice', PASSWORD: 'Password1!' },
    }),
  );
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new CognitoIdentityClient({ endpoint: pool.local.origin, region: 'eu-west-1', credentials });
  const Logins = { [`cognito-idp.eu-west-1.amazonaws.com/${UserPoolId}`]: AuthenticationResult?.IdToken ?? '' };
  const { IdentityId } = await client.send(new GetIdCommand({ IdentityPoolId: identityPoolId, Logins }));
  const { Credentials } = await client.send(new GetCredentialsForIdentityCommand({ IdentityId, Logins }));
  expect(Credentials).toMatchObject({ SecretKey: expect.any(String), Expiration: expect.any(Date) });
  const session = pool.local.identityPool?.sessionOf(Credentials?.AccessKeyId ?? '');
  expect(session).toMatchObject({ identityId: IdentityId, roleArn: 'arn:aws:iam::123456789012:role/user' });

  const access = Object.fromEntries(Object.keys(Logins).map((name) => [name, AuthenticationResult?.AccessToken ?? '']));
  await expect(client.send(new GetIdCommand({ IdentityPoolId: identityPoolId, Logins: access }))).rejects.toMatchObject(
    {
      name: 'NotAuthorizedException',
    },
  );
  await expect(client.send(new ListIdentityPoolsCommand({ MaxResults: 1 }))).rejects.toMatchObject({
    name: 'UnknownOperationException',
  });
  client.destroy();
});

test('without an identity pool, its operations are answered with the option that is missing', async () => {
  await using opened = await openSdk();
  const target = { 'X-Amz-Target': 'AWSCognitoIdentityService.GetId' };
  expect((await call(opened.pool, 'GetId', {}, target)).body).toMatchObject({
    __type: 'UnknownOperationException',
    message: expect.stringContaining('identityPool'),
  });
});

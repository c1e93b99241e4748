import { CognitoIdentityClient } from '@aws-sdk/client-cognito-identity';
import { STS } from '@aws-sdk/client-sts';
import type { AccessAuth, Auth, IdAuth, Verifier } from '@cognito-guard/core';
import {
  type CredentialExchange,
  type CredentialProvider,
  callerFromEvent,
  createCredentialExchange,
  signedFetch,
} from '@cognito-guard/identity-pool';

const identityPoolId = 'eu-west-1:00000000-1111-2222-3333-444444444444';
declare const exchange: CredentialExchange;
declare const idAuth: IdAuth;
declare const accessAuth: AccessAuth;
declare const eitherAuth: Auth;
declare const idVerifier: Verifier<'id'>;
declare const accessVerifier: Verifier<'access'>;

// Only a verified ID token is accepted.
const provider: CredentialProvider = exchange.forUser(idAuth);
exchange.forUser(await idVerifier.verify(''));
// @ts-expect-error An access token is rejected.
exchange.forUser(accessAuth);
// @ts-expect-error A token that may be an access token is rejected.
exchange.forUser(eitherAuth);
if (eitherAuth.tokenUse === 'id') exchange.forUser(eitherAuth);
// @ts-expect-error A string is rejected.
exchange.forUser('token');

// SDK clients, signedFetch and signedUrl accept a provider.
new CognitoIdentityClient({ credentials: provider });
signedFetch(provider, { region: 'eu-west-1' });
const { expiration, identityId } = await provider();
const both: readonly [Date, string] = [expiration, identityId];
void both;

// The SDK's clients satisfy the options.
createCredentialExchange({
  identityPoolId,
  client: new CognitoIdentityClient({}),
  basicFlow: { roleArn: 'arn:aws:iam::123456789012:role/user', client: new STS({}) },
});
createCredentialExchange({ identityPoolId, verifier: idVerifier });
// @ts-expect-error A verifier of access tokens would refuse every user.
createCredentialExchange({ identityPoolId, verifier: accessVerifier });
// @ts-expect-error identityPoolId is required.
createCredentialExchange({});

const caller = callerFromEvent({ requestContext: {} });
// @ts-expect-error The caller may be undefined.
void caller.identityId;

import { GetOpenIdTokenForDeveloperIdentityCommand } from '@aws-sdk/client-cognito-identity';
import { loginProviders } from '@cognito-guard/identity-pool';
import { expect, test } from 'vitest';
import { createWorld, type World } from './support/world.ts';

const developerProvider = 'login.example.com';

/** The call that a backend makes with its own credentials after a user's sign-in. */
const signIn = async ({ client, identityPool }: World, user: string) => {
  const command = new GetOpenIdTokenForDeveloperIdentityCommand({
    IdentityPoolId: identityPool.identityPoolId,
    Logins: { [developerProvider]: user },
  });
  client.config.credentials = async () => ({ accessKeyId: 'backend', secretAccessKey: 'backend' });
  const { IdentityId: identityId = '', Token: token = '' } = await client.send(command);
  return { identityId, logins: { [loginProviders.developer]: token } };
};

test('a developer-authenticated identity gets its credentials without a call of GetId', async () => {
  const world = await createWorld({}, { developerProvider });
  const { exchange, identityPool } = world;
  const { identityId, logins } = await signIn(world, 'ann');
  const first = await exchange.forLogin(logins, { identityId })();
  expect(first.identityId).toBe(identityId);
  expect((await exchange.forLogin(logins, { identityId })()).accessKeyId).toBe(first.accessKeyId);
  expect(identityPool.calls).toMatchObject({ GetId: 0, GetCredentialsForIdentity: 1 });
});

test("a developer's token gives no credentials for another identity and none after its expiration", async () => {
  const world = await createWorld({}, { developerProvider });
  const { exchange, pool } = world;
  const [ann, bob] = [await signIn(world, 'ann'), await signIn(world, 'bob')];
  const mixed = exchange.forLogin(ann.logins, { identityId: bob.identityId });
  await expect(mixed()).rejects.toMatchObject({ code: 'login_refused', status: 401 });

  const provider = exchange.forLogin(ann.logins, { identityId: ann.identityId });
  await provider();
  pool.advance(901);
  await expect(provider()).rejects.toMatchObject({ code: 'token_expired', status: 401 });
});

import { inspect } from 'node:util';
import { STS } from '@aws-sdk/client-sts';
import type { BasicFlowOptions } from '@cognito-guard/identity-pool';
import { expect, test, vi } from 'vitest';
import { loadSts } from '../src/sts.ts';
import { createWorld, failureOf, type World } from './support/world.ts';

const roleArn = 'arn:aws:iam::123456789012:role/user';
const guestRoleArn = 'arn:aws:iam::123456789012:role/guest';

/** Reads the endpoint on each call, because the local service starts after the client is configured. */
const createBasicWorld = async (flow: BasicFlowOptions): Promise<World> => {
  let world: World | undefined;
  const client: BasicFlowOptions['client'] = {
    assumeRoleWithWebIdentity: (input, options) => {
      const { region, url: endpoint } = world?.identityPool ?? {};
      return new STS({ region: region ?? '', endpoint: endpoint ?? '' }).assumeRoleWithWebIdentity(input, options);
    },
  };
  world = await createWorld({ basicFlow: { client, ...flow } }, { userRoleArn: roleArn, guestRoleArn });
  return world;
};

test('the basic flow assumes the configured role through STS and caches its credentials', async () => {
  const { exchange, identityPool, user } = await createBasicWorld({ roleArn });
  const auth = await user();
  const first = await exchange.forUser(auth)();
  const second = await exchange.forUser(auth)();
  expect(second.accessKeyId).toBe(first.accessKeyId);
  expect(identityPool.sessionOf(first.accessKeyId)).toMatchObject({ roleArn, sessionToken: first.sessionToken });
  expect(identityPool.calls).toMatchObject({
    GetId: 1,
    GetOpenIdToken: 1,
    AssumeRoleWithWebIdentity: 1,
    GetCredentialsForIdentity: 0,
  });
});

test('guests get the guest role in the basic flow', async () => {
  const { exchange, identityPool } = await createBasicWorld({ roleArn, guestRoleArn });
  const { accessKeyId } = await exchange.guest()();
  expect(identityPool.sessionOf(accessKeyId)?.roleArn).toBe(guestRoleArn);
});

test('a role that does not trust the identity pool is a configuration error', async () => {
  const refused = Object.assign(new Error('Not authorized to perform sts:AssumeRoleWithWebIdentity'), {
    name: 'AccessDenied',
    $fault: 'client',
  });
  const client = { assumeRoleWithWebIdentity: () => Promise.reject(refused) };
  const { exchange, user } = await createWorld({ basicFlow: { roleArn, client } });
  await expect(exchange.forUser(await user())()).rejects.toMatchObject({
    code: 'misconfigured',
    awsError: 'AccessDenied',
    message: 'The role does not trust the identity pool: check its trust policy.',
  });
});

test('without the STS package, the error names the npm command and contains no path of the machine', async () => {
  const missing = Object.assign(new Error("Cannot find package '@aws-sdk/client-sts' imported from /srv/app.js"), {
    code: 'ERR_MODULE_NOT_FOUND',
  });
  const error = await failureOf(loadSts('eu-west-1', () => Promise.reject(missing)));
  expect(error).toMatchObject({
    name: 'CredentialError',
    code: 'misconfigured',
    status: 500,
    expose: false,
    message: 'The basic flow requires a package that cannot be loaded: npm install @aws-sdk/client-sts',
  });
  expect(inspect(error, { depth: null, showHidden: true })).not.toContain('/srv');
});

test("without a client option, the basic flow loads STS in the identity pool's region", async () => {
  const { exchange, identityPool, user } = await createWorld({ basicFlow: { roleArn } });
  vi.stubEnv('AWS_ENDPOINT_URL_STS', identityPool.url);
  const { accessKeyId } = await exchange
    .forUser(await user())()
    .finally(() => {
      delete process.env['AWS_ENDPOINT_URL_STS'];
    });
  expect(identityPool.sessionOf(accessKeyId)?.roleArn).toBe(roleArn);
});

/** Every function with options, in every package: the error for a mistyped option suggests the intended name. */
import {
  appSyncAuthorizer,
  appSyncEventsAuthorizer,
  httpAuthorizer,
  restAuthorizer,
  webSocketAuthorizer,
} from '@cognito-guard/authorizer';
import { createVerifier, type OnePoolOptions } from '@cognito-guard/core';
import { AuthStore, compileRequirements, protectedResource } from '@cognito-guard/core/http';
import { authorizerContextReader } from '@cognito-guard/core/lambda';
import { behindLoadBalancer } from '@cognito-guard/core/load-balancer';
import { memoryRevocationStore, revocationHandler, signOut } from '@cognito-guard/core/revocation';
import { cloudWatchMetrics, openTelemetry } from '@cognito-guard/core/telemetry';
import { preTokenGeneration } from '@cognito-guard/core/triggers';
import { createTestPool } from '@cognito-guard/testing';
import { describe, expect, test } from 'vitest';
import { signOutHandler } from '../../../packages/express/src/index.ts';
import { createCredentialExchange, signedFetch, signedUrl } from '../../../packages/identity-pool/src/index.ts';
import { dynamoDbRevocationStore } from '../../../packages/revocation-dynamodb/src/index.ts';
import { redisRevocationStore } from '../../../packages/revocation-redis/src/index.ts';

const pool = await createTestPool();
const options = { ...pool.options, tokenUse: null } satisfies OnePoolOptions;
const verifier = createVerifier(options);
const auth = await verifier.verify(pool.accessToken());
const store = memoryRevocationStore();
const identityPoolId = 'eu-west-1:00000000-1111-2222-3333-444444444444';
const credentials = async () => ({ accessKeyId: 'id', secretAccessKey: 'secret' });

/** Calls a function with options that its types reject. */
type Call = (given: never) => unknown;

const functions: readonly (readonly [name: string, call: Call])[] = [
  ['createVerifier', (given) => createVerifier(given)],
  ['createVerifier, several pools', (given: object) => createVerifier({ pools: [options], ...given })],
  ['createVerifier, resolved pools', (given: object) => createVerifier({ resolvePool: () => undefined, ...given })],
  ['createVerifier: pools[0]', (given) => createVerifier({ pools: [given] })],
  ['createVerifier: keys', (keys) => createVerifier({ ...options, keys })],
  ['createVerifier: cache', (cache) => createVerifier({ ...options, cache })],
  ['createVerifier: revocation', (revocation) => createVerifier({ ...options, revocation })],
  ['verify', (given) => verifier.verify(pool.accessToken(), given)],
  ['compileRequirements', (given) => compileRequirements(given)],
  [
    'authenticate',
    (given) =>
      new AuthStore(() => ({ header: () => undefined, query: () => undefined })).authenticator(verifier, given),
  ],
  [
    'authorize',
    (given) => new AuthStore(() => ({ header: () => undefined, query: () => undefined })).authorizer(given),
  ],
  ['getAuth', (given) => new AuthStore(() => ({ header: () => undefined, query: () => undefined })).get({}, given)],
  ['protectedResourceMetadata', (given) => protectedResource(given)],
  ['authorizerContextReader', (given) => authorizerContextReader(given)],
  ['memoryRevocationStore', (given) => memoryRevocationStore(given)],
  ['preTokenGeneration', (given) => preTokenGeneration(given, () => ({ claims: {} }))],
  ['revocationHandler', (given) => revocationHandler(store, given)],
  ['signOut', (given) => signOut(auth, given)],
  ['restAuthorizer', (given) => restAuthorizer(verifier, given)],
  ['restAuthorizer: routes[0]', (route) => restAuthorizer(verifier, { routes: [route] })],
  ['restAuthorizer with a policy', (given: object) => restAuthorizer(verifier, { policy: 'whole-api', ...given })],
  ['httpAuthorizer', (given) => httpAuthorizer(verifier, given)],
  ['webSocketAuthorizer', (given) => webSocketAuthorizer(verifier, given)],
  ['appSyncAuthorizer', (given) => appSyncAuthorizer(verifier, given)],
  ['appSyncAuthorizer: fields[0]', (field) => appSyncAuthorizer(verifier, { fields: [field] })],
  ['appSyncEventsAuthorizer', (given) => appSyncEventsAuthorizer(verifier, given)],
  ['appSyncEventsAuthorizer: channels[0]', (channel) => appSyncEventsAuthorizer(verifier, { channels: [channel] })],
  ['behindLoadBalancer', (given) => behindLoadBalancer(verifier, given)],
  [
    'redisRevocationStore',
    (given) => redisRevocationStore({ get: pool.now, setex: pool.now, eval: pool.now } as never, given),
  ],
  ['appSyncEventsAuthorizer', (given) => appSyncEventsAuthorizer(verifier, given)],
  ['cloudWatchMetrics', (given) => cloudWatchMetrics(given)],
  ['openTelemetry', (given) => openTelemetry(given)],
  ['createVerifier: audience', (audience) => createVerifier({ ...options, audience })],
  ['signOutHandler', (given) => signOutHandler(given)],
  ['signedUrl', (given) => signedUrl(credentials, given)],
  ['dynamoDbRevocationStore', (given) => dynamoDbRevocationStore(given)],
  ['createCredentialExchange', (given) => createCredentialExchange(given)],
  ['createCredentialExchange: basicFlow', (basicFlow) => createCredentialExchange({ identityPoolId, basicFlow })],
  ['forUser', (given) => createCredentialExchange({ identityPoolId }).forUser(auth as never, given)],
  ['forLogin', (given) => createCredentialExchange({ identityPoolId }).forLogin({ 'x.example': 'token' }, given)],
  ['guest', (given) => createCredentialExchange({ identityPoolId }).guest(given)],
  ['signedFetch', (given) => signedFetch(credentials, given)],
  ['signedUrl', (given) => signedUrl(credentials, given)],
];

/** @returns The message of a function's TypeError for an unknown option, or without options. */
const messageFor = async (call: Call, name: string | undefined): Promise<string> => {
  try {
    await call((name === undefined ? {} : { [name]: 'value' }) as never);
  } catch (error) {
    if (error instanceof TypeError) return error.message;
    throw error;
  }
  throw new Error(`The option ${name} was accepted.`);
};

const middleOf = (name: string): number => Math.floor(name.length / 2);

/** Typos: a missing letter, a doubled letter, two swapped letters, another case, snake case. */
const mistyped = (name: string): readonly string[] => {
  const middle = middleOf(name);
  const [a = '', b = ''] = name.slice(middle);
  return [
    name.slice(0, middle) + name.slice(middle + 1),
    name.slice(0, middle) + a + name.slice(middle),
    name.slice(0, middle) + b + a + name.slice(middle + 2),
    name.toUpperCase(),
    name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
  ].filter((one) => one !== name);
};

describe('the error for a mistyped option suggests the intended name:', () => {
  test.each(functions)('%s', async (_, call) => {
    const message = await messageFor(call, 'zzzzzzzz');
    expect(message).toMatch(/has no option "zzzzzzzz"; its options are [\w, ]+\.$/);
    const names = message.slice(message.indexOf('its options are ') + 16, -1).split(', ');
    for (const name of names) {
      for (const typo of mistyped(name)) {
        expect(await messageFor(call, typo)).toMatch(new RegExp(`has no option "${typo}".* Did you mean ${name}\\?$`));
      }
    }
  });
});

test.each<[name: string, call: Call, option: string]>([
  ['createVerifier', (given) => createVerifier(given), 'createVerifier: userPoolId'],
  ['createVerifier: revocation', (revocation) => createVerifier({ ...options, revocation }), 'revocation.store'],
  ['protectedResourceMetadata', (given) => protectedResource(given), 'resource'],
  ['revocationHandler', (given) => revocationHandler(store, given), 'userPoolIds'],
  ['signOut', (given) => signOut(auth, given), 'store'],
  ['restAuthorizer', (given) => restAuthorizer(verifier, given), 'routes'],
  ['httpAuthorizer', (given) => httpAuthorizer(verifier, given), 'routes'],
  ['dynamoDbRevocationStore', (given) => dynamoDbRevocationStore(given), 'client'],
  ['createCredentialExchange', (given) => createCredentialExchange(given), 'identityPoolId'],
  ['signedFetch', (given) => signedFetch(credentials, given), 'region'],
])(
  'the error of %s without a required option names the option and mentions no environment variable',
  async (_, call, option) => {
    const message = await messageFor(call, undefined);
    expect(message).toMatch(new RegExp(`${option} must be [^;]+; it is missing\\.$`));
  },
);

test.each([
  ['timeout', (given: object) => createVerifier({ ...options, keys: given }), 'timeoutMs'],
  ['groups', (given: object) => compileRequirements(given), 'allGroups'],
  ['scopes', (given: object) => compileRequirements(given), 'allScopes'],
  ['client_id', (given: object) => createVerifier(given as OnePoolOptions), 'clientId'],
  ['userPoolID', (given: object) => createVerifier(given as OnePoolOptions), 'userPoolId'],
])('the error for %s, an option of another library, suggests our name', async (name, call, meant) => {
  expect(await messageFor(call as Call, name)).toContain(` Did you mean ${meant}?`);
});

test.each(['zzzzzzzz', 'audit', 'x'.repeat(10_000), ''])(
  'the error for an unknown option without a similar name has no suggestion: %.20s',
  async (name) => {
    expect(await messageFor((given) => createVerifier(given), name)).not.toContain('Did you mean');
  },
);

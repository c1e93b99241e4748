import { createVerifier } from '@cognito-guard/core';
import { memoryRevocationStore } from '@cognito-guard/core/revocation';
import {
  type CredentialExchange,
  createCredentialExchange,
  loginProviders,
  signedFetch,
} from '@cognito-guard/identity-pool';
import { describe, expect, test } from 'vitest';
import { createWorld } from './support/world.ts';

const identityPoolId = 'eu-west-1:00000000-1111-2222-3333-444444444444';
const store = memoryRevocationStore();
const roleArn = 'arn:aws:iam::123456789012:role/user';

describe('a configuration error is a TypeError that names the option', () => {
  test.each<{ options: object; says: RegExp }>([
    { options: {}, says: /: identityPoolId must be an identity pool id.*; it is missing\.$/ },
    { options: { identityPoolId: undefined }, says: /: identityPoolId .*undefined.*environment variable unset/ },
    { options: { identityPoolId: '' }, says: /: identityPoolId .*environment variable unset/ },
    { options: { identityPoolId: 'eu-west-1_AbC123xyz' }, says: /: identityPoolId .*eu-west-1_AbC123xyz/ },
    { options: { cacheSize: 5 }, says: /options has no option "cacheSize"; its options are identityPoolId/ },
    { options: { client: {} }, says: /: client must be a CognitoIdentityClient/ },
    { options: { client: undefined }, says: /: client must be/ },
    { options: { client: Promise.resolve() }, says: /: client must be .* got a Promise. Is an await missing\?$/ },
    { options: { verifier: undefined }, says: /: verifier must be a verifier of ID tokens.*undefined/ },
    { options: { verifier: store }, says: /: verifier must be .* got an object without verify\.$/ },
    { options: { revocation: { store } }, says: /options has no option "revocation"/ },
    { options: { providerName: 'pool' }, says: /: providerName must be a function/ },
    { options: { maxEntries: 0 }, says: /: maxEntries must be a whole number of entries from 1/ },
    { options: { maxEntries: Number.NaN }, says: /: maxEntries .*NaN/ },
    { options: { timeoutMs: 50 }, says: /: timeoutMs .* milliseconds from 100 to 60000; got 50/ },
    { options: { getIdPerSecond: '25' }, says: /: getIdPerSecond .*"25"/ },
    { options: { unverifiedPerSecond: 0 }, says: /: unverifiedPerSecond must be a whole number of logins from 1/ },
    { options: { onEvent: 'log' }, says: /: onEvent must be a function/ },
    { options: { clock: 0 }, says: /: clock must be a function/ },
    { options: { basicFlow: {} }, says: /: basicFlow.roleArn must be the ARN of an IAM role/ },
    { options: { basicFlow: { roleArn: 'admin' } }, says: /: basicFlow.roleArn .*"admin"/ },
    { options: { basicFlow: { roleArn, guestRoleArn: '' } }, says: /: basicFlow.guestRoleArn .*unset/ },
    { options: { basicFlow: { roleArn, durationSeconds: 60 } }, says: /: basicFlow.durationSeconds .*900/ },
    { options: { basicFlow: { roleArn, client: {} } }, says: /: basicFlow.client must be an STS/ },
    { options: { basicFlow: { roleArn, role: '' } }, says: /: basicFlow has no option "role"/ },
  ])('$says', ({ options, says }) => {
    const given =
      'identityPoolId' in options || Object.keys(options).length === 0 ? options : { identityPoolId, ...options };
    const make = () => createCredentialExchange(given as Parameters<typeof createCredentialExchange>[0]);
    expect(make).toThrow(TypeError);
    expect(make).toThrow(/^createCredentialExchange: /);
    expect(make).toThrow(says);
  });

  test.each<{ what: string; make: () => unknown; says: RegExp }>([
    {
      what: 'createCredentialExchange with options that are not an object',
      make: () => createCredentialExchange('x' as never),
      says: /^createCredentialExchange: options must be an object with identityPoolId/,
    },
    {
      what: 'signedFetch without a region',
      make: () => signedFetch(async () => ({}) as never, {} as never),
      says: /^signedFetch: region must be/,
    },
    {
      what: 'signedFetch without a provider',
      make: () => signedFetch({} as never, { region: 'eu-west-1' }),
      says: /^signedFetch: credentials must be/,
    },
  ])('$what', ({ make, says }) => {
    expect(make).toThrow(TypeError);
    expect(make).toThrow(says);
  });
});

test.each([undefined, null, { subject: 'ann' }])(
  'forget(%o) throws a TypeError and deletes no credentials',
  (subject) => {
    const exchange = createCredentialExchange({ identityPoolId });
    expect(() => exchange.forget(subject as never)).toThrow(TypeError);
    expect(() => exchange.forget(subject as never)).toThrow(/^forget: subject must be the `sub` of a user/);
  },
);

test('signedFetch rejects a relative URL with a TypeError', async () => {
  const request = signedFetch(() => Promise.reject(new Error('asked')), { region: 'eu-west-1' });
  await expect(request('/orders')).rejects.toThrow(/^signedFetch: a request needs an absolute URL/);
});

describe('logins', () => {
  test('forUser throws for an access token and names tokenUse', async () => {
    const { exchange, pool } = await createWorld();
    const access = await createVerifier({ ...pool.options, tokenUse: 'access' }).verify(pool.accessToken());
    expect(() => exchange.forUser(access as never)).toThrow(TypeError);
    expect(() => exchange.forUser(access as never)).toThrow(/got an access token.*tokenUse: 'id'/);
    for (const other of [undefined, null, 'token', {}]) {
      expect(() => exchange.forUser(other as never)).toThrow(/got something else/);
    }
  });

  test('forUser validates its options', async () => {
    const { exchange, user } = await createWorld();
    const auth = await user();
    expect(() => exchange.forUser(auth, { customRoleArn: undefined as never })).toThrow(
      /^forUser: customRoleArn must be/,
    );
    expect(() => exchange.forUser(auth, { role: roleArn } as never)).toThrow(/no option "role"/);
  });

  test.each([
    ['forLogin', (exchange: CredentialExchange, given: object) => exchange.forLogin({ 'x.example': 'token' }, given)],
    ['guest', (exchange: CredentialExchange, given: object) => exchange.guest(given)],
  ] as const)('%s validates its options, and the error contains no identity id', (name, provider) => {
    const exchange = createCredentialExchange({ identityPoolId });
    const says = new RegExp(`^${name}: identityId must be an identity's id; got a object`);
    expect(() => provider(exchange, { identityId: { id: 'secret' } })).toThrow(says);
    expect(() => provider(exchange, { identity: 'x' })).toThrow(/no option "identity"/);
  });

  test.each([
    ...Object.values(loginProviders),
    'cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbC123xyz',
    'login.example.com/tenant/v2.0',
    'arn:aws:iam::123456789012:saml-provider/Office',
  ])('forLogin accepts the provider %s', (name) => {
    const exchange = createCredentialExchange({ identityPoolId });
    expect(exchange.forLogin({ [name]: 'token' })).toBeTypeOf('function');
  });

  test.each<{ logins: unknown; says: RegExp }>([
    { logins: { 'https://accounts.google.com': 'token' }, says: /must be a provider name without https:/ },
    { logins: { google: 'token' }, says: /must be a provider name/ },
    { logins: { 'accounts.google.com': '' }, says: /accounts.google.com'\] must be a token; got an empty string\./ },
    { logins: { 'accounts.google.com': undefined }, says: /must be a token; got undefined/ },
    { logins: {}, says: /got an empty one/ },
    { logins: null, says: /must be an object/ },
  ])('$says', ({ logins, says }) => {
    const exchange = createCredentialExchange({ identityPoolId });
    expect(() => exchange.forLogin(logins as Record<string, string>)).toThrow(TypeError);
    expect(() => exchange.forLogin(logins as Record<string, string>)).toThrow(says);
  });
});

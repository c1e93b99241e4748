import { callerFromEvent } from '@cognito-guard/identity-pool';
import {
  functionUrlEvent,
  httpEvent as httpEventOf,
  restEvent as restEventOf,
} from '@cognito-guard/testing/lambda-events';
import { describe, expect, test } from 'vitest';

const identityId = 'eu-west-1:11111111-1111-2222-3333-444444444444';
const identityPoolId = 'eu-west-1:00000000-1111-2222-3333-444444444444';
const provider = 'cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbC123xyz';
const subject = '1b2c3d4e-1111-2222-3333-444444444444';
const signIn = `${provider}:CognitoSignIn:${subject}`;
const user = { identityId, identityPoolId, authenticated: true, userPoolId: 'eu-west-1_AbC123xyz', subject };
const nameless = { ...user, userPoolId: undefined, subject: undefined };

const restEvent = (identity: object) => ({
  requestContext: {
    identity: {
      cognitoIdentityId: identityId,
      cognitoIdentityPoolId: identityPoolId,
      cognitoAuthenticationType: 'authenticated',
      cognitoAuthenticationProvider: `${provider},${signIn}`,
      ...identity,
    },
  },
});
const httpEvent = (cognitoIdentity: object | null) => ({
  requestContext: { authorizer: { iam: { cognitoIdentity } } },
});
const amr = ['authenticated', provider, signIn];

describe('callerFromEvent', () => {
  test.each([restEventOf, httpEventOf])('reads the caller from an event of %o', (build) => {
    const signedBy = { identityId, identityPoolId };
    expect(callerFromEvent(build({ signedBy: { ...signedBy, login: { provider, subject } } }))).toEqual(user);
    expect(callerFromEvent(build({ signedBy }))).toEqual({ ...nameless, authenticated: false });
    expect(callerFromEvent(build())).toBeUndefined();
  });

  test('returns undefined for a function URL, whose events contain no identity of an identity pool', () => {
    const event = functionUrlEvent({ signedBy: { identityId, identityPoolId, login: { provider, subject } } });
    expect(event.requestContext.authorizer).toHaveProperty('iam.cognitoIdentity', null);
    expect(callerFromEvent(event)).toBeUndefined();
  });

  test('reads the caller from a REST event', () => {
    expect(callerFromEvent(restEvent({}))).toEqual(user);
  });

  test('reads the caller from an HTTP event', () => {
    expect(callerFromEvent(httpEvent({ amr, identityId, identityPoolId }))).toEqual(user);
  });

  test('returns a guest for an unauthenticated identity', () => {
    const guest = { ...nameless, authenticated: false };
    const identity = { cognitoAuthenticationType: 'unauthenticated', cognitoAuthenticationProvider: null };
    expect(callerFromEvent(restEvent(identity))).toEqual(guest);
    expect(callerFromEvent(httpEvent({ amr: ['unauthenticated'], identityId, identityPoolId }))).toEqual(guest);
  });

  test.each([
    { what: 'another provider', text: 'accounts.google.com,accounts.google.com:OIDC:123' },
    { what: "another provider whose sub looks like a user pool's", text: `evil.example,evil.example:OIDC:x,${signIn}` },
    { what: 'two logins', text: `${provider},${signIn},accounts.google.com:OIDC:123` },
    { what: 'two user pools', text: `cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Other,${signIn}` },
    { what: 'a sub with a colon', text: `${provider},${signIn}:admin` },
  ])('returns no subject for a login with $what', ({ text }) => {
    expect(callerFromEvent(restEvent({ cognitoAuthenticationProvider: text }))).toEqual(nameless);
    const event = httpEvent({ amr: ['authenticated', ...text.split(',')], identityId, identityPoolId });
    expect(callerFromEvent(event)).toEqual(nameless);
  });

  test.each([
    { what: 'no signature', event: { requestContext: {} } },
    { what: 'an IAM role without an identity', event: httpEvent(null) },
    { what: 'no identity id', event: restEvent({ cognitoIdentityId: null }) },
    { what: 'no pool', event: restEvent({ cognitoIdentityPoolId: '' }) },
    { what: 'no type', event: restEvent({ cognitoAuthenticationType: null }) },
    { what: 'an unknown type', event: httpEvent({ amr: ['AUTHENTICATED'], identityId, identityPoolId }) },
    { what: 'an amr that is not a list', event: httpEvent({ amr: 'authenticated', identityId, identityPoolId }) },
    {
      what: 'inherited members',
      event: { requestContext: { identity: Object.create(restEvent({}).requestContext.identity) } },
    },
  ])('returns undefined for an event with $what', ({ event }) => {
    expect(callerFromEvent(event)).toBeUndefined();
  });
});

import { describe, expect, test } from 'vitest';
import type { AuthFlow, UserOptions } from '../../src/index.ts';
import { openPool, type TestedPool } from '../support/pool.ts';
import { call, secretHash } from './support/call.ts';

const authFlows: readonly AuthFlow[] = [
  'ALLOW_USER_PASSWORD_AUTH',
  'ALLOW_ADMIN_USER_PASSWORD_AUTH',
  'ALLOW_USER_AUTH',
  'ALLOW_REFRESH_TOKEN_AUTH',
];

const bob = { username: 'bob', password: 'Password1!' };
const credentials = { USERNAME: 'bob', PASSWORD: 'Password1!' };

const open = (users: readonly UserOptions[] = [bob], clientSecret?: string): Promise<TestedPool> =>
  openPool({ users, clients: [{ clientId: 'web', authFlows, ...(clientSecret !== undefined && { clientSecret }) }] });

const initiate = (pool: TestedPool, AuthParameters: object = credentials, AuthFlow = 'USER_PASSWORD_AUTH') =>
  call(pool, 'InitiateAuth', { ClientId: 'web', AuthFlow, AuthParameters });

const respond = (pool: TestedPool, ChallengeName: string, Session: string | undefined, answers: object) =>
  call(pool, 'RespondToAuthChallenge', {
    ...{ ClientId: 'web', ChallengeName, Session },
    ChallengeResponses: { USERNAME: 'bob', ...answers },
  });

const tokens = { AuthenticationResult: { AccessToken: expect.any(String), RefreshToken: expect.any(String) } };

describe('challenges of the API', () => {
  test('a temporary password is replaced, and the next sign-in takes the new one', async () => {
    await using pool = await open([{ ...bob, email: 'bob@example.com', status: 'FORCE_CHANGE_PASSWORD' }]);
    const { body } = await initiate(pool);
    expect(body).toMatchObject({
      ChallengeName: 'NEW_PASSWORD_REQUIRED',
      ChallengeParameters: {
        USER_ID_FOR_SRP: 'bob',
        requiredAttributes: '[]',
        userAttributes: JSON.stringify({ email: 'bob@example.com', email_verified: 'true' }),
      },
    });
    const weak = await respond(pool, 'NEW_PASSWORD_REQUIRED', body.Session, { NEW_PASSWORD: 'weak' });
    expect(weak.body.__type).toBe('InvalidPasswordException');
    const right = await respond(pool, 'NEW_PASSWORD_REQUIRED', body.Session, { NEW_PASSWORD: 'Password2!' });
    expect(right.body).toMatchObject(tokens);
    expect((await initiate(pool, { ...credentials, PASSWORD: 'Password2!' })).body).toMatchObject(tokens);
  });

  test("the code of an authenticator app is the second factor, and the pool's owner can read it", async () => {
    await using pool = await open([{ ...bob, mfa: { method: 'totp' } }]);
    const { body } = await initiate(pool);
    expect(body.ChallengeName).toBe('SOFTWARE_TOKEN_MFA');
    const code = pool.local.totp('bob');
    expect(pool.sent).toEqual([{ purpose: 'mfa', username: 'bob', code }]);
    const wrong = await respond(pool, 'SOFTWARE_TOKEN_MFA', body.Session, { SOFTWARE_TOKEN_MFA_CODE: 'abcdef' });
    expect(wrong.body.__type).toBe('CodeMismatchException');
    const right = await respond(pool, 'SOFTWARE_TOKEN_MFA', body.Session, { SOFTWARE_TOKEN_MFA_CODE: code });
    expect(right.body).toMatchObject(tokens);
  });

  test.each([
    ['email', 'EMAIL_OTP', 'EMAIL', 'b***@e***'],
    ['sms', 'SMS_MFA', 'SMS', '+********100'],
  ] as const)('a code by %s is the second factor', async (method, name, medium, destination) => {
    const attributes = { phone_number: '+15550100' };
    await using pool = await open([{ ...bob, email: 'bob@example.com', attributes, mfa: { method } }]);
    const { body } = await initiate(pool);
    expect(body).toMatchObject({
      ChallengeName: name,
      ChallengeParameters: { CODE_DELIVERY_DELIVERY_MEDIUM: medium, CODE_DELIVERY_DESTINATION: destination },
    });
    const right = await respond(pool, name, body.Session, { [`${name}_CODE`]: pool.lastCode });
    expect(right.body).toMatchObject(tokens);
  });

  test('an authenticator app is added by its user, and the next sign-in needs its code', async () => {
    await using pool = await open();
    const AccessToken = (await initiate(pool)).body.AuthenticationResult?.['AccessToken'];
    const SoftwareTokenMfaSettings = { Enabled: true, PreferredMfa: true };
    const early = await call(pool, 'SetUserMFAPreference', { AccessToken, SoftwareTokenMfaSettings });
    expect(early.body.__type).toBe('InvalidParameterException');
    const { SecretCode } = (await call(pool, 'AssociateSoftwareToken', { AccessToken })).body;
    expect(SecretCode).toMatch(/^[A-Z2-7]{52}$/);
    const wrong = await call(pool, 'VerifySoftwareToken', { AccessToken, UserCode: '000000' });
    expect(wrong.body.__type).toBe('EnableSoftwareTokenMFAException');
    const { TOTP } = await import('otpauth');
    const UserCode = new TOTP({ secret: `${SecretCode}` }).generate();
    expect((await call(pool, 'VerifySoftwareToken', { AccessToken, UserCode })).body).toEqual({ Status: 'SUCCESS' });
    await call(pool, 'SetUserMFAPreference', { AccessToken, SoftwareTokenMfaSettings });
    expect((await call(pool, 'GetUser', { AccessToken })).body).toMatchObject({
      PreferredMfaSetting: 'SOFTWARE_TOKEN_MFA',
      UserMFASettingList: ['SOFTWARE_TOKEN_MFA'],
    });
    expect((await initiate(pool)).body.ChallengeName).toBe('SOFTWARE_TOKEN_MFA');
    await call(pool, 'SetUserMFAPreference', { AccessToken, SoftwareTokenMfaSettings: { Enabled: false } });
    expect((await initiate(pool)).body).toMatchObject(tokens);
  });

  test('a user chooses the password among the first factors', async () => {
    await using pool = await open();
    const choice = await initiate(pool, { USERNAME: 'bob' }, 'USER_AUTH');
    expect(choice.body).toMatchObject({
      ChallengeName: 'SELECT_CHALLENGE',
      AvailableChallenges: ['PASSWORD', 'PASSWORD_SRP'],
    });
    const answers = { ANSWER: 'PASSWORD', PASSWORD: 'Password1!' };
    expect((await respond(pool, 'SELECT_CHALLENGE', choice.body.Session, answers)).body).toMatchObject(tokens);
    const preferred = { ...credentials, PREFERRED_CHALLENGE: 'PASSWORD' };
    expect((await initiate(pool, preferred, 'USER_AUTH')).body).toMatchObject(tokens);
  });

  test('a session expires after three minutes, and is of one user and one challenge', async () => {
    await using pool = await open([{ ...bob, mfa: { method: 'totp' } }, { username: 'eve' }]);
    const { Session } = (await initiate(pool)).body;
    const code = { SOFTWARE_TOKEN_MFA_CODE: pool.local.totp('bob') };
    const refused = { status: 400, body: { __type: 'NotAuthorizedException' } };
    expect(await respond(pool, 'SOFTWARE_TOKEN_MFA', Session, { ...code, USERNAME: 'eve' })).toMatchObject(refused);
    expect(await respond(pool, 'NEW_PASSWORD_REQUIRED', Session, { NEW_PASSWORD: 'Password2!' })).toMatchObject(
      refused,
    );
    pool.advance(181);
    expect(await respond(pool, 'SOFTWARE_TOKEN_MFA', Session, code)).toMatchObject(refused);
  });

  test('an unknown user gets the challenge of SRP as a known one, with the same salt each time, and fails at its end', async () => {
    await using pool = await openPool();
    const start = () => initiate(pool, { USERNAME: 'zoe', SRP_A: 'abc' }, 'USER_SRP_AUTH');
    const [one, other] = [(await start()).body.ChallengeParameters, (await start()).body.ChallengeParameters];
    expect(one).toMatchObject({ SALT: other?.['SALT'], USER_ID_FOR_SRP: expect.stringMatching(/^[\da-f-]{36}$/) });
    expect(one?.['SECRET_BLOCK']).not.toBe(other?.['SECRET_BLOCK']);
    const claim = {
      USERNAME: one?.['USERNAME'],
      PASSWORD_CLAIM_SECRET_BLOCK: one?.['SECRET_BLOCK'],
      PASSWORD_CLAIM_SIGNATURE: 'AAAA',
      TIMESTAMP: 'Sat Nov 21 09:05:00 UTC 2026',
    };
    expect((await respond(pool, 'PASSWORD_VERIFIER', undefined, claim)).body).toEqual({
      __type: 'NotAuthorizedException',
      message: 'Incorrect username or password.',
    });
  });

  test('a code for an unknown user seems to be sent, to the same place each time', async () => {
    await using pool = await openPool();
    for (const operation of ['ForgotPassword', 'ResendConfirmationCode']) {
      const ask = async () => (await call(pool, operation, { ClientId: 'web', Username: 'zoe' })).body;
      const CodeDeliveryDetails = {
        ...{ AttributeName: 'email', DeliveryMedium: 'EMAIL' },
        Destination: expect.stringMatching(/^[a-f]\*{3}@[a-f]\*{3}$/),
      };
      expect(await ask()).toEqual({ CodeDeliveryDetails });
      expect(await ask()).toEqual(await ask());
    }
    expect(pool.sent).toEqual([]);
  });

  test('an administrator signs a user in', async () => {
    await using pool = await open([{ ...bob, mfa: { method: 'email' }, email: 'bob@example.com' }]);
    const at = { UserPoolId: pool.local.userPoolId, ClientId: 'web' };
    const { body } = await call(pool, 'AdminInitiateAuth', {
      ...{ ...at, AuthFlow: 'ADMIN_USER_PASSWORD_AUTH', AuthParameters: credentials },
    });
    expect(body.ChallengeName).toBe('EMAIL_OTP');
    const answered = await call(pool, 'AdminRespondToAuthChallenge', {
      ...{ ...at, ChallengeName: 'EMAIL_OTP', Session: body.Session },
      ChallengeResponses: { USERNAME: 'bob', EMAIL_OTP_CODE: pool.lastCode },
    });
    expect(answered.body).toMatchObject(tokens);
  });

  test('a client with a secret sends its hash in each step', async () => {
    const secret = 'local-secret';
    await using pool = await open([{ ...bob, mfa: { method: 'totp' } }], secret);
    const SECRET_HASH = secretHash('bob', 'web', secret);
    const { Session } = (await initiate(pool, { ...credentials, SECRET_HASH })).body;
    const code = { SOFTWARE_TOKEN_MFA_CODE: pool.local.totp('bob') };
    expect((await respond(pool, 'SOFTWARE_TOKEN_MFA', Session, code)).body).toMatchObject({
      __type: 'NotAuthorizedException',
      message: 'Client web is configured with secret but SECRET_HASH was not received',
    });
    const right = await respond(pool, 'SOFTWARE_TOKEN_MFA', Session, { ...code, SECRET_HASH });
    expect(right.body).toMatchObject(tokens);
    const REFRESH_TOKEN = right.body.AuthenticationResult?.['RefreshToken'];
    const refreshed = await initiate(pool, { REFRESH_TOKEN, SECRET_HASH }, 'REFRESH_TOKEN_AUTH');
    expect(refreshed.body.AuthenticationResult).toMatchObject({ AccessToken: expect.any(String) });
  });
});

import { describe, expect, test } from 'vitest';
import type { LocalSignInOptions } from '../src/index.ts';
import { callback, openPool, type TestedPool } from './support/pool.ts';

const clients = [
  {
    clientId: 'web',
    callbackUrls: [callback],
    authFlows: ['ALLOW_CUSTOM_AUTH', 'ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
  },
] as const;

interface Answer {
  readonly __type?: string;
  readonly message?: string;
  readonly ChallengeParameters?: object;
  readonly Session?: string;
  readonly AuthenticationResult?: object;
}

const call = async (pool: TestedPool, operation: string, input: object): Promise<Answer> => {
  const response = await pool.local.fetch(
    new Request(pool.local.origin, {
      method: 'POST',
      headers: {
        'X-Amz-Target': `AWSCognitoIdentityProviderService.${operation}`,
        Authorization: 'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/eu-west-1/cognito-idp/aws4_request',
      },
      body: JSON.stringify(input),
    }),
  );
  return await response.json();
};

/** A pool whose triggers record their events; these handlers change the answer. */
const open = async (handlers: NonNullable<LocalSignInOptions['triggers']> = {}) => {
  const events: { readonly triggerSource: string; readonly request: unknown; readonly response: unknown }[] = [];
  type Handler = (event: never, context: never, callback: never) => unknown;
  const recorded = Object.fromEntries(
    Object.entries(handlers).map(([name, handler]) => [
      name,
      (event: (typeof events)[number]) => {
        events.push(structuredClone(event));
        return (handler as Handler)(event as never, undefined as never, undefined as never);
      },
    ]),
  );
  const pool = await openPool({
    clients,
    triggers: recorded,
    providers: [{ name: 'Google', type: 'Google', users: [{ userId: '7', email: 'gina@example.com' }] }],
  });
  return { events, pool, [Symbol.asyncDispose]: () => pool.local.close() };
};

const userAttributes = {
  sub: expect.any(String),
  'cognito:user_status': 'CONFIRMED',
  email: 'alice@example.com',
  email_verified: 'true',
};

/** Two questions, the second of which needs the answer 42. */
const quiz: NonNullable<LocalSignInOptions['triggers']> = {
  defineAuthChallenge: async (event) => {
    const { session } = event.request;
    const isRight = session.at(-1)?.challengeResult === true;
    const response = { issueTokens: isRight, failAuthentication: session.length > 1 && !isRight };
    return { ...event, response: { ...response, challengeName: 'CUSTOM_CHALLENGE' } };
  },
  createAuthChallenge: async (event) => ({
    ...event,
    response: {
      publicChallengeParameters: { question: '6 * 7' },
      privateChallengeParameters: { answer: '42' },
      challengeMetadata: `QUESTION_${event.request.session.length}`,
    },
  }),
  verifyAuthChallengeResponse: async (event) => {
    const { privateChallengeParameters, challengeAnswer } = event.request;
    return { ...event, response: { answerCorrect: privateChallengeParameters['answer'] === challengeAnswer } };
  },
};

const start = (pool: TestedPool, name = 'alice') =>
  call(pool, 'InitiateAuth', { ClientId: 'web', AuthFlow: 'CUSTOM_AUTH', AuthParameters: { USERNAME: name } });
const respond = (pool: TestedPool, Session: string | undefined, answer: string, ClientMetadata?: object) =>
  call(pool, 'RespondToAuthChallenge', {
    ClientId: 'web',
    ChallengeName: 'CUSTOM_CHALLENGE',
    Session,
    ChallengeResponses: { USERNAME: 'alice', ANSWER: answer },
    ClientMetadata,
  });

describe('a custom sign-in', () => {
  test('runs the three triggers with the events that AWS documents', async () => {
    await using opened = await open(quiz);
    const { pool, events } = opened;
    const first = await start(pool);
    expect(first).toMatchObject({
      ChallengeName: 'CUSTOM_CHALLENGE',
      ChallengeParameters: { USERNAME: 'alice', question: '6 * 7' },
    });
    const second = await respond(pool, first.Session, '41', { from: 'phone' });
    const done = await respond(pool, second.Session, '42');
    expect(done.AuthenticationResult).toMatchObject({ TokenType: 'Bearer', AccessToken: expect.any(String) });

    const wrong = { challengeName: 'CUSTOM_CHALLENGE', challengeResult: false, challengeMetadata: 'QUESTION_0' };
    const right = { challengeName: 'CUSTOM_CHALLENGE', challengeResult: true, challengeMetadata: 'QUESTION_1' };
    const clientMetadata = { from: 'phone' };
    const known = { userAttributes, userNotFound: false };
    const privateChallengeParameters = { answer: '42' };
    expect(events.map(({ triggerSource, request }) => [triggerSource, request])).toEqual([
      ['DefineAuthChallenge_Authentication', { ...known, session: [] }],
      ['CreateAuthChallenge_Authentication', { ...known, challengeName: 'CUSTOM_CHALLENGE', session: [] }],
      [
        'VerifyAuthChallengeResponse_Authentication',
        { ...known, privateChallengeParameters, challengeAnswer: '41', clientMetadata },
      ],
      ['DefineAuthChallenge_Authentication', { ...known, session: [wrong], clientMetadata }],
      [
        'CreateAuthChallenge_Authentication',
        { ...known, challengeName: 'CUSTOM_CHALLENGE', session: [wrong], clientMetadata },
      ],
      ['VerifyAuthChallengeResponse_Authentication', { ...known, privateChallengeParameters, challengeAnswer: '42' }],
      ['DefineAuthChallenge_Authentication', { ...known, session: [wrong, right] }],
    ]);
    expect(events.slice(0, 3).map(({ response }) => response)).toEqual([
      { challengeName: null, issueTokens: null, failAuthentication: null },
      { publicChallengeParameters: null, privateChallengeParameters: null, challengeMetadata: null },
      { answerCorrect: null },
    ]);
  });

  test('refuses after the answers that the define trigger counts, and a session is for one answer', async () => {
    await using opened = await open(quiz);
    const { pool } = opened;
    const first = await start(pool);
    const second = await respond(pool, first.Session, 'x');
    expect(await respond(pool, first.Session, '42')).toMatchObject({ __type: 'NotAuthorizedException' });
    expect(await respond(pool, second.Session, 'x')).toMatchObject({
      __type: 'NotAuthorizedException',
      message: 'Incorrect username or password.',
    });
  });

  test('takes the same course for a user who does not exist, and issues no tokens', async () => {
    await using opened = await open(quiz);
    const { pool, events } = opened;
    const { Session } = await start(pool, 'nobody');
    expect(events[0]?.request).toEqual({ userAttributes: {}, session: [], userNotFound: true });
    expect(await respond(pool, Session, '42')).toMatchObject({ __type: 'NotAuthorizedException' });
  });

  test.each([
    ['without a decision', async () => ({ response: {} })],
    ['that names a challenge of Cognito', async () => ({ response: { challengeName: 'PASSWORD_VERIFIER' } })],
    ['whose decision is text', async () => ({ response: { issueTokens: 'yes' } })],
  ])('refuses an answer of the define trigger %s', async (_, defineAuthChallenge) => {
    await using opened = await open({ ...quiz, defineAuthChallenge });
    expect(await start(opened.pool)).toMatchObject({
      __type: 'InvalidLambdaResponseException',
      message: 'Unrecognizable lambda output',
    });
  });

  test('needs all three triggers', async () => {
    const { defineAuthChallenge } = quiz;
    await using opened = await open({ ...(defineAuthChallenge && { defineAuthChallenge }) });
    expect(await start(opened.pool)).toMatchObject({
      __type: 'InvalidParameterException',
      message: 'Custom auth lambda trigger is not configured for the user pool.',
    });
  });
});

describe('a user migration trigger', () => {
  const signIn = (pool: TestedPool, PASSWORD: string) =>
    call(pool, 'InitiateAuth', {
      ClientId: 'web',
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: 'old', PASSWORD },
      ClientMetadata: { app: 'legacy' },
    });
  const migrate: NonNullable<LocalSignInOptions['triggers']>['userMigration'] = async (event) =>
    event.request.password === 'Password1!' || event.triggerSource === 'UserMigration_ForgotPassword'
      ? {
          ...event,
          response: {
            userAttributes: { email: 'old@example.com', email_verified: 'true' },
            finalUserStatus: event.request.password === undefined ? 'RESET_REQUIRED' : 'CONFIRMED',
            messageAction: 'SUPPRESS',
          },
        }
      : event;

  test('adds the user at a sign-in, once', async () => {
    await using opened = await open({ userMigration: migrate });
    const { pool, events } = opened;
    expect(await signIn(pool, 'Password1!')).toMatchObject({ AuthenticationResult: { TokenType: 'Bearer' } });
    expect(await signIn(pool, 'Password1!')).toMatchObject({ AuthenticationResult: { TokenType: 'Bearer' } });
    expect(events.map(({ triggerSource, request }) => [triggerSource, request])).toEqual([
      ['UserMigration_Authentication', { password: 'Password1!', validationData: { app: 'legacy' } }],
    ]);
  });

  test('adds the user where a password is forgotten, who then sets a new one', async () => {
    await using opened = await open({ userMigration: migrate });
    const { pool, events } = opened;
    await call(pool, 'ForgotPassword', { ClientId: 'web', Username: 'old' });
    expect(events.map(({ triggerSource, request }) => [triggerSource, request])).toEqual([
      ['UserMigration_ForgotPassword', {}],
    ]);
    const input = { ClientId: 'web', Username: 'old', ConfirmationCode: pool.lastCode, Password: 'Password2!' };
    expect(await call(pool, 'ConfirmForgotPassword', input)).toEqual({});
    expect(await signIn(pool, 'Password2!')).toMatchObject({ AuthenticationResult: { TokenType: 'Bearer' } });
  });

  test('that returns no user leads to a wrong password, and one that throws to its own error', async () => {
    await using empty = await open({ userMigration: migrate });
    expect(await signIn(empty.pool, 'Other1!pass')).toMatchObject({ __type: 'NotAuthorizedException' });
    await using failing = await open({ userMigration: () => Promise.reject(new Error('no directory')) });
    expect(await signIn(failing.pool, 'Password1!')).toMatchObject({
      __type: 'UserNotFoundException',
      message: 'Exception migrating user in app client web',
    });
  });

  test('whose user needs a new password refuses the sign-in', async () => {
    await using opened = await open({
      userMigration: async (event) => ({ ...event, response: { userAttributes: { email: 'old@example.com' } } }),
    });
    expect(await signIn(opened.pool, 'Password1!')).toMatchObject({ __type: 'PasswordResetRequiredException' });
  });
});

describe('sign-up triggers', () => {
  const pass = async (event: object) => event;

  test('receive a sign-up by the API, its confirmation and a new password', async () => {
    await using opened = await open({ preSignUp: pass, postConfirmation: pass });
    const { pool, events } = opened;
    const user = { ClientId: 'web', Username: 'bob' };
    const ClientMetadata = { plan: 'gold' };
    await call(pool, 'SignUp', {
      ...user,
      ClientMetadata,
      Password: 'Password1!',
      UserAttributes: [{ Name: 'email', Value: 'bob@example.com' }],
      ValidationData: [{ Name: 'invite', Value: '17' }],
    });
    await call(pool, 'ConfirmSignUp', { ...user, ConfirmationCode: pool.lastCode });
    await call(pool, 'ForgotPassword', user);
    await call(pool, 'ConfirmForgotPassword', { ...user, ConfirmationCode: pool.lastCode, Password: 'Password2!' });
    const confirmed = { ...userAttributes, email: 'bob@example.com' };
    expect(events.map(({ triggerSource, request }) => [triggerSource, request])).toEqual([
      [
        'PreSignUp_SignUp',
        {
          userAttributes: { email: 'bob@example.com' },
          validationData: { invite: '17' },
          clientMetadata: { plan: 'gold' },
        },
      ],
      ['PostConfirmation_ConfirmSignUp', { userAttributes: confirmed }],
      ['PostConfirmation_ConfirmForgotPassword', { userAttributes: confirmed }],
    ]);
    expect(events[0]?.response).toEqual({ autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false });
  });

  test('receive a user of an administrator, without an app client', async () => {
    await using opened = await open({ preSignUp: pass, postConfirmation: pass });
    const { pool, events } = opened;
    const admin = { UserPoolId: 'eu-west-1_LocalPool', Username: 'bob' };
    await call(pool, 'AdminCreateUser', { ...admin, UserAttributes: [{ Name: 'name', Value: 'Bob' }] });
    expect(events).toMatchObject([
      {
        triggerSource: 'PreSignUp_AdminCreateUser',
        userName: 'bob',
        callerContext: { clientId: 'CLIENT_ID_NOT_APPLICABLE' },
        request: { userAttributes: { name: 'Bob' } },
      },
    ]);
  });

  test('receive the first sign-in through a provider, and sign-in triggers each later one', async () => {
    await using opened = await open({
      preSignUp: pass,
      postConfirmation: pass,
      preAuthentication: pass,
      postAuthentication: pass,
    });
    const { pool, events } = opened;
    for (const _ of [1, 2]) {
      const page = await pool.browser().get(pool.authorizeUrl({ identity_provider: 'Google' }));
      expect((await page.submit('/providers/Google', { userId: '7' })).url).toContain(`${callback}?code=`);
    }
    expect(events.map(({ triggerSource }) => triggerSource)).toEqual([
      'PreSignUp_ExternalProvider',
      'PostConfirmation_ConfirmSignUp',
      'PreAuthentication_Authentication',
      'PostAuthentication_Authentication',
    ]);
  });

  test('that refuse a user of a provider send the error to the app', async () => {
    await using opened = await open({ preSignUp: () => Promise.reject(new Error('Staff only')) });
    const { pool } = opened;
    const page = await pool.browser().get(pool.authorizeUrl({ identity_provider: 'Google', state: 's1' }));
    expect(Object.fromEntries((await page.submit('/providers/Google', { userId: '7' })).query)).toEqual({
      error: 'invalid_request',
      error_description: 'PreSignUp failed with error Staff only.',
      state: 's1',
    });
  });
});

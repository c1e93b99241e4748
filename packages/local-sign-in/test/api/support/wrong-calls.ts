/** A wrong call of the user pool API, and the exception that Cognito answers with. */
export interface WrongCall {
  readonly name: string;
  readonly operation: string;
  /** `{…}` stands for a value of the world. */
  readonly input: unknown;
  readonly exception: string;
  readonly message?: string;
}

type Row = readonly [name: string, input: unknown, exception: string, message?: string];

const rowsOf = (operation: string, ...rows: readonly Row[]): readonly WrongCall[] =>
  rows.map(([name, input, exception, message]) => ({
    ...{ name, operation, input, exception },
    ...(message !== undefined && { message }),
  }));

const web = { ClientId: 'web' };
const pool = { UserPoolId: '{pool}' };
const password = 'Password1!';
const incorrect = 'Incorrect username or password.';
const noUser = 'User does not exist.';
const noClient = 'User pool client other does not exist.';
const isNull = (member: string): string =>
  `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`;

const byPassword = (USERNAME: string, PASSWORD = password, ClientId = 'web', others: object = {}): object => ({
  ...{ ClientId, AuthFlow: 'USER_PASSWORD_AUTH' },
  AuthParameters: { USERNAME, PASSWORD, ...others },
});

const flow = (AuthFlow: string, AuthParameters: object = {}, ClientId = 'web'): object => ({
  ...{ ClientId, AuthFlow, AuthParameters },
});

const answer = (ChallengeName: string, ChallengeResponses: object, Session?: string): object => ({
  ...{ ...web, ChallengeName, ChallengeResponses },
  ...(Session !== undefined && { Session }),
});

const claim = {
  PASSWORD_CLAIM_SECRET_BLOCK: 'AAAA',
  PASSWORD_CLAIM_SIGNATURE: 'AAAA',
  TIMESTAMP: 'Sat Nov 21 09:05:00 UTC 2026',
};

export const wrongCalls: readonly WrongCall[] = [
  ...rowsOf(
    'InitiateAuth',
    ['no client', { AuthFlow: 'USER_PASSWORD_AUTH' }, 'InvalidParameterException', isNull('clientId')],
    [
      'neither client nor flow',
      {},
      'InvalidParameterException',
      "2 validation errors detected: Value null at 'clientId' failed to satisfy constraint: Member must not be null; Value null at 'authFlow' failed to satisfy constraint: Member must not be null",
    ],
    [
      'an empty client id',
      { ClientId: '', AuthFlow: 'USER_AUTH' },
      'InvalidParameterException',
      "1 validation error detected: Value at 'clientId' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ],
    [
      'a client id with a space',
      { ClientId: 'a b', AuthFlow: 'USER_AUTH' },
      'InvalidParameterException',
      "1 validation error detected: Value at 'clientId' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+]+",
    ],
    ['a flow that does not exist', flow('PASSWORD'), 'InvalidParameterException'],
    ['an unknown client', byPassword('alice', password, 'other'), 'ResourceNotFoundException', noClient],
    [
      'a flow that the client does not allow',
      byPassword('alice', password, 'closed'),
      'InvalidParameterException',
      'USER_PASSWORD_AUTH flow not enabled for this client',
    ],
    [
      "an administrator's flow",
      flow('ADMIN_USER_PASSWORD_AUTH', { USERNAME: 'alice', PASSWORD: password }),
      'InvalidParameterException',
      'Initiate Auth method not supported.',
    ],
    [
      'no USERNAME',
      flow('USER_PASSWORD_AUTH', { PASSWORD: password }),
      'InvalidParameterException',
      'Missing required parameter USERNAME',
    ],
    [
      'no PASSWORD',
      flow('USER_PASSWORD_AUTH', { USERNAME: 'alice' }),
      'InvalidParameterException',
      'Missing required parameter PASSWORD',
    ],
    [
      'no SRP_A',
      flow('USER_SRP_AUTH', { USERNAME: 'alice' }),
      'InvalidParameterException',
      'Missing required parameter SRP_A',
    ],
    ['SRP_A zero', flow('USER_SRP_AUTH', { USERNAME: 'alice', SRP_A: '0' }), 'InvalidParameterException'],
    [
      'no REFRESH_TOKEN',
      flow('REFRESH_TOKEN_AUTH'),
      'InvalidParameterException',
      'Missing required parameter REFRESH_TOKEN',
    ],
    [
      'a refresh token that is none',
      flow('REFRESH_TOKEN_AUTH', { REFRESH_TOKEN: 'x' }),
      'NotAuthorizedException',
      'Invalid Refresh Token',
    ],
    [
      "another client's refresh token",
      flow('REFRESH_TOKEN', { REFRESH_TOKEN: '{refresh}' }, 'legacy'),
      'NotAuthorizedException',
      'Invalid Refresh Token',
    ],
    ['a wrong password', byPassword('alice', 'Password2!'), 'NotAuthorizedException', incorrect],
    ['an unknown user', byPassword('zoe'), 'NotAuthorizedException', incorrect],
    ['an unknown user at a legacy client', byPassword('zoe', password, 'legacy'), 'UserNotFoundException', noUser],
    [
      'an unknown user by SRP at a legacy client',
      flow('USER_SRP_AUTH', { USERNAME: 'zoe', SRP_A: 'abc' }, 'legacy'),
      'UserNotFoundException',
      noUser,
    ],
    ['a user who is not confirmed', byPassword('bob'), 'UserNotConfirmedException', 'User is not confirmed.'],
    ['a disabled user', byPassword('eve'), 'NotAuthorizedException', 'User is disabled.'],
    ['a disabled user with a wrong password', byPassword('eve', 'Password2!'), 'NotAuthorizedException', incorrect],
    [
      'no hash of the secret',
      byPassword('alice', password, 'secret'),
      'NotAuthorizedException',
      'Client secret is configured with secret but SECRET_HASH was not received',
    ],
    [
      'a wrong hash of the secret',
      byPassword('alice', password, 'secret', { SECRET_HASH: 'AAAA' }),
      'NotAuthorizedException',
      'Unable to verify secret hash for client secret',
    ],
    [
      'a hash at a client without a secret',
      byPassword('alice', password, 'web', { SECRET_HASH: 'AAAA' }),
      'NotAuthorizedException',
    ],
    ['custom authentication without triggers', flow('CUSTOM_AUTH', { USERNAME: 'alice' }), 'InvalidParameterException'],
    ['a client id that is a number', { ClientId: 1, AuthFlow: 'USER_AUTH' }, 'SerializationException'],
    ['a client id that is a list', { ClientId: ['web'], AuthFlow: 'USER_AUTH' }, 'SerializationException'],
    ['parameters that are a list', { ...web, AuthFlow: 'USER_AUTH', AuthParameters: [] }, 'SerializationException'],
    ['a body that is no JSON', '{', 'SerializationException'],
  ),
  ...rowsOf(
    'RespondToAuthChallenge',
    ['a challenge that does not exist', answer('RIDDLE', {}), 'InvalidParameterException'],
    [
      'a session that is too short',
      answer('SMS_MFA', {}, 'short'),
      'InvalidParameterException',
      "1 validation error detected: Value at 'session' failed to satisfy constraint: Member must have length greater than or equal to 20",
    ],
    [
      'no USERNAME',
      answer('SOFTWARE_TOKEN_MFA', {}, '{session}'),
      'InvalidParameterException',
      'Missing required parameter USERNAME',
    ],
    ['no session', answer('SMS_MFA', { USERNAME: 'tom' }), 'InvalidParameterException'],
    [
      'a session that is none',
      answer('SMS_MFA', { USERNAME: 'tom', SMS_MFA_CODE: '123456' }, 'x'.repeat(20)),
      'NotAuthorizedException',
      'Invalid session for the user, session is expired.',
    ],
    [
      'no code',
      answer('SOFTWARE_TOKEN_MFA', { USERNAME: 'tom' }, '{session}'),
      'InvalidParameterException',
      'Missing required parameter SOFTWARE_TOKEN_MFA_CODE',
    ],
    [
      'a wrong code',
      answer('SOFTWARE_TOKEN_MFA', { USERNAME: 'tom', SOFTWARE_TOKEN_MFA_CODE: 'abcdef' }, '{session}'),
      'CodeMismatchException',
      'Invalid code received for user',
    ],
    [
      "another user's session",
      answer('SOFTWARE_TOKEN_MFA', { USERNAME: 'alice', SOFTWARE_TOKEN_MFA_CODE: '123456' }, '{session}'),
      'NotAuthorizedException',
      'Invalid session for the user.',
    ],
    [
      "another challenge's session",
      answer('NEW_PASSWORD_REQUIRED', { USERNAME: 'tom', NEW_PASSWORD: password }, '{session}'),
      'NotAuthorizedException',
      'Invalid session for the user.',
    ],
    [
      'a new password that the policy refuses',
      answer('NEW_PASSWORD_REQUIRED', { USERNAME: 'cai', NEW_PASSWORD: 'weak' }, '{newPassword}'),
      'InvalidPasswordException',
      'Password did not conform with policy: Password not long enough',
    ],
    [
      'a claim without a secret block',
      answer('PASSWORD_VERIFIER', { USERNAME: 'alice' }),
      'InvalidParameterException',
      'Missing required parameter PASSWORD_CLAIM_SECRET_BLOCK',
    ],
    [
      'a secret block that is none',
      answer('PASSWORD_VERIFIER', { USERNAME: 'alice', ...claim }),
      'NotAuthorizedException',
      incorrect,
    ],
    [
      'a timestamp of another format',
      answer('PASSWORD_VERIFIER', { USERNAME: 'alice', ...claim, TIMESTAMP: '2026-11-21T09:05:00Z' }),
      'InvalidParameterException',
      'TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english',
    ],
    [
      'a choice that was not offered',
      answer('SELECT_CHALLENGE', { USERNAME: 'alice', ANSWER: 'PASSWORD' }, 'x'.repeat(20)),
      'NotAuthorizedException',
      'Invalid session for the user.',
    ],
  ),
  ...rowsOf(
    'GetTokensFromRefreshToken',
    ['no token', web, 'InvalidParameterException', isNull('refreshToken')],
    ['an unknown client', { ClientId: 'other', RefreshToken: 'x' }, 'ResourceNotFoundException', noClient],
    ['a wrong secret', { ClientId: 'secret', ClientSecret: 'x', RefreshToken: 'x' }, 'NotAuthorizedException'],
    ['a token that is none', { ...web, RefreshToken: 'x' }, 'NotAuthorizedException', 'Invalid Refresh Token'],
  ),
  ...rowsOf(
    'RevokeToken',
    ['no token', web, 'InvalidParameterException', isNull('token')],
    ['a client without revocation', { ClientId: 'fixed', Token: 'x' }, 'UnsupportedOperationException'],
    ['an access token', { ...web, Token: '{access}' }, 'UnsupportedTokenTypeException'],
  ),
  ...rowsOf(
    'SignUp',
    ['no password', { ...web, Username: 'zoe' }, 'InvalidParameterException', isNull('password')],
    [
      'a weak password',
      { ...web, Username: 'zoe', Password: 'weakweak' },
      'InvalidPasswordException',
      'Password did not conform with policy: Password must have uppercase characters',
    ],
    [
      'a name that is taken',
      { ...web, Username: 'alice', Password: password },
      'UsernameExistsException',
      'User already exists',
    ],
    [
      'an address as the name',
      { ...web, Username: 'zoe@example.com', Password: password },
      'InvalidParameterException',
    ],
    [
      'an address that is none',
      { ...web, Username: 'zoe', Password: password, UserAttributes: [{ Name: 'email', Value: 'x' }] },
      'InvalidParameterException',
      'Invalid email address format.',
    ],
    [
      'an attribute that does not exist',
      { ...web, Username: 'zoe', Password: password, UserAttributes: [{ Name: 'shoe', Value: 'x' }] },
      'InvalidParameterException',
    ],
    [
      'an attribute without a name',
      { ...web, Username: 'zoe', Password: password, UserAttributes: [{ Value: 'x' }] },
      'InvalidParameterException',
      isNull('userAttributes.1.member.name'),
    ],
    [
      'a verified address',
      { ...web, Username: 'zoe', Password: password, UserAttributes: [{ Name: 'email_verified', Value: 'true' }] },
      'InvalidParameterException',
    ],
    ['no hash of the secret', { ClientId: 'secret', Username: 'zoe', Password: password }, 'NotAuthorizedException'],
    ['a name with a space', { ...web, Username: 'z z', Password: password }, 'InvalidParameterException'],
    ['a name that is too long', { ...web, Username: 'z'.repeat(129), Password: password }, 'InvalidParameterException'],
  ),
  ...rowsOf(
    'ConfirmSignUp',
    ['a wrong code', { ...web, Username: 'bob', ConfirmationCode: 'abcdef' }, 'CodeMismatchException'],
    ['an unknown user', { ...web, Username: 'zoe', ConfirmationCode: '123456' }, 'ExpiredCodeException'],
    [
      'an unknown user at a legacy client',
      { ClientId: 'legacy', Username: 'zoe', ConfirmationCode: '123456' },
      'UserNotFoundException',
    ],
    [
      'a confirmed user',
      { ...web, Username: 'alice', ConfirmationCode: '123456' },
      'NotAuthorizedException',
      'User cannot be confirmed. Current status is CONFIRMED',
    ],
  ),
  ...rowsOf(
    'ResendConfirmationCode',
    ['a confirmed user', { ...web, Username: 'alice' }, 'InvalidParameterException', 'User is already confirmed.'],
    ['an unknown user at a legacy client', { ClientId: 'legacy', Username: 'zoe' }, 'UserNotFoundException'],
    ['an unknown client', { ClientId: 'other', Username: 'bob' }, 'ResourceNotFoundException', noClient],
  ),
  ...rowsOf(
    'ForgotPassword',
    ['an unknown user at a legacy client', { ClientId: 'legacy', Username: 'zoe' }, 'UserNotFoundException'],
    [
      'a user without a verified address',
      { ...web, Username: 'dan' },
      'InvalidParameterException',
      'Cannot reset password for the user as there is no registered/verified email or phone_number',
    ],
    [
      'a user with a temporary password',
      { ...web, Username: 'cai' },
      'NotAuthorizedException',
      'User password cannot be reset in the current state.',
    ],
    ['a disabled user', { ...web, Username: 'eve' }, 'NotAuthorizedException', 'User is disabled.'],
  ),
  ...rowsOf(
    'ConfirmForgotPassword',
    [
      'a weak password',
      { ...web, Username: 'alice', ConfirmationCode: '123456', Password: 'weakweak' },
      'InvalidPasswordException',
    ],
    [
      'no code that was sent',
      { ...web, Username: 'alice', ConfirmationCode: '123456', Password: password },
      'ExpiredCodeException',
      'Invalid code provided, please request a code again.',
    ],
    [
      'an unknown user at a legacy client',
      { ClientId: 'legacy', Username: 'zoe', ConfirmationCode: '123456', Password: password },
      'UserNotFoundException',
    ],
  ),
  ...rowsOf(
    'GetUser',
    ['no token', {}, 'InvalidParameterException', isNull('accessToken')],
    ['a token that is none', { AccessToken: 'x' }, 'NotAuthorizedException', 'Invalid Access Token'],
    ['an ID token', { AccessToken: '{id}' }, 'NotAuthorizedException', 'Invalid Access Token'],
  ),
  ...rowsOf(
    'ChangePassword',
    [
      'a wrong password',
      { AccessToken: '{access}', PreviousPassword: 'Password2!', ProposedPassword: 'Password3!' },
      'NotAuthorizedException',
      incorrect,
    ],
    [
      'a weak password',
      { AccessToken: '{access}', PreviousPassword: password, ProposedPassword: 'Password' },
      'InvalidPasswordException',
    ],
  ),
  ...rowsOf('UpdateUserAttributes', [
    'sub',
    { AccessToken: '{access}', UserAttributes: [{ Name: 'sub', Value: 'x' }] },
    'InvalidParameterException',
  ]),
  ...rowsOf('VerifyUserAttribute', [
    'no code that was sent',
    { AccessToken: '{access}', AttributeName: 'email', Code: '123456' },
    'ExpiredCodeException',
  ]),
  ...rowsOf(
    'VerifySoftwareToken',
    ['no app to verify', { AccessToken: '{access}', UserCode: '123456' }, 'SoftwareTokenMFANotFoundException'],
    ['a code of five digits', { AccessToken: '{access}', UserCode: '12345' }, 'InvalidParameterException'],
  ),
  ...rowsOf('SetUserMFAPreference', [
    'an app that is not verified',
    { AccessToken: '{access}', SoftwareTokenMfaSettings: { Enabled: true } },
    'InvalidParameterException',
  ]),
  ...rowsOf(
    'AdminGetUser',
    ['an unknown user', { ...pool, Username: 'zoe' }, 'UserNotFoundException', noUser],
    ['another pool', { UserPoolId: 'eu-west-1_Other', Username: 'alice' }, 'ResourceNotFoundException'],
    ['no pool', { Username: 'alice' }, 'InvalidParameterException', isNull('userPoolId')],
    ['a pool id of another shape', { UserPoolId: 'LocalPool', Username: 'alice' }, 'InvalidParameterException'],
  ),
  ...rowsOf('AdminInitiateAuth', [
    "an app's flow",
    { ...pool, ...byPassword('alice') },
    'InvalidParameterException',
    'Initiate Auth method not supported.',
  ]),
  ...rowsOf(
    'AdminCreateUser',
    ['a name that is taken', { ...pool, Username: 'alice' }, 'UsernameExistsException', 'User account already exists'],
    ['a weak password', { ...pool, Username: 'zoe', TemporaryPassword: 'weakweak' }, 'InvalidPasswordException'],
    [
      'another invitation of an unknown user',
      { ...pool, Username: 'zoe', MessageAction: 'RESEND' },
      'UserNotFoundException',
    ],
    [
      'another invitation of a confirmed user',
      { ...pool, Username: 'alice', MessageAction: 'RESEND' },
      'UnsupportedUserStateException',
    ],
  ),
  ...rowsOf(
    'AdminSetUserPassword',
    ['an unknown user', { ...pool, Username: 'zoe', Password: password }, 'UserNotFoundException', noUser],
    ['a weak password', { ...pool, Username: 'alice', Password: 'weakweak' }, 'InvalidPasswordException'],
    [
      'Permanent as text',
      { ...pool, Username: 'alice', Password: password, Permanent: 'yes' },
      'SerializationException',
    ],
  ),
  ...rowsOf('AdminResetUserPassword', [
    'a user with a temporary password',
    { ...pool, Username: 'cai' },
    'NotAuthorizedException',
    'User password cannot be reset in the current state.',
  ]),
  ...rowsOf('AdminConfirmSignUp', ['a confirmed user', { ...pool, Username: 'alice' }, 'NotAuthorizedException']),
  ...rowsOf(
    'AdminAddUserToGroup',
    [
      'an unknown group',
      { ...pool, Username: 'alice', GroupName: 'other' },
      'ResourceNotFoundException',
      'Group not found.',
    ],
    ['an unknown user', { ...pool, Username: 'zoe', GroupName: 'admins' }, 'UserNotFoundException', noUser],
  ),
  ...rowsOf(
    'CreateGroup',
    ['a name that is taken', { ...pool, GroupName: 'admins' }, 'GroupExistsException'],
    ['a precedence below zero', { ...pool, GroupName: 'zeros', Precedence: -1 }, 'InvalidParameterException'],
    [
      'a precedence that is no whole number',
      { ...pool, GroupName: 'zeros', Precedence: 0.5 },
      'SerializationException',
    ],
  ),
  ...rowsOf('UpdateGroup', ['an unknown group', { ...pool, GroupName: 'other' }, 'ResourceNotFoundException']),
  ...rowsOf('GetGroup', ['an unknown group', { ...pool, GroupName: 'other' }, 'ResourceNotFoundException']),
  ...rowsOf(
    'ListUsers',
    ['a filter that is none', { ...pool, Filter: 'email' }, 'InvalidParameterException', 'Error while parsing filter.'],
    [
      'a filter on an attribute that cannot be searched',
      { ...pool, Filter: 'gender = "x"' },
      'InvalidParameterException',
    ],
    ['a limit above 60', { ...pool, Limit: 61 }, 'InvalidParameterException'],
    ['a token that no page had', { ...pool, PaginationToken: 'x' }, 'InvalidParameterException'],
  ),
];

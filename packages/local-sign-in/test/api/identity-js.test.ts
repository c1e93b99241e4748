import { memoryRevocationStore } from '@cognito-guard/core/revocation';
import {
  AuthenticationDetails,
  CognitoUser,
  CognitoUserAttribute,
  CognitoUserPool,
  type CognitoUserSession,
} from 'amazon-cognito-identity-js';
import { describe, expect, test } from 'vitest';
import { openPool } from '../support/pool.ts';
import { startGuardedApi } from './support/guarded-api.ts';

/** Calls a function that takes Node's callback last. */
const promised = <T>(run: (done: (error?: unknown, result?: T) => void) => void): Promise<T | undefined> =>
  new Promise((resolve, reject) => {
    run((error, result) => (error === undefined || error === null ? resolve(result) : reject(error)));
  });

const signIn = (user: CognitoUser, Password: string, code?: () => string): Promise<CognitoUserSession> =>
  new Promise((resolve, reject) => {
    const callbacks = { onSuccess: resolve, onFailure: reject };
    user.authenticateUser(new AuthenticationDetails({ Username: user.getUsername(), Password }), {
      ...callbacks,
      totpRequired: () => user.sendMFACode(code?.() ?? '', callbacks, 'SOFTWARE_TOKEN_MFA'),
      newPasswordRequired: () => user.completeNewPasswordChallenge('Password2!', {}, callbacks),
    });
  });

describe('with amazon-cognito-identity-js', () => {
  test('a user signs up, signs in by SRP, calls an API, refreshes and signs out', async () => {
    const store = memoryRevocationStore();
    await using pool = await openPool({ clients: [{ clientId: 'web' }], revocation: store });
    const { local } = pool;
    await using api = await startGuardedApi(local, store);
    const statusFor = (session: CognitoUserSession): Promise<number> =>
      api.statusFor(session.getAccessToken().getJwtToken());
    const client = new CognitoUserPool({ UserPoolId: local.userPoolId, ClientId: 'web', endpoint: local.origin });
    const email = new CognitoUserAttribute({ Name: 'email', Value: 'bob@example.com' });
    await promised((done) => client.signUp('bob', 'Password1!', [email], [], done));
    const user = new CognitoUser({ Username: 'bob', Pool: client });
    await expect(signIn(user, 'Password1!')).rejects.toMatchObject({ code: 'UserNotConfirmedException' });
    await promised((done) => user.confirmRegistration(pool.lastCode, false, done));
    await expect(signIn(user, 'Password2!')).rejects.toMatchObject({
      code: 'NotAuthorizedException',
      message: 'Incorrect username or password.',
    });
    const first = await signIn(user, 'Password1!');
    expect(await statusFor(first)).toBe(200);
    const second = await promised<CognitoUserSession>((done) => user.refreshSession(first.getRefreshToken(), done));
    if (second === undefined) throw new Error('there is no session');
    expect(second.getAccessToken().getJwtToken()).not.toBe(first.getAccessToken().getJwtToken());
    expect(await statusFor(second)).toBe(200);
    await new Promise<void>((resolve, reject) => {
      user.globalSignOut({ onSuccess: () => resolve(), onFailure: reject });
    });
    expect(await statusFor(second)).toBe(401);
  });

  test('a user with an authenticator app, a temporary password or an address as the name signs in by SRP', async () => {
    await using pool = await openPool({
      clients: [{ clientId: 'web' }],
      users: [
        { username: 'ann', password: 'Password1!', mfa: { method: 'totp' } },
        { username: 'ben', password: 'Password1!', status: 'FORCE_CHANGE_PASSWORD' },
        { username: 'cai', password: 'Password1!', email: 'cai@example.com' },
      ],
    });
    const { local } = pool;
    const Pool = new CognitoUserPool({ UserPoolId: local.userPoolId, ClientId: 'web', endpoint: local.origin });
    for (const Username of ['ann', 'ben', 'cai@example.com']) {
      const session = await signIn(new CognitoUser({ Username, Pool }), 'Password1!', () => local.totp('ann'));
      expect(session.getAccessToken().payload['username']).toBe(Username.split('@')[0]);
    }
  });
});

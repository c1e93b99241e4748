import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AuthFlow } from '../../src/index.ts';
import { openPool, type TestedPool } from '../support/pool.ts';
import { call, signed } from './support/call.ts';
import { wrongCalls } from './support/wrong-calls.ts';

const authFlows: readonly AuthFlow[] = [
  'ALLOW_USER_PASSWORD_AUTH',
  'ALLOW_USER_SRP_AUTH',
  'ALLOW_CUSTOM_AUTH',
  'ALLOW_USER_AUTH',
  'ALLOW_REFRESH_TOKEN_AUTH',
  'ALLOW_ADMIN_USER_PASSWORD_AUTH',
];
const password = 'Password1!';

/** Exceptions of the protocol and of signatures, which every operation can have and no operation lists. */
const common: readonly string[] = ['SerializationException', 'MissingAuthenticationTokenException'];

const sdk = dirname(createRequire(import.meta.url).resolve('@aws-sdk/client-cognito-identity-provider/package.json'));

/** The exceptions that AWS documents for an operation: the SDK is generated from the service's model. */
const documentedExceptions = (operation: string): readonly string[] => {
  const text = readFileSync(join(sdk, 'dist-types', 'commands', `${operation}Command.d.ts`), 'utf8');
  return Array.from(text.matchAll(/@throws \{@link (\w+)\}/g), ([, name = '']) => name);
};

describe('a wrong call', () => {
  let pool: TestedPool;
  const world: Record<string, string> = {};

  beforeAll(async () => {
    pool = await openPool({
      clients: [
        { clientId: 'web', authFlows },
        { clientId: 'legacy', authFlows, preventUserExistenceErrors: false },
        { clientId: 'secret', authFlows, clientSecret: 'local-secret' },
        { clientId: 'closed', authFlows: [] },
        { clientId: 'fixed', tokenRevocation: false },
      ],
      users: [
        { username: 'alice', password, email: 'alice@example.com', groups: ['admins'] },
        { username: 'cai', password, email: 'cai@example.com', status: 'FORCE_CHANGE_PASSWORD' },
        { username: 'dan', password },
        { username: 'eve', password, email: 'eve@example.com' },
        { username: 'tom', password, mfa: { method: 'totp' } },
      ],
    });
    world['pool'] = pool.local.userPoolId;
    await call(pool, 'SignUp', { ClientId: 'web', Username: 'bob', Password: password });
    await call(pool, 'AdminDisableUser', { UserPoolId: pool.local.userPoolId, Username: 'eve' });
    const signIn = async (USERNAME: string) => {
      const AuthParameters = { USERNAME, PASSWORD: password };
      return (await call(pool, 'InitiateAuth', { ClientId: 'web', AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters }))
        .body;
    };
    const { AuthenticationResult = {} } = await signIn('alice');
    world['access'] = `${AuthenticationResult['AccessToken']}`;
    world['id'] = `${AuthenticationResult['IdToken']}`;
    world['refresh'] = `${AuthenticationResult['RefreshToken']}`;
    world['session'] = (await signIn('tom')).Session ?? '';
    world['newPassword'] = (await signIn('cai')).Session ?? '';
  });
  afterAll(() => pool[Symbol.asyncDispose]());

  test.each(wrongCalls.map((row) => ({ ...row, title: `${row.operation} with ${row.name}` })))(
    '$title: $exception',
    async ({ operation, input, exception, message }) => {
      const body = typeof input === 'string' ? input : JSON.stringify(input);
      const filled = body.replaceAll(/\{(\w+)\}/g, (found, name: string) => world[name] ?? found);
      const answer = await call(pool, operation, filled, signed);
      expect(answer).toMatchObject({
        status: 400,
        body: { __type: exception, message: message ?? expect.stringMatching(/^\S.+/) },
      });
      expect(answer.headers.get('x-amzn-errortype')).toBe(exception);
    },
  );

  test('is answered with an exception that AWS documents for the operation', () => {
    const others = wrongCalls.filter(
      ({ operation, exception }) => ![...common, ...documentedExceptions(operation)].includes(exception),
    );
    expect(others.map(({ operation, exception }) => `${operation}: ${exception}`)).toEqual([]);
    expect(wrongCalls.length).toBeGreaterThanOrEqual(80);
  });

  test('of an administrator without a signature: MissingAuthenticationTokenException', async () => {
    const input = { UserPoolId: pool.local.userPoolId, Username: 'alice' };
    expect((await call(pool, 'AdminGetUser', input, {})).body.__type).toBe('MissingAuthenticationTokenException');
  });

  test('to an operation that the pool does not have names those that it has', async () => {
    for (const operation of ['ListDevices', 'GetUser.x', 'constructor', '']) {
      const { body } = await call(pool, operation, {});
      expect(body).toMatchObject({
        __type: 'UnknownOperationException',
        message: expect.stringMatching(
          /^The local pool has no operation named [\w.]*; it has: .*AdminAddUserToGroup, .*InitiateAuth, .*VerifyUserAttribute/,
        ),
      });
    }
  });

  test('names no value of the request in a validation message', async () => {
    const { body } = await call(pool, 'SignUp', { ClientId: 'web', Username: 'zoe', Password: 'p w\n'.repeat(80) });
    expect(body.message).not.toContain('p w');
  });
});

import { afterEach, describe, expect, test, vi } from 'vitest';
import { createLocalSignIn, type LocalSignInOptions } from '../src/index.ts';
import { Browser } from './support/browser.ts';
import { callback, openPool, type TestedPool } from './support/pool.ts';

afterEach(() => {
  vi.useRealTimers();
});

type Triggers = NonNullable<LocalSignInOptions['triggers']>;
type Name = keyof Triggers;

const clients = [{ clientId: 'web', authFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_CUSTOM_AUTH'] }] as const;

const call = async (pool: TestedPool, operation: string, input: object): Promise<Readonly<Record<string, unknown>>> => {
  const response = await pool.local.fetch(
    new Request(pool.local.origin, {
      method: 'POST',
      headers: { 'X-Amz-Target': `AWSCognitoIdentityProviderService.${operation}` },
      body: JSON.stringify({ ClientId: 'web', ...input }),
    }),
  );
  return await response.json();
};

const signUp = (pool: TestedPool) => call(pool, 'SignUp', { Username: 'bob', Password: 'Password1!' });
const confirm = async (pool: TestedPool) => {
  await signUp(pool);
  return call(pool, 'ConfirmSignUp', { Username: 'bob', ConfirmationCode: pool.lastCode });
};
const passwordOf =
  (name: string) =>
  (pool: TestedPool): Promise<object> =>
    call(pool, 'InitiateAuth', {
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: name, PASSWORD: 'Password1!' },
    });
const custom = async (pool: TestedPool) => {
  const first = await call(pool, 'InitiateAuth', { AuthFlow: 'CUSTOM_AUTH', AuthParameters: { USERNAME: 'alice' } });
  const { Session } = first;
  if (Session === undefined) return first;
  const ChallengeResponses = { USERNAME: 'alice', ANSWER: '42' };
  return call(pool, 'RespondToAuthChallenge', { ChallengeName: 'CUSTOM_CHALLENGE', Session, ChallengeResponses });
};

/** The calls that run each trigger. */
const runs: Readonly<Record<Name, (pool: TestedPool) => Promise<object>>> = {
  preSignUp: signUp,
  postConfirmation: confirm,
  preAuthentication: passwordOf('alice'),
  postAuthentication: passwordOf('alice'),
  preTokenGeneration: passwordOf('alice'),
  userMigration: passwordOf('old'),
  defineAuthChallenge: custom,
  createAuthChallenge: custom,
  verifyAuthChallengeResponse: custom,
};

const triggersOf = (name: Name, handler: () => Promise<unknown>): Triggers => ({
  defineAuthChallenge: async (event) => ({ ...event, response: { challengeName: 'CUSTOM_CHALLENGE' } }),
  createAuthChallenge: async (event) => ({ ...event, response: {} }),
  verifyAuthChallengeResponse: async (event) => ({ ...event, response: {} }),
  [name]: name === 'preTokenGeneration' ? { version: 'V2_0', handler } : handler,
});

/** The file of the handlers, which their stacks name. */
const fileName = 'trigger-faults.test.ts';

const names = Object.keys(runs) as readonly Name[];
const titleOf = (name: Name): string => name.charAt(0).toUpperCase() + name.slice(1);

/** The user migration trigger has an error of its own. */
const errorOf = (name: Name, type: string, message: string): object =>
  name === 'userMigration'
    ? { __type: 'UserNotFoundException', message: 'Exception migrating user in app client web' }
    : { __type: type, message };

describe.each(names)('the trigger %s', (name) => {
  test('that throws causes the exception of Cognito, with the message', async () => {
    const handler = (): Promise<never> => Promise.reject(new Error('Not today'));
    await using pool = await openPool({ clients, triggers: triggersOf(name, handler) });
    const message = `${titleOf(name)} failed with error Not today.`;
    expect(await runs[name](pool)).toEqual(errorOf(name, 'UserLambdaValidationException', message));
    expect(pool.refused.at(-1)).toMatchObject({ reason: message, cause: { stack: expect.stringContaining(fileName) } });
  });

  test.each([
    ['text', 'a string'],
    [42, '42'],
    [undefined, 'nothing'],
    [{}, 'an object without a response'],
    [{ response: [] }, 'an event with an unusable response'],
  ])('that returns %j is refused, and onRefusal receives what it returned', async (answer, returned) => {
    await using pool = await openPool({ clients, triggers: triggersOf(name, async () => answer) });
    const message = 'Unrecognizable lambda output';
    expect(await runs[name](pool)).toEqual(errorOf(name, 'InvalidLambdaResponseException', message));
    const reason = `${titleOf(name)} returned ${returned}; it must return the event with its response`;
    expect(pool.refused).toMatchObject([{ reason }]);
  });

  test('that is late three times causes the exception of a timeout', async () => {
    let calls = 0;
    const handler = (): Promise<never> => {
      calls++;
      return new Promise(() => undefined);
    };
    await using pool = await openPool({ clients, triggers: triggersOf(name, handler) });
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
    const answered = runs[name](pool);
    for (let second = 0; second < 60; second++) await vi.advanceTimersByTimeAsync(1_000);
    const message = `${titleOf(name)} invocation failed due to error Socket timeout while invoking Lambda function.`;
    expect(await answered).toEqual(errorOf(name, 'UnexpectedLambdaException', message));
    expect(calls).toBe(3);
    expect(pool.refused).toMatchObject([{ reason: `${titleOf(name)} did not answer within 5 seconds, in 3 attempts` }]);
  });
});

test('a trigger that throws behind the sign-in page reaches the terminal with its stack', async () => {
  const printed = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const preAuthentication = (): Promise<never> => Promise.reject(new Error('Not today'));
  await using local = await createLocalSignIn({
    clients: [{ clientId: 'web', callbackUrls: [callback] }],
    triggers: { preAuthentication },
  });
  const url = `/login?response_type=code&client_id=web&redirect_uri=${encodeURIComponent(callback)}`;
  const page = await new Browser(local.origin, local.fetch).get(url);
  await page.submit('/login', { username: 'alice', password: 'Password1!' });
  expect(printed.mock.calls).toEqual([
    ['refused POST /login UserLambdaValidationException: PreAuthentication failed with error Not today.'],
    [expect.objectContaining({ stack: expect.stringContaining(fileName) })],
  ]);
  printed.mockRestore();
});

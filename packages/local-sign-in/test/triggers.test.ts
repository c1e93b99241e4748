import { afterEach, describe, expect, test, vi } from 'vitest';
import type { LocalSignInOptions } from '../src/index.ts';
import { callback, openPool } from './support/pool.ts';

afterEach(() => {
  vi.useRealTimers();
});

const open = (triggers: LocalSignInOptions['triggers'] = {}) => openPool({ triggers });

/** Signs alice in at the sign-in page. */
const signIn = async (pool: Awaited<ReturnType<typeof open>>, password = 'Password1!') => {
  const page = await pool.browser().get(pool.authorizeUrl());
  return page.submit('/login', { username: 'alice', password });
};

describe('pre authentication', () => {
  test('receives the user, the client and the pool before the password is compared', async () => {
    const events: unknown[] = [];
    await using pool = await open({
      preAuthentication: (event) => {
        events.push(event);
        return Promise.resolve(event);
      },
    });
    const page = await signIn(pool, 'Wrong1!pass');
    expect(page.alert).toBe('Incorrect username or password.');
    expect(events).toEqual([
      {
        version: '1',
        triggerSource: 'PreAuthentication_Authentication',
        region: 'eu-west-1',
        userPoolId: 'eu-west-1_LocalPool',
        userName: 'alice',
        callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: 'web' },
        request: {
          userAttributes: {
            sub: expect.stringMatching(/^[\da-f-]{36}$/),
            'cognito:user_status': 'CONFIRMED',
            email: 'alice@example.com',
            email_verified: 'true',
          },
          userNotFound: false,
        },
        response: {},
      },
    ]);
  });

  test('that throws refuses the sign-in with its message on the page', async () => {
    await using pool = await open({ preAuthentication: () => Promise.reject(new Error('Not on a Sunday')) });
    const page = await signIn(pool);
    expect([page.status, page.alert]).toEqual([400, 'PreAuthentication failed with error Not on a Sunday.']);
  });

  test('that answers without a response refuses the sign-in', async () => {
    await using pool = await open({ preAuthentication: () => Promise.resolve('nonsense') });
    expect((await signIn(pool)).alert).toBe('Unrecognizable lambda output');
  });

  test('that is late three times refuses the sign-in', async () => {
    let calls = 0;
    await using pool = await open({
      preAuthentication: () => {
        calls++;
        return new Promise(() => undefined);
      },
    });
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
    const refused = signIn(pool);
    for (let second = 0; second < 60; second++) await vi.advanceTimersByTimeAsync(1_000);
    expect((await refused).alert).toBe(
      'PreAuthentication invocation failed due to error Socket timeout while invoking Lambda function.',
    );
    expect(calls).toBe(3);
  });
});

describe('post authentication', () => {
  test('that throws refuses a sign-in whose password was right', async () => {
    await using pool = await open({
      postAuthentication: (_event, _context, done) => done(new Error('The audit log is down')),
    });
    expect((await signIn(pool)).alert).toBe('PostAuthentication failed with error The audit log is down.');
  });

  test('runs once a sign-in, with a callback too', async () => {
    const sources: string[] = [];
    await using pool = await open({
      postAuthentication: (event, _context, done) => {
        sources.push(event.triggerSource);
        done(null, event);
      },
    });
    expect((await signIn(pool)).url).toContain(callback);
    expect(sources).toEqual(['PostAuthentication_Authentication']);
  });
});

describe('sign-up', () => {
  test('a pre sign-up trigger that confirms the user signs the user in without a code', async () => {
    const sources: string[] = [];
    await using pool = await open({
      preSignUp: async (event) => ({ ...event, response: { autoConfirmUser: true, autoVerifyEmail: true } }),
      postConfirmation: async (event) => {
        sources.push(event.triggerSource);
        return event;
      },
    });
    const browser = pool.browser();
    const page = await browser.get(pool.authorizeUrl().replace('/oauth2/authorize', '/signup'));
    const done = await page.submit('/signup', { username: 'bob', email: 'bob@example.com', password: 'Password1!' });
    expect(done.url).toContain(callback);
    expect(sources).toEqual(['PostConfirmation_ConfirmSignUp']);
    expect(pool.sent).toEqual([]);
  });

  test('a pre sign-up trigger that throws adds no user', async () => {
    await using pool = await open({ preSignUp: () => Promise.reject(new Error('Only example.com')) });
    const browser = pool.browser();
    const page = await browser.get(pool.authorizeUrl().replace('/oauth2/authorize', '/signup'));
    const refused = await page.submit('/signup', { username: 'bob', email: 'bob@x.com', password: 'Password1!' });
    expect(refused.alert).toBe('PreSignUp failed with error Only example.com.');
    const signedIn = await (await browser.get(pool.authorizeUrl())).submit('/login', {
      username: 'bob',
      password: 'Password1!',
    });
    expect(signedIn.alert).toBe('Incorrect username or password.');
  });
});

import { inspect } from 'node:util';
import {
  appSyncAuthorizer,
  bearer,
  cookie,
  httpAuthorizer,
  query,
  restAuthorizer,
  webSocketAuthorizer,
} from '@cognito-guard/authorizer';
import { AuthError } from '@cognito-guard/core';
import {
  appSyncAuthorizerEvent,
  httpAuthorizerEvent,
  httpAuthorizerEventV1,
  lambdaContext,
  requestAuthorizerEvent,
  tokenAuthorizerEvent,
  webSocketAuthorizerEvent,
} from '@cognito-guard/testing/lambda-events';
import middy from '@middy/core';
import { describe, expect, test } from 'vitest';
import { createWorld, errorOf } from './support/users.ts';

const { pool, verifier } = await createWorld();
const routes = [
  { method: 'GET', path: '/me' },
  { method: 'GET', path: '/orders/{id}', allScopes: ['orders/read'] },
  { method: '*', path: '/admin/*', anyGroup: ['admins'] },
] as const;
const handler = restAuthorizer(verifier, { routes });
const ask = (token: string) => handler(tokenAuthorizerEvent({ token: `Bearer ${token}`, path: '/me' }));
const stage = 'arn:aws:execute-api:eu-west-1:123456789012:localapi12/prod/';

describe('a valid token', () => {
  test('is allowed every route whose requirements it meets, in one document', async () => {
    const { principalId, policyDocument } = await ask(pool.accessToken({ scope: ['orders/read'] }));
    expect(principalId).toBe(pool.subject);
    expect(policyDocument.Version).toBe('2012-10-17');
    expect(policyDocument.Statement[0]).toEqual({
      Action: 'execute-api:Invoke',
      Effect: 'Allow',
      Resource: [`${stage}GET/orders/?*`, `${stage}GET/me`],
    });
  });

  test('gets the same answer, whichever route it requests first', async () => {
    const token = pool.accessToken({ groups: ['admins'] });
    const answers = await Promise.all(
      ['/me', '/orders/1', '/admin/x', '/nowhere'].map((path) =>
        handler(tokenAuthorizerEvent({ token: `Bearer ${token}`, path, method: path === '/me' ? 'GET' : 'POST' })),
      ),
    );
    for (const answer of answers) expect(answer).toEqual(answers[0]);
  });

  test('passes its context, exp included, but not itself', async () => {
    const token = pool.accessToken({ groups: ['admins'], scope: ['orders/read'] });
    const answer = await ask(token);
    expect(answer.context).toEqual({
      sub: pool.subject,
      username: 'test-user',
      client_id: pool.clientId,
      token_use: 'access',
      scope: 'orders/read',
      iss: pool.issuer,
      user_pool_id: pool.userPoolId,
      auth_time: String(pool.now()),
      exp: String(pool.now() + 3600),
      groups: '["admins"]',
    });
    expect(JSON.stringify(answer)).not.toContain(token);
  });

  test('works the same through a REQUEST authorizer', async () => {
    const token = pool.accessToken();
    const event = requestAuthorizerEvent({ path: '/me', headers: { AUTHORIZATION: `bearer ${token}` } });
    expect(await handler(event)).toEqual(await ask(token));
  });

  test('is read from the configured sources', async () => {
    const token = pool.accessToken();
    const flexible = restAuthorizer(verifier, { routes, token: [bearer(), cookie('session'), query('t')] });
    const events = [
      requestAuthorizerEvent({ headers: { Authorization: `Bearer ${token}` } }),
      requestAuthorizerEvent({ headers: { Cookie: `session=${token}` } }),
      requestAuthorizerEvent({ path: `/?t=${token}` }),
    ];
    for (const event of events) expect((await flexible(event)).principalId).toBe(pool.subject);
    const twice = requestAuthorizerEvent({ path: `/?t=${token}`, headers: { Cookie: `session=${token}` } });
    await expect(flexible(twice)).rejects.toThrow(/^Unauthorized$/);
  });

  test.each(['aws-cn', 'aws-us-gov', 'aws'])('gets resources in the partition %s of the request', async (partition) => {
    const prefix = `arn:${partition}:execute-api:cn-north-1:123456789012:abcdef1234/v1.2_a-b/`;
    const event = { type: 'TOKEN', authorizationToken: `Bearer ${pool.accessToken()}`, methodArn: `${prefix}GET/me` };
    const { policyDocument } = await handler(event);
    for (const resource of policyDocument.Statement.flatMap((one) => one.Resource)) {
      expect(resource.startsWith(prefix)).toBe(true);
    }
  });
});

describe('a route whose requirements the token does not meet', () => {
  test('is denied with the values for a challenge', async () => {
    const only = restAuthorizer(verifier, { policy: 'whole-api', allScopes: ['orders/read', 'orders/write'] });
    const { policyDocument, context } = await only(tokenAuthorizerEvent({ token: `Bearer ${pool.accessToken()}` }));
    expect(policyDocument.Statement).toEqual([
      { Action: 'execute-api:Invoke', Effect: 'Deny', Resource: [`${stage}*`] },
    ]);
    expect(context).toMatchObject({
      error: 'insufficient_scope',
      error_description: 'The token lacks a scope that this request needs.',
      required_scope: 'orders/read orders/write',
      challenge:
        'Bearer error="insufficient_scope", error_description="The token lacks a scope that this request needs.", scope="orders/read orders/write"',
    });
  });

  test('names a scope only where every denied route needs it', async () => {
    const { context: both } = await ask(pool.accessToken());
    expect(both).toMatchObject({
      error: 'insufficient_scope',
      error_description: 'The token does not allow this request.',
    });
    expect(both).not.toHaveProperty('required_scope');
    const { context: one } = await ask(pool.accessToken({ groups: ['admins'] }));
    expect(one).toMatchObject({ required_scope: 'orders/read' });
    const { context: none } = await ask(pool.accessToken({ groups: ['admins'], scope: ['orders/read'] }));
    expect(none).not.toHaveProperty('error');
  });

  test('is every route, where the token meets no requirement', async () => {
    const strict = restAuthorizer(verifier, { routes: [{ method: 'GET', path: '/me', anyGroup: ['x'] }] });
    const { policyDocument } = await strict(tokenAuthorizerEvent({ token: `Bearer ${pool.accessToken()}` }));
    expect(policyDocument.Statement).toEqual([
      { Action: 'execute-api:Invoke', Effect: 'Deny', Resource: [`${stage}*`] },
    ]);
  });
});

describe('an invalid token', () => {
  test.each([
    ['no token', ''],
    ['no Bearer', pool.accessToken()],
    ['another scheme', 'Basic abc'],
    ['an expired token', `Bearer ${pool.accessToken({ expiresIn: -60 })}`],
    ['an ID token', `Bearer ${pool.idToken()}`],
    ['garbage', 'Bearer a.b.c'],
    ['two tokens', `Bearer ${pool.accessToken()}, Bearer ${pool.accessToken()}`],
  ])('is thrown as exactly Unauthorized: %s', async (_what, token) => {
    const error = await errorOf(handler(tokenAuthorizerEvent({ token })));
    expect(error.message).toBe('Unauthorized');
    expect(AuthError.is(error.cause)).toBe(true);
  });

  test("does not appear in Lambda's log", async () => {
    const token = pool.accessToken({ expiresIn: -60 });
    const error = await errorOf(ask(token));
    const logged = inspect(error, { depth: 10, showHidden: true }) + error.stack;
    for (const part of [...token.split('.'), pool.subject, pool.userPoolId]) expect(logged).not.toContain(part);
  });
});

describe('a server error is thrown, never returned as an answer', () => {
  test('keys that cannot be fetched', async () => {
    const { pool: other, verifier: cold } = await createWorld();
    other.failFetch('network');
    const fresh = restAuthorizer(cold, { routes });
    const error = await errorOf(fresh(tokenAuthorizerEvent({ token: `Bearer ${other.accessToken()}` })));
    expect(error).toMatchObject({ name: 'AuthError', code: 'keys_unavailable' });
  });

  test('a check that throws, or that returns neither true nor false', async () => {
    const checks = [
      () => {
        throw new RangeError('mine');
      },
      () => {
        throw new Error('Unauthorized');
      },
      () => 'yes',
    ];
    for (const check of checks) {
      const broken = restAuthorizer(verifier, { policy: 'whole-api', check: check as never });
      const error = await errorOf(broken(tokenAuthorizerEvent({ token: `Bearer ${pool.accessToken()}` })));
      expect(error.message).not.toBe('Unauthorized');
      expect(AuthError.is(error)).toBe(false);
    }
  });

  test.each([
    ['no object', null],
    ['another event', { Records: [] }],
    ['no ARN', { type: 'TOKEN', authorizationToken: `Bearer ${pool.accessToken()}`, methodArn: 'GET/me' }],
    [
      'a wildcard for a stage',
      {
        type: 'TOKEN',
        authorizationToken: `Bearer ${pool.accessToken()}`,
        methodArn: 'arn:aws:execute-api:eu-west-1:1:a/*/GET/me',
      },
    ],
  ])('an invalid event: %s', async (_what, event) => {
    expect((await errorOf(handler(event))).message).toMatch(
      /^restAuthorizer: this event (is not for an authorizer|names no method of an API)/,
    );
  });
});

describe('an event of another kind of API is thrown, with the name of its maker', () => {
  const makers = {
    restAuthorizer: restAuthorizer(verifier, { routes }),
    httpAuthorizer: httpAuthorizer(verifier, { routes }),
    webSocketAuthorizer: webSocketAuthorizer(verifier),
    appSyncAuthorizer: appSyncAuthorizer(verifier, { clock: pool.clock }),
  };
  const token = `Bearer ${pool.accessToken()}`;
  const headers = { Authorization: token };
  const cases = [
    ['TOKEN', tokenAuthorizerEvent({ token }), ['restAuthorizer']],
    ['REQUEST', requestAuthorizerEvent({ headers }), ['restAuthorizer']],
    ['HTTP 1.0', httpAuthorizerEventV1({ headers }), ['httpAuthorizer', 'restAuthorizer']],
    ['HTTP 2.0', httpAuthorizerEvent({ headers }), ['httpAuthorizer']],
    ['WebSocket', webSocketAuthorizerEvent({ headers }), ['webSocketAuthorizer']],
    ['AppSync', appSyncAuthorizerEvent({ token }), ['appSyncAuthorizer']],
  ] as const;

  test.each(cases)('%s', async (_kind, event, right: readonly string[]) => {
    for (const [name, handle] of Object.entries(makers)) {
      if (right.includes(name)) await handle(event);
      else {
        const { message } = await errorOf(handle(event));
        expect(message).toBe(`${name}: this event is for another kind of API. Use ${right[0]}.`);
      }
    }
  });
});

describe('the handler', () => {
  test('has one parameter, because the Node 24 runtime refuses three', () => {
    expect(handler.length).toBe(1);
  });

  test('runs inside Middy', async () => {
    const token = `Bearer ${pool.accessToken()}`;
    const wrapped = middy().handler(handler);
    const event = tokenAuthorizerEvent({ token, path: '/me' });
    expect(await wrapped(event, lambdaContext())).toEqual(await handler(event));
    await expect(wrapped(tokenAuthorizerEvent({ token: '' }), lambdaContext())).rejects.toThrow(/^Unauthorized$/);
  });

  test('shares no object that a middleware could change', async () => {
    const token = pool.accessToken();
    const first = await ask(token);
    first.policyDocument.Statement[0]?.Resource.push('*');
    expect((await ask(token)).policyDocument.Statement[0]?.Resource).not.toContain('*');
  });
});

import { createVerifier } from '@cognito-guard/core';
import { albAccessToken, authenticate, authorize, getAuth, query } from '@cognito-guard/middy';
import { createTestPool } from '@cognito-guard/testing';
import type { Context } from 'aws-lambda';
import middy6 from 'middy6';
import { describe, expect, test } from 'vitest';
import { newContext } from './support/conformance-host.ts';
import { buildEvent, eventKinds } from './support/events.ts';
import { middyVersions } from './support/middy-versions.ts';

const pool = await createTestPool();
const verifier = createVerifier({ ...pool.options, tokenUse: 'access' });
const bearing = (token: string): object =>
  buildEvent('HTTP API, payload 2.0, and function URL', { headers: [['Authorization', `Bearer ${token}`]] });
const subjectOf = async (_event: unknown, context: Context): Promise<string> => getAuth(context).subject;

describe.each(middyVersions)('%s', (_, { middy }) => {
  test('the verified token is at context.auth, and the same as getAuth', async () => {
    const handler = middy()
      .use(authenticate(verifier))
      .handler(async (_event, context) => [context.auth === getAuth(context, { verifier }), context.auth.username]);
    expect(await handler(bearing(pool.accessToken({ username: 'ada' })), newContext())).toEqual([true, 'ada']);
  });

  test('an anonymous request has null at context.auth', async () => {
    const handler = middy()
      .use(authenticate(verifier, { optional: true }))
      .handler(async (_event, context) => ({ auth: context.auth }));
    expect(await handler(buildEvent('REST API'), newContext())).toEqual({ auth: null });
  });

  test('no later code can replace context.auth, and no log of the context shows it', async () => {
    const context = newContext();
    const handler = middy().use(authenticate(verifier)).handler(subjectOf);
    const subject = await handler(bearing(pool.accessToken()), context);
    expect(() => Object.assign(context, { auth: { subject: 'other' } })).toThrow(TypeError);
    expect(() => Object.defineProperty(context, 'auth', { value: {} })).toThrow(TypeError);
    expect(JSON.stringify(context)).not.toContain(subject);
  });

  test.each([
    ['authenticate', middy().use(authenticate(verifier)).handler(subjectOf)],
    ['authenticate.fromAuthorizer', middy().use(authenticate.fromAuthorizer()).handler(subjectOf)],
  ])('%s refuses a context whose auth other code has set', async (_name, handler) => {
    for (const auth of [{ subject: 'forged' }, null, undefined]) {
      const context = Object.assign(newContext(), { auth });
      const answer: Promise<unknown> = Reflect.apply(handler, undefined, [bearing(pool.accessToken()), context]);
      await expect(answer).rejects.toThrow(/other code has set context\.auth already/);
    }
  });

  test('a context that comes with another event is refused, because it has another caller', async () => {
    const context = newContext();
    const handler = middy()
      .use(authenticate(verifier, { optional: true }))
      .handler(subjectOf);
    await handler(bearing(pool.accessToken()), context);
    await expect(handler(buildEvent('REST API'), context)).rejects.toThrow(/has served another event/);
  });

  test('a second authenticate with the same verifier does not verify again', async () => {
    const handler = middy().use(authenticate(verifier)).use(authenticate(verifier)).handler(subjectOf);
    const before = verifier.stats().verified;
    await handler(bearing(pool.accessToken()), newContext());
    expect(verifier.stats().verified - before).toBe(1);
  });

  test('a handler inside a handler has the caller of the outer one', async () => {
    const inner = middy()
      .use(authenticate(verifier))
      .use(authorize({ anyGroup: ['admins'] }))
      .handler(subjectOf);
    const outer = middy()
      .use(authenticate(verifier))
      .handler(async (event, context) => inner(event, context));
    const sub = '0b5cbb2a-4f6b-4a7c-9a7c-0e1d2f3a4b5c';
    expect(await outer(bearing(pool.accessToken({ sub, groups: ['admins'] })), newContext())).toBe(sub);
    expect(await outer(bearing(pool.accessToken()), newContext())).toMatchObject({ statusCode: 403 });
  });

  test.each(eventKinds)("behind $name, the load balancer's token source works", async ({ build }) => {
    const handler = middy()
      .use(authenticate(verifier, { token: albAccessToken() }))
      .handler(subjectOf);
    const token = pool.accessToken({ sub: 'user' });
    const send = (name: string): Promise<unknown> =>
      handler(build({ method: 'GET', path: '/', headers: [[name, token]] }), newContext());
    expect(await send('x-amzn-oidc-accesstoken')).toBe('user');
    expect(await send('x-amzn-oidc-data')).toMatchObject({ statusCode: 401 });
  });

  test.each(eventKinds)('behind $name, a percent-encoded query has the same parameter', async (kind) => {
    const handler = middy()
      .use(authenticate(verifier, { token: query('access_token') }))
      .handler(subjectOf);
    const [first, second] = [pool.accessToken({ sub: 'user' }), pool.accessToken()];
    const send = (path: string): Promise<unknown> =>
      handler(kind.build({ method: 'GET', path, headers: [] }), newContext());
    expect(await send(`/?access%5Ftoken=${first.replaceAll('.', '%2E')}`)).toBe('user');
    expect(await send(`/?access%5Ftoken=${first}&access_token=${second}`)).toMatchObject({ statusCode: 400 });
  });
});

describe('handwritten events', () => {
  const handler = middyVersions[0]?.[1].middy().use(authenticate(verifier)).handler(subjectOf);
  const bearer = `Bearer ${pool.accessToken({ sub: 'user' })}`;

  test.each([
    ['headers alone', { headers: { Authorization: bearer } }, 'user'],
    ['headers beside empty multi-value headers', { headers: { authorization: bearer }, multiValueHeaders: {} }, 'user'],
    ['no headers at all', { requestContext: {}, headers: null, multiValueHeaders: null }, 401],
    ['headers that are not text', { headers: { authorization: 7, Authorization: null } }, 401],
    ['two spellings of one header', { headers: { authorization: bearer, Authorization: bearer } }, 400],
  ])('%s', async (_, event, expected) => {
    const answer: unknown = await handler?.(event, newContext());
    expect(typeof expected === 'number' ? { statusCode: expected } : expected).toEqual(
      typeof answer === 'string' ? answer : { statusCode: (answer as { statusCode: number }).statusCode },
    );
  });
});

test('context.auth is typed by Middy 6 too', async () => {
  const handler = middy6()
    .use(authenticate(verifier))
    .use(authorize({ anyGroup: ['admins'] }))
    .handler(async (_event, { auth }) => auth.claims.client_id);
  expect(await handler(bearing(pool.accessToken({ groups: ['admins'] })), newContext())).toBe(pool.clientId);
});

import { AuthError, createVerifier } from '@cognito-guard/core';
import { query } from '@cognito-guard/core/http';
import { guard, withAuth } from '@cognito-guard/core/web';
import { createTestPool } from '@cognito-guard/testing';
import { afterEach, describe, expect, test, vi } from 'vitest';

const pool = await createTestPool();
const verifier = createVerifier({ ...pool.options, tokenUse: 'access' });
const requestWith = (token: string): Request =>
  new Request('https://api.example.com/orders', { headers: { authorization: `Bearer ${token}` } });

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('guard', () => {
  test('resolves to the verified token', async () => {
    const auth = await guard(verifier)(requestWith(pool.accessToken()));
    expect(auth).toMatchObject({ subject: pool.subject });
  });

  test('resolves to a 401 response with a challenge and the code in its body', async () => {
    const refusal = await guard(verifier)(requestWith('rubbish'));
    if (!(refusal instanceof Response)) throw new Error('The token was accepted.');
    expect(refusal.status).toBe(401);
    expect(refusal.headers.get('www-authenticate')).toContain('invalid_token');
    expect(await refusal.json()).toMatchObject({ code: 'malformed_token' });
  });

  test('resolves to null for an anonymous request where optional is true', async () => {
    expect(await guard(verifier, { optional: true })(new Request('https://api.example.com/'))).toBeNull();
  });

  test('refuses a token that lacks a required scope with 403', async () => {
    const check = guard(verifier, { requirements: { allScopes: ['orders/write'] } });
    expect(await check(requestWith(pool.accessToken({ scope: ['orders/read'] })))).toMatchObject({ status: 403 });
  });

  test('chooses the verifier by the request where it gets a function', async () => {
    expect(await guard(() => verifier)(requestWith(pool.accessToken()))).toMatchObject({ subject: pool.subject });
  });

  test('rejects with an error that is not a refusal', async () => {
    const broken = guard(() => {
      throw new RangeError('No configuration.');
    });
    await expect(broken(requestWith(pool.accessToken()))).rejects.toThrow(RangeError);
  });

  test('returns an instance of the Response that the host put in place of the built-in one', async () => {
    vi.stubGlobal('Response', class extends Response {});
    expect(await guard(verifier)(requestWith('rubbish'))).toBeInstanceOf(Response);
  });

  test('throws at construction where the verifier is missing', () => {
    // @ts-expect-error A verifier is required.
    expect(() => guard()).toThrow('verifier must be');
  });

  test('throws at construction for a requirement that does not exist', () => {
    // @ts-expect-error The name is misspelt.
    expect(() => guard(verifier, { requirements: { allScope: ['orders/read'] } })).toThrow('allScopes');
  });
});

describe('withAuth', () => {
  test('calls the handler with the request, the token and the arguments of the host', async () => {
    const handler = withAuth(verifier, async (request, auth, context: { readonly params: { readonly id: string } }) =>
      Response.json({ url: request.url, subject: auth.subject, id: context.params.id }),
    );
    const response = await handler(requestWith(pool.accessToken()), { params: { id: '7' } });
    expect(await response.json()).toEqual({ url: 'https://api.example.com/orders', subject: pool.subject, id: '7' });
  });

  test('does not call the handler for a refused request', async () => {
    const handler = withAuth(verifier, () => {
      throw new Error('The handler was called.');
    });
    expect(await handler(requestWith('rubbish'))).toMatchObject({ status: 401 });
  });

  test('does not call the handler for a refused request where the host replaces Response', async () => {
    let calls = 0;
    const handler = withAuth(verifier, () => {
      calls += 1;
      return new Response();
    });
    vi.stubGlobal('Response', class extends Response {});
    expect(await handler(requestWith('rubbish'))).toMatchObject({ status: 401 });
    expect(calls).toBe(0);
  });

  test('answers an AuthError that the handler throws, and rejects with every other error', async () => {
    const refuse = withAuth(verifier, () => {
      throw new AuthError('forbidden');
    });
    const fail = withAuth(verifier, () => {
      throw new RangeError('No such page.');
    });
    expect(await refuse(requestWith(pool.accessToken()))).toMatchObject({ status: 403 });
    await expect(fail(requestWith(pool.accessToken()))).rejects.toThrow(RangeError);
  });

  test("accepts a handler of the host's own request class", async () => {
    class HostRequest extends Request {
      readonly region = 'eu-west-1';
    }
    const handler = withAuth(verifier, (request: HostRequest, auth) =>
      Response.json({ region: request.region, subject: auth.subject }),
    );
    const headers = { authorization: `Bearer ${pool.accessToken()}` };
    const response = await handler(new HostRequest('https://api.example.com/', { headers }));
    expect(await response.json()).toEqual({ region: 'eu-west-1', subject: pool.subject });
  });

  test('marks the answer private where the token was part of the URL', async () => {
    const handler = withAuth(verifier, () => Response.json({}), { token: query('access_token') });
    const request = new Request(`https://api.example.com/?access_token=${pool.accessToken()}`);
    expect((await handler(request)).headers.get('cache-control')).toBe('private');
  });

  test('marks a fetched answer private, whose headers are immutable, and streams its body', async () => {
    const handler = withAuth(verifier, () => fetch('data:text/plain,tea'), { token: query('access_token') });
    const response = await handler(new Request(`https://api.example.com/?access_token=${pool.accessToken()}`));
    expect(response.headers.get('cache-control')).toBe('private');
    expect(response.headers.get('content-type')).toContain('text/plain');
    expect(await response.text()).toBe('tea');
  });

  test('returns the redirect or network error of the handler itself, and keeps an empty answer empty', async () => {
    const request = new Request(`https://api.example.com/?access_token=${pool.accessToken()}`);
    for (const answer of [Response.redirect('https://api.example.com/', 302), Response.error()]) {
      expect(await withAuth(verifier, () => answer, { token: query('access_token') })(request)).toBe(answer);
    }
    const empty = withAuth(verifier, () => new Response(null, { status: 204 }), { token: query('access_token') });
    expect(await empty(request)).toMatchObject({ status: 204, body: null });
  });

  test('leaves a Cache-Control that the handler set', async () => {
    const handler = withAuth(verifier, () => Response.json({}, { headers: { 'cache-control': 'no-store' } }), {
      token: query('access_token'),
    });
    const request = new Request(`https://api.example.com/?access_token=${pool.accessToken()}`);
    expect((await handler(request)).headers.get('cache-control')).toBe('no-store');
  });
});

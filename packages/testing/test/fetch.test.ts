import { createTestPool, type TestPool } from '@cognito-guard/testing';
import { beforeEach, describe, expect, test } from 'vitest';

describe('pool.fetch', () => {
  let pool: TestPool;
  beforeEach(async () => {
    pool = await createTestPool();
  });

  test('serves only the key URLs of both issuers', async () => {
    for (const issuer of [pool.issuer, pool.updatedIssuer]) {
      const response = await pool.fetch(`${issuer}/.well-known/jwks.json`);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe('application/json');
      expect(await response.json()).toEqual(pool.jwks());
    }
    expect((await pool.fetch(`${pool.issuer}/.well-known/openid-configuration`)).status).toBe(404);
    expect((await pool.fetch(pool.jwksUri.replace('TestPool1', 'Other'))).status).toBe(404);
  });

  test('accepts the inputs of the global fetch', async () => {
    const standIn: typeof fetch = pool.fetch;
    expect((await standIn(new URL(pool.jwksUri))).status).toBe(200);
    expect((await standIn(new Request(pool.jwksUri))).status).toBe(200);
  });

  test('counts every call, failed ones too', async () => {
    expect(pool.fetchCount).toBe(0);
    await pool.fetch(pool.jwksUri);
    pool.failFetch('network');
    await expect(pool.fetch(pool.jwksUri)).rejects.toThrow(TypeError);
    await pool.options.keys.fetch('https://elsewhere.invalid/').catch(() => undefined);
    expect(pool.fetchCount).toBe(3);
  });

  test.each([204, 302, 304, 404, 429, 500])('fails with status %d', async (status) => {
    pool.failFetch(status);
    const response = await pool.fetch(pool.jwksUri);
    expect(response.status).toBe(status);
    expect(response.headers.has('location')).toBe(status === 302);
    expect(await response.text()).not.toContain('kid');
  });

  test('fails with an empty key set, and with a web page', async () => {
    pool.failFetch('empty');
    expect(await (await pool.fetch(pool.jwksUri)).json()).toEqual({ keys: [] });
    pool.failFetch('html');
    const page = await pool.fetch(pool.jwksUri);
    expect(page.headers.get('content-type')).toBe('text/html');
    await expect(page.json()).rejects.toThrow(SyntaxError);
  });

  test('hangs until the caller aborts', async () => {
    pool.failFetch('hang');
    const controller = new AbortController();
    let settled = false;
    const pending = pool.fetch(pool.jwksUri, { signal: controller.signal });
    const watched = pending.finally(() => {
      settled = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(settled).toBe(false);
    const reason = new Error('gave up');
    controller.abort(reason);
    await expect(watched).rejects.toBe(reason);
  });

  test('rejects at once for an aborted signal', async () => {
    pool.failFetch('hang');
    await expect(pool.fetch(pool.jwksUri, { signal: AbortSignal.abort(new Error('early')) })).rejects.toThrow('early');
  });

  test('recovers after a fault', async () => {
    pool.failFetch(500);
    pool.failFetch(undefined);
    expect((await pool.fetch(pool.jwksUri)).status).toBe(200);
  });

  test.each([100, 199, 600, 200.5, Number.NaN])('refuses %d as a status', (status) => {
    expect(() => pool.failFetch(status)).toThrow(RangeError);
  });
});

import { connect } from 'node:net';
import { createTestPool, type KeyEndpoint, type TestPool } from '@cognito-guard/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

describe('the key endpoint', () => {
  let pool: TestPool;
  let endpoint: KeyEndpoint;
  beforeEach(async () => {
    pool = await createTestPool();
    endpoint = await pool.listen();
  });
  afterEach(async () => {
    await endpoint.close();
  });

  const fetchKeys = (init?: RequestInit): Promise<Response> => fetch(endpoint.jwksUri, init);

  test('serves the current keys on the loopback interface', async () => {
    expect(endpoint.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(endpoint.jwksUri).toBe(`${endpoint.url}/${pool.userPoolId}/.well-known/jwks.json`);
    pool.rotateKeys();
    const response = await fetchKeys();
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.json()).toEqual(pool.jwks());
  });

  test('counts requests, and answers 404 at other paths', async () => {
    expect(endpoint.requests).toBe(0);
    expect((await fetch(endpoint.url)).status).toBe(404);
    await fetchKeys();
    expect(endpoint.requests).toBe(2);
  });

  test.each([204, 304, 404, 429, 500])('fault %d: answers that status', async (status) => {
    endpoint.fault(status);
    const response = await fetchKeys();
    expect(response.status).toBe(status);
    expect(await response.text()).not.toContain('kid');
  });

  test('fault 302: a client that follows redirects gets the good keys', async () => {
    endpoint.fault(302);
    const response = await fetchKeys({ redirect: 'manual' });
    expect(response.status).toBe(302);
    expect(response.headers.has('location')).toBe(true);
    expect(await (await fetchKeys()).json()).toEqual(pool.jwks());
    expect(endpoint.requests).toBe(3);
  });

  test('fault hang: accepts and never answers', async () => {
    endpoint.fault('hang');
    await expect(fetchKeys({ signal: AbortSignal.timeout(200) })).rejects.toThrow('timeout');
    expect(endpoint.requests).toBe(1);
  });

  test('fault trickle: sends the good keys one byte at a time', async () => {
    endpoint.fault('trickle');
    const response = await fetchKeys({ signal: AbortSignal.timeout(600) });
    expect(response.status).toBe(200);
    let text = '';
    await expect(
      (async () => {
        for await (const chunk of response.body ?? []) text += Buffer.from(chunk).toString();
      })(),
    ).rejects.toThrow('timeout');
    expect(text.length).toBeGreaterThan(1);
    expect(text.length).toBeLessThan(10);
    expect(JSON.stringify(pool.jwks()).startsWith(text)).toBe(true);
  });

  test('fault reset: the connection dies', async () => {
    endpoint.fault('reset');
    await expect(fetchKeys()).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
  });

  test('fault huge: streams 200 MB, and stops when the client leaves', async () => {
    endpoint.fault('huge');
    const response = await fetchKeys();
    let bytes = 0;
    for await (const chunk of response.body ?? []) bytes += chunk.length;
    expect(bytes).toBe(200 * 1024 * 1024 + JSON.stringify(pool.jwks()).length);

    const abandoned = await fetchKeys();
    await abandoned.body?.cancel();
    endpoint.fault(undefined);
    expect((await fetchKeys()).status).toBe(200);
  });

  test('fault manyKeys: 10,000 keys of which the last are good', async () => {
    endpoint.fault('manyKeys');
    const { keys } = JSON.parse(await (await fetchKeys()).text());
    expect(keys).toHaveLength(10_000);
    expect(keys.slice(-2)).toEqual(pool.jwks().keys);
    expect(new Set(keys.map(({ kid }: { kid: string }) => kid)).size).toBe(10_000);
  });

  test('fault empty: a key set without keys', async () => {
    endpoint.fault('empty');
    expect(await (await fetchKeys()).json()).toEqual({ keys: [] });
  });

  test('fault malformedSibling: a malformed key precedes the good ones', async () => {
    endpoint.fault('malformedSibling');
    const { keys } = JSON.parse(await (await fetchKeys()).text());
    expect(keys.slice(1)).toEqual(pool.jwks().keys);
    expect(keys[0].n).not.toBeTypeOf('string');
  });

  test('fault html: a web page with status 200', async () => {
    endpoint.fault('html');
    const response = await fetchKeys();
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html']);
    expect(await response.text()).toMatch(/^<!doctype html>/);
  });

  test('fault truncated: a complete answer of half a document', async () => {
    endpoint.fault('truncated');
    const text = await (await fetchKeys()).text();
    expect(JSON.stringify(pool.jwks()).startsWith(text)).toBe(true);
    expect(() => JSON.parse(text)).toThrow(SyntaxError);
  });

  test('fault gzip: the good keys compressed, even for a client that accepts identity only', async () => {
    endpoint.fault('gzip');
    const response = await fetchKeys({ headers: { 'accept-encoding': 'identity' } });
    expect(response.headers.get('content-encoding')).toBe('gzip');
    expect(await response.json()).toEqual(pool.jwks());
  });

  test('fault gzipBomb: little on the wire, more than 100 MB inflated', async () => {
    endpoint.fault('gzipBomb');
    const wire = await rawBody(endpoint);
    expect(wire.length).toBeLessThan(1024 * 1024);
    const response = await fetchKeys();
    let bytes = 0;
    for await (const chunk of response.body ?? []) bytes += chunk.length;
    expect(bytes).toBeGreaterThan(100 * 1024 * 1024);
  });

  test('recovers and fails again while it runs', async () => {
    endpoint.fault(500);
    expect((await fetchKeys()).status).toBe(500);
    endpoint.fault(undefined);
    expect((await fetchKeys()).status).toBe(200);
    endpoint.fault(404);
    expect((await fetchKeys()).status).toBe(404);
    expect(() => endpoint.fault(99)).toThrow(RangeError);
  });

  test('close() is prompt with clients hanging, trickling, and connected without a request', async () => {
    endpoint.fault('hang');
    const hanging = fetchKeys().catch((error: unknown) => error);
    await expect.poll(() => endpoint.requests).toBe(1);
    endpoint.fault('trickle');
    const trickling = fetchKeys()
      .then((response) => response.text())
      .catch((error: unknown) => error);
    await expect.poll(() => endpoint.requests).toBe(2);
    const silent = connect(Number(new URL(endpoint.url).port), '127.0.0.1');
    silent.on('error', () => undefined);
    await new Promise((resolve) => silent.once('connect', resolve));

    const started = performance.now();
    await endpoint.close();
    expect(performance.now() - started).toBeLessThan(1_000);
    expect(await hanging).toBeInstanceOf(TypeError);
    expect(await trickling).toBeInstanceOf(TypeError);
    await expect(fetchKeys()).rejects.toThrow(TypeError);
  });

  test('close() twice is one close, and disposal closes', async () => {
    await Promise.all([endpoint.close(), endpoint.close()]);
    const second = await pool.listen();
    await second[Symbol.asyncDispose]();
    await expect(fetch(second.url)).rejects.toThrow(TypeError);
  });

  test('a port can be chosen, and a taken one rejects', async () => {
    const port = Number(new URL(endpoint.url).port);
    await expect(pool.listen({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await endpoint.close();
    const again = await pool.listen({ port });
    expect(again.url).toBe(endpoint.url);
    await again.close();
  });
});

/** The bytes after the response head, chunk framing included. */
async function rawBody(endpoint: KeyEndpoint): Promise<Buffer> {
  const { hostname, port, pathname } = new URL(endpoint.jwksUri);
  const socket = connect(Number(port), hostname);
  socket.write(`GET ${pathname} HTTP/1.1\r\nhost: ${hostname}\r\nconnection: close\r\n\r\n`);
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk);
  return Buffer.concat(chunks);
}

import { createVerifier, type Verifier, type VerifierEvent } from '@cognito-guard/core';
import { createTestPool } from '@cognito-guard/testing';
import { describe, expect, test } from 'vitest';
import { type KeyHost, keyHost, refusal } from '../support/key-world.ts';

const pool = await createTestPool();
const original = `${pool.issuer}/.well-known/jwks.json`;
const updated = `${pool.updatedIssuer}/.well-known/jwks.json`;
const ofOriginal = (): string => pool.accessToken();
const ofUpdated = (): string => pool.accessToken({ claims: { iss: pool.updatedIssuer } });

type Format = 'original' | 'updated' | 'both';

interface Asked {
  readonly verifier: Verifier<'access'>;
  readonly host: KeyHost;
}

/** A verifier whose two hosts respond with the given statuses; 200 has the keys. */
const ask = (issuerFormat: Format | undefined, statuses: { original: number; updated: number }): Asked => {
  const host = keyHost({});
  host.answerWith((url) => {
    const status = url === original ? statuses.original : url === updated ? statuses.updated : 418;
    const body = status === 200 ? JSON.stringify(pool.jwks()) : status === 204 ? null : '{}';
    return new Response(body, { status });
  });
  const options = { ...pool.options, keys: { fetch: host.fetch }, ...(issuerFormat && { issuerFormat }) };
  return { verifier: createVerifier({ ...options, tokenUse: 'access' }), host };
};

const healthy = { original: 200, updated: 200 };

describe("the token's issuer does not choose the host", () => {
  test.each<[Format | undefined, string, string]>([
    [undefined, 'original', original],
    [undefined, 'updated', original],
    ['both', 'original', original],
    ['both', 'updated', original],
    ['original', 'original', original],
    ['updated', 'updated', updated],
  ])('issuerFormat %s, a token of the %s issuer', async (format, issuer, url) => {
    const { verifier, host } = ask(format, healthy);
    await expect(verifier.verify(issuer === 'updated' ? ofUpdated() : ofOriginal())).resolves.toBeDefined();
    expect(host.urls).toEqual([url]);
  });

  test.each<[Format, () => string]>([
    ['original', ofUpdated],
    ['updated', ofOriginal],
  ])('issuerFormat %s refuses the other issuer without a fetch', async (format, token) => {
    const { verifier, host } = ask(format, healthy);
    expect(await refusal(verifier.verify(token()))).toEqual({ code: 'wrong_issuer', status: 401 });
    expect(host.count).toBe(0);
  });

  test('one key set serves both issuers', async () => {
    const { verifier, host } = ask('both', healthy);
    await verifier.verify(ofOriginal());
    await verifier.verify(ofUpdated());
    expect(host.urls).toEqual([original]);
  });
});

describe('the fallback host of the other issuer format', () => {
  test.each([400, 404, 500, 502, 503])('is used after status %d: the updated host has the keys', async (status) => {
    const { verifier, host } = ask('both', { original: status, updated: 200 });
    await expect(verifier.verify(ofOriginal())).resolves.toBeDefined();
    expect(host.urls).toEqual([original, updated]);
  });

  test.each([204, 302, 401, 403, 429])('is not used after status %d', async (status) => {
    const { verifier, host } = ask('both', { original: status, updated: 200 });
    expect(await refusal(verifier.verify(ofUpdated()))).toMatchObject({ code: 'keys_unavailable', status: 503 });
    expect(host.urls).toEqual([original]);
  });

  test('both hosts without the pool are 503', async () => {
    const { verifier, host } = ask('both', { original: 404, updated: 404 });
    expect(await refusal(verifier.verify(ofOriginal()))).toMatchObject({ code: 'keys_unavailable', status: 503 });
    expect(host.urls).toEqual([original, updated]);
  });

  test.each<[Format, string, () => string]>([
    ['original', original, ofOriginal],
    ['updated', updated, ofUpdated],
  ])('issuerFormat %s fetches from its own host only', async (format, url, token) => {
    const { verifier, host } = ask(format, { original: 404, updated: 404 });
    expect(await refusal(verifier.verify(token()))).toMatchObject({ code: 'keys_unavailable', status: 503 });
    expect(host.urls).toEqual([url]);
  });

  test('both hosts share one deadline', async () => {
    const host = keyHost({});
    host.answerWith((url, { signal }) => {
      const notFound = new Response('{}', { status: 404 });
      return new Promise((resolve, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
        if (url === original) setTimeout(resolve, 300, notFound);
      });
    });
    const options = { ...pool.options, keys: { fetch: host.fetch, timeoutMs: 400 } };
    const startedAt = performance.now();
    const verification = createVerifier({ ...options, tokenUse: 'access' }).verify(ofOriginal());
    expect(await refusal(verification)).toMatchObject({ code: 'keys_unavailable', status: 503 });
    expect(performance.now() - startedAt).toBeLessThan(650);
    expect(host.urls).toEqual([original, updated]);
  });
});

describe('a cold verifier whose first host is down', () => {
  const replica = pool.issuer.replace('cognito-idp.eu-west-1', 'cognito-idp.us-west-2');
  const tokens: readonly (readonly [string, string])[] = [
    ['the home issuer', pool.issuer],
    ['the updated issuer', pool.updatedIssuer],
    ['a replica', replica],
  ];
  const downs: readonly (readonly [string, () => Promise<Response>])[] = [
    ['refuses connections', () => Promise.reject(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }))],
    ['answers 503', async () => new Response(null, { status: 503 })],
    ['is silent', () => new Promise(() => {})],
  ];
  const timeoutMs = 800;

  /** Only this host responds with keys. */
  const answering = (url: string, down: () => Promise<Response>): Asked => {
    const host = keyHost({});
    host.answerWith((requested) => (requested === url ? Response.json(pool.jwks()) : down()));
    const verifier = createVerifier({
      ...pool.options,
      tokenUse: 'access',
      replicaRegions: ['us-west-2'],
      keys: { fetch: host.fetch, timeoutMs },
    });
    return { verifier, host };
  };

  describe.each(downs)('the home host %s', (_, down) => {
    test.each(tokens)('accepts a token of %s within the deadline', async (_name, iss) => {
      const startedAt = performance.now();
      const { verifier, host } = answering(updated, down);
      await expect(verifier.verify(pool.accessToken({ claims: { iss } }))).resolves.toBeDefined();
      expect(performance.now() - startedAt).toBeLessThan(timeoutMs + 300);
      expect(host.urls.slice(0, 2)).toEqual([original, updated]);
    });

    test('falls back to the replica where the updated host is down, too', async () => {
      const { verifier, host } = answering(`${replica}/.well-known/jwks.json`, down);
      await expect(verifier.verify(ofOriginal())).resolves.toBeDefined();
      expect(host.urls).toEqual([original, updated, `${replica}/.well-known/jwks.json`]);
    });
  });

  test('uses a slow host that responds before the next one', async () => {
    const host = keyHost({});
    host.answerWith((url) =>
      url === original
        ? new Promise((resolve) => setTimeout(resolve, 500, Response.json(pool.jwks())))
        : new Promise(() => {}),
    );
    const keys = { fetch: host.fetch, timeoutMs };
    const verifier = createVerifier({ ...pool.options, tokenUse: 'access', keys });
    await expect(verifier.verify(ofOriginal())).resolves.toBeDefined();
    expect(host.urls).toEqual([original, updated]);
  });

  test('with every host down, the cause has the code of the first failure', async () => {
    const [, refuse] = downs[0] ?? [];
    const events: VerifierEvent[] = [];
    const keys = { fetch: async () => refuse?.() ?? Response.error(), timeoutMs };
    const onEvent = (event: VerifierEvent): unknown => events.push(event);
    const verifier = createVerifier({ ...pool.options, tokenUse: 'access', keys, onEvent });
    expect(await refusal(verifier.verify(ofOriginal()))).toMatchObject({ code: 'keys_unavailable', status: 503 });
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'keys_failed', reason: 'network', errorCode: 'ECONNREFUSED' }),
    );
  });
});

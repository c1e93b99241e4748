import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createVerifier, type KeyFailure, type Verifier, type VerifierEvent } from '@cognito-guard/core';
import { createTestPool, type KeyEndpointFault } from '@cognito-guard/testing';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { eventually, keyHost, keyStats, manualClock, refusal } from '../support/key-world.ts';

const pool = await createTestPool();
const endpoint = await pool.listen();
afterEach(() => endpoint.fault(undefined));
afterAll(() => endpoint.close());

const timeoutMs = 300;
/** The first back-off pause is one second ± 10 %, and Retry-After is in whole seconds. */
const unavailable = { code: 'keys_unavailable', status: 503, retryAfter: expect.toBeOneOf([1, 2]) };

interface Watched {
  readonly verifier: Verifier<'access'>;
  readonly events: VerifierEvent[];
  readonly advance: (seconds: number) => void;
}

const overHttp = (jwksUri = endpoint.jwksUri, patienceMs = 10_000): Watched => {
  const events: VerifierEvent[] = [];
  const clock = manualClock();
  const verifier = createVerifier({
    userPoolId: pool.userPoolId,
    clientId: pool.clientId,
    tokenUse: 'access',
    jwksUri,
    keys: { timeoutMs: patienceMs },
    clock: clock.read,
    onEvent: (event) => events.push(event),
  });
  return { verifier, events, advance: clock.advance };
};

const faults: readonly (readonly [KeyEndpointFault, KeyFailure])[] = [
  [204, 'http_status'],
  [302, 'http_status'],
  [304, 'http_status'],
  [400, 'not_found'],
  [404, 'not_found'],
  [429, 'http_status'],
  [500, 'http_status'],
  [503, 'http_status'],
  ['empty', 'no_usable_key'],
  ['html', 'not_a_key_set'],
  ['truncated', 'not_a_key_set'],
  ['gzip', 'encoded'],
  ['gzipBomb', 'encoded'],
  ['huge', 'too_large'],
  ['manyKeys', 'too_large'],
  ['reset', 'network'],
  ['hang', 'timeout'],
  ['trickle', 'timeout'],
];

describe.each(faults)('a keys endpoint that fails: %s', (fault, reason) => {
  // A long deadline where the endpoint responds at once, so that pauses of a busy machine do not count as timeouts.
  const watch = (): Watched => overHttp(endpoint.jwksUri, reason === 'timeout' ? timeoutMs : 10_000);

  test('is 503 for a cold verifier, within the deadline', async () => {
    const { verifier, events } = watch();
    endpoint.fault(fault);
    const before = endpoint.requests;
    const startedAt = performance.now();
    expect(await refusal(verifier.verify(pool.accessToken()))).toEqual(unavailable);
    expect(performance.now() - startedAt).toBeLessThan(timeoutMs + 700);
    // A kept-alive connection that is reset may have been closed before, so that request is sent again.
    expect(endpoint.requests - before).toBeLessThanOrEqual(fault === 'reset' ? 2 : 1);
    expect(events).toContainEqual(expect.objectContaining({ type: 'keys_failed', reason }));
  });

  test('leaves the last good set of a warm verifier in use until the endpoint recovers', async () => {
    const { verifier, events, advance } = watch();
    const known = pool.accessToken();
    await verifier.verify(known);
    endpoint.fault(fault);
    advance(700);
    // Both at once, while the refresh runs behind them: one verdict is cached, the other one needs the key.
    await Promise.all([verifier.verify(known), verifier.verify(pool.accessToken())]);
    await eventually(() => expect(events).toContainEqual(expect.objectContaining({ type: 'keys_failed', reason })));
    expect(events).toContainEqual(expect.objectContaining({ type: 'keys_stale' }));
    await Promise.all([verifier.verify(known), verifier.verify(pool.accessToken())]);
    expect(keyStats(verifier)).toMatchObject({ keys: 2, generation: 1, fetches: 2, failures: 1 });

    endpoint.fault(undefined);
    advance(31);
    await verifier.verify(known);
    await eventually(() => expect(keyStats(verifier)).toMatchObject({ generation: 2, failures: 0 }));
  });
});

test('one malformed key in a set of good ones is skipped', async () => {
  const { verifier, events } = overHttp();
  endpoint.fault('malformedSibling');
  await expect(verifier.verify(pool.accessToken())).resolves.toMatchObject({ subject: pool.subject });
  expect(events).toContainEqual(expect.objectContaining({ type: 'keys_refreshed', keys: 2, skipped: 1 }));
});

test('a response with Content-Encoding: identity is accepted', async () => {
  await using server = await serve((_request, response) => {
    response.setHeader('content-encoding', 'identity');
    response.end(JSON.stringify(pool.jwks()));
  });
  await expect(overHttp(server.jwksUri).verifier.verify(pool.accessToken())).resolves.toBeDefined();
});

test('a refused connection is 503', async () => {
  const gone = await pool.listen();
  await gone.close();
  const { verifier, events } = overHttp(gone.jwksUri);
  expect(await refusal(verifier.verify(pool.accessToken()))).toEqual(unavailable);
  expect(events).toContainEqual(expect.objectContaining({ type: 'keys_failed', reason: 'network' }));
});

interface OwnServer extends AsyncDisposable {
  readonly jwksUri: string;
}

const serve = async (listener: RequestListener): Promise<OwnServer> => {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    jwksUri: `http://127.0.0.1:${port}/keys`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

test('the request accepts uncompressed JSON only, and contains no part of the token', async () => {
  const seen: IncomingHttpHeaders[] = [];
  await using server = await serve((request, response) => {
    seen.push(request.headers);
    response.end(JSON.stringify(pool.jwks()));
  });
  const token = pool.accessToken();
  await overHttp(server.jwksUri).verifier.verify(token);
  expect(seen).toHaveLength(1);
  expect(seen[0]).toMatchObject({ accept: 'application/json', 'accept-encoding': 'identity' });
  expect(JSON.stringify(seen)).not.toContain(token.slice(0, 20));
});

test('the connection of a refused response is closed before its body ends', async () => {
  let isClosed = false;
  await using server = await serve((_request, response) => {
    response.once('close', () => {
      isClosed = true;
    });
    const pour = (): void => {
      while (!response.destroyed && response.write(' '.repeat(16_384)));
    };
    response.on('drain', pour);
    pour();
  });
  expect(await refusal(overHttp(server.jwksUri).verifier.verify(pool.accessToken()))).toEqual(unavailable);
  await eventually(() => expect(isClosed).toBe(true));
});

describe('the size of a key set', () => {
  const limit = 64 * 1024;
  const good = JSON.stringify(pool.jwks());

  const verifyWith = (
    body: ConstructorParameters<typeof Response>[0],
  ): { verification: Promise<unknown>; events: VerifierEvent[] } => {
    const host = keyHost({});
    host.answerWith(() => new Response(body));
    const events: VerifierEvent[] = [];
    const options = {
      ...pool.options,
      keys: { fetch: host.fetch },
      onEvent: (event: VerifierEvent) => events.push(event),
    };
    return { verification: createVerifier({ ...options, tokenUse: 'access' }).verify(pool.accessToken()), events };
  };

  test('64 KB are accepted', async () => {
    await expect(verifyWith(good.padEnd(limit)).verification).resolves.toBeDefined();
  });

  test('64 KB and one byte are refused', async () => {
    const { verification, events } = verifyWith(good.padEnd(limit + 1));
    expect(await refusal(verification)).toEqual(unavailable);
    expect(events).toContainEqual(expect.objectContaining({ type: 'keys_failed', reason: 'too_large' }));
  });

  test('invalid UTF-8 is refused', async () => {
    const { verification, events } = verifyWith(Buffer.concat([Buffer.from(good.slice(0, -1)), Buffer.of(0xff, 0x7d)]));
    expect(await refusal(verification)).toEqual(unavailable);
    expect(events).toContainEqual(expect.objectContaining({ type: 'keys_failed', reason: 'not_a_key_set' }));
  });
});

/** Runs the conformance suite on every host: no part of a request appears in any output except a 200. */
import diagnosticsChannel from 'node:diagnostics_channel';
import { AuthError, createVerifier, type Verifier } from '@cognito-guard/core';
import {
  type ConformanceReply,
  type ConformanceRequest,
  conformanceCases,
  conformanceOutageCases,
  createConformanceWorld,
  runConformanceCase,
  sendRaw,
} from '@cognito-guard/testing/conformance';
import middy from '@middy/core';
import express, { type ErrorRequestHandler } from 'express';
import { HTTPException } from 'hono/http-exception';
import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  conformanceApp as expressApp,
  serve as serveExpress,
} from '../../../packages/express/test/support/conformance-app.ts';
import { conformanceApp as honoApp, serve as serveHono } from '../../../packages/hono/test/support/conformance-app.ts';
import { conformanceHost } from '../../../packages/middy/test/support/conformance-host.ts';
import { eventKinds } from '../../../packages/middy/test/support/events.ts';
import { everythingIn, secretsOf } from './support/secrets.ts';

const world = await createConformanceWorld();
const { pool } = world;
const keysUrl = 'https://keys-zq7x.example/set';

/** The recorded outputs with their channels. */
type Outputs = { readonly where: string; readonly what: unknown }[];

/** A keys endpoint whose failures contain the URL. */
const leakyFetch = async (url: string, init: RequestInit): Promise<Response> => {
  try {
    return await pool.fetch(pool.jwksUri, init);
  } catch (cause) {
    throw new TypeError(`fetch failed: ${url}`, { cause });
  }
};

const makeVerifier = (outputs: Outputs): Verifier =>
  createVerifier({
    ...pool.options,
    tokenUse: 'access',
    jwksUri: keysUrl,
    keys: { fetch: leakyFetch, timeoutMs: 200 },
    onEvent: (what) => outputs.push({ where: 'event', what }),
  });

type Send = (request: ConformanceRequest) => Promise<ConformanceReply>;
type Start = (verifier: Verifier, outputs: Outputs) => Promise<{ readonly send: Send } & AsyncDisposable>;

/** Express in development mode: its default handler logs the error and sends the stack in the body. */
const startExpress: Start = async (verifier, outputs) => {
  const keep: ErrorRequestHandler = (what, _request, _response, next) => {
    outputs.push({ where: 'error', what });
    next(what);
  };
  const server = await serveExpress(expressApp(express, verifier).set('env', 'development').use(keep));
  return { send: (request) => sendRaw(server.origin, request), [Symbol.asyncDispose]: server[Symbol.asyncDispose] };
};

const startHono: Start = async (verifier, outputs) => {
  const app = honoApp(verifier).onError((what, c) => {
    outputs.push({ where: 'error', what });
    return what instanceof HTTPException ? what.getResponse() : c.text('Internal Server Error', 500);
  });
  const server = await serveHono(app);
  return { send: (request) => sendRaw(server.origin, request), [Symbol.asyncDispose]: server[Symbol.asyncDispose] };
};

const startMiddy =
  (kind: (typeof eventKinds)[number]): Start =>
  async (verifier, outputs) => {
    const keep = { onError: ({ error }: { error: unknown }) => void outputs.push({ where: 'error', what: error }) };
    const watched = ((...given: Parameters<typeof middy>) => middy(...given).use(keep)) as typeof middy;
    return { send: conformanceHost(watched, verifier, kind), [Symbol.asyncDispose]: async () => undefined };
  };

afterEach(() => vi.restoreAllMocks());

/** Runs the conformance suite. Returns each leaked secret with its channel. */
const leaksOf = async (
  start: Start,
  wrap = (verifier: Verifier) => verifier,
): Promise<{ outputs: Outputs; leaks: string[] }> => {
  const outputs: Outputs = [];
  const leaks: string[] = [];
  const record = (what: unknown): void => void outputs.push({ where: 'diagnostics channel', what });
  diagnosticsChannel.subscribe('cognito-guard', record);
  for (const method of ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const) {
    vi.spyOn(console, method).mockImplementation((...what: unknown[]) => void outputs.push({ where: 'console', what }));
  }
  const ours = [keysUrl, '.well-known', ...pool.jwks().keys.flatMap(({ kid = '', n }) => [kid, String(n)])];

  /** Checks one request at a time, because each has its own secrets. */
  const watch =
    (send: Send): Send =>
    async (request) => {
      const from = outputs.length;
      const reply = await send(request);
      // Express logs after its answer.
      await new Promise((resolve) => setImmediate(resolve));
      if (reply.status >= 400) outputs.push({ where: 'response', what: reply });
      const secrets = [...ours, ...secretsOf(request)];
      for (const { where, what } of outputs.slice(from)) {
        const text = everythingIn(what);
        leaks.push(...secrets.filter((secret) => text.includes(secret)).map((secret) => `${where}: ${secret}`));
      }
      return reply;
    };
  await using warm = await start(wrap(makeVerifier(outputs)), outputs);
  for (const one of conformanceCases) await runConformanceCase(one, world, watch(warm.send));
  for (const one of conformanceOutageCases) {
    await using cold = await start(wrap(makeVerifier(outputs)), outputs);
    await runConformanceCase(one, world, watch(cold.send));
  }
  diagnosticsChannel.unsubscribe('cognito-guard', record);
  return { outputs, leaks };
};

const hosts: readonly (readonly [string, Start])[] = [
  ['Express', startExpress],
  ['Hono', startHono],
  ...eventKinds.map((kind) => [`Middy, ${kind.name}`, startMiddy(kind)] as const),
];

describe('no token, claim value, kid, key URL or header value leaks', () => {
  test.each(hosts)('through %s: in errors, events, logs and refusals of the conformance suite', async (name, start) => {
    const { outputs, leaks } = await leaksOf(start);
    expect(leaks).toEqual([]);
    // Without outputs, the test would check nothing.
    const places = new Set(outputs.map(({ where }) => where));
    expect(places).toEqual(
      new Set(['error', 'event', 'diagnostics channel', 'response', ...(name === 'Express' ? ['console'] : [])]),
    );
    expect(outputs.length).toBeGreaterThan(150);
  });
});

describe('the search for leaks finds a leak', () => {
  const [quickest = startHono] = eventKinds.map(startMiddy);
  test.each<[string, (token: string) => Error]>([
    ['in a message', (token) => new AuthError('malformed_token', { message: `Bad: ${token.slice(0, 80)}` })],
    [
      'in a cause',
      (token) => new AuthError('malformed_token', { cause: new Error('x', { cause: { deep: [token] } }) }),
    ],
    [
      'in a hidden member',
      (token) => Object.defineProperty(new AuthError('malformed_token'), 'hidden', { value: token.split('.')[1] }),
    ],
    [
      'of the key URL',
      () => new AuthError('keys_unavailable', { cause: new TypeError('fetch failed', { cause: new Error(keysUrl) }) }),
    ],
  ])('%s', async (_, make) => {
    const leaky = (verifier: Verifier): Verifier => ({
      ...verifier,
      verify: async (token) => Promise.reject(make(token)),
    });
    expect((await leaksOf(quickest, leaky)).leaks.length).toBeGreaterThan(10);
  });

  test('on the console', async () => {
    const leaky = (verifier: Verifier): Verifier => ({
      ...verifier,
      verify: (token) => {
        console.log(token);
        return verifier.verify(token);
      },
    });
    expect((await leaksOf(quickest, leaky)).leaks.some((leak) => leak.startsWith('console: '))).toBe(true);
  });
});

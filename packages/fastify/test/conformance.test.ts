import { createVerifier, type Verifier } from '@cognito-guard/core';
import {
  type ConformanceReply,
  type ConformanceRequest,
  conformanceCases,
  conformanceOutageCases,
  createConformanceWorld,
  runConformanceCase,
  sendRaw,
} from '@cognito-guard/testing/conformance';
import type { FastifyInstance } from 'fastify';
import { afterAll, describe, expect, test } from 'vitest';
import { conformanceApp, serve } from './support/conformance-app.ts';

const world = await createConformanceWorld();
const makeVerifier = (): Verifier => createVerifier({ ...world.pool.options, tokenUse: 'access' });

describe.each(['hooks', 'plugin'] as const)(
  'Fastify guarded by the %s passes the conformance suite',
  async (mounting) => {
    const server = await serve(conformanceApp(makeVerifier(), mounting));
    afterAll(() => server[Symbol.asyncDispose]());

    test.each(conformanceCases)('$name', async (conformanceCase) => {
      const mismatches = await runConformanceCase(conformanceCase, world, (request) => sendRaw(server.origin, request));
      expect(mismatches).toEqual([]);
    });

    test.each(conformanceOutageCases)('in an outage, $name', async (conformanceCase) => {
      await using cold = await serve(conformanceApp(makeVerifier(), mounting));
      const mismatches = await runConformanceCase(conformanceCase, world, (request) => sendRaw(cold.origin, request));
      expect(mismatches).toEqual([]);
    });
  },
);

/** Sends the request by `app.inject()`, as Fastify's users test. A repeated header is a list. */
const inject = async (app: FastifyInstance, request: ConformanceRequest): Promise<ConformanceReply> => {
  const headers: Record<string, string | string[]> = {};
  for (const [name, value] of request.headers) {
    const lower = name.toLowerCase();
    headers[lower] = lower in headers ? [headers[lower] ?? [], value].flat() : value;
  }
  const method = request.method === 'DELETE' ? 'DELETE' : 'GET';
  const reply = await app.inject({ method, url: request.path, headers });
  const sent = Object.entries(reply.headers).map(([name, value]) => [
    name,
    value === undefined ? value : String(value),
  ]);
  return { status: reply.statusCode, headers: Object.fromEntries(sent), body: reply.body };
};

describe('app.inject() passes the conformance suite', () => {
  const app = conformanceApp(makeVerifier(), 'plugin');
  afterAll(() => app.close());

  test.each(conformanceCases)('$name', async (conformanceCase) => {
    expect(await runConformanceCase(conformanceCase, world, (request) => inject(app, request))).toEqual([]);
  });
});

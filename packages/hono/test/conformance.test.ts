import { createVerifier, type Verifier } from '@cognito-guard/core';
import {
  conformanceCases,
  conformanceOutageCases,
  createConformanceWorld,
  runConformanceCase,
  sendRaw,
} from '@cognito-guard/testing/conformance';
import { afterAll, describe, expect, test } from 'vitest';
import { conformanceApp, serve } from './support/conformance-app.ts';

const world = await createConformanceWorld();
const makeVerifier = (): Verifier => createVerifier({ ...world.pool.options, tokenUse: 'access' });

describe('Hono on Node passes the conformance suite', async () => {
  const server = await serve(conformanceApp(makeVerifier()));
  afterAll(() => server[Symbol.asyncDispose]());

  test.each(conformanceCases)('$name', async (conformanceCase) => {
    const mismatches = await runConformanceCase(conformanceCase, world, (request) => sendRaw(server.origin, request));
    expect(mismatches).toEqual([]);
  });

  test.each(conformanceOutageCases)('in an outage, $name', async (conformanceCase) => {
    await using cold = await serve(conformanceApp(makeVerifier()));
    const mismatches = await runConformanceCase(conformanceCase, world, (request) => sendRaw(cold.origin, request));
    expect(mismatches).toEqual([]);
  });
});

import { createVerifier, type Verifier } from '@cognito-guard/core';
import { authErrorHandler } from '@cognito-guard/express';
import {
  conformanceCases,
  conformanceOutageCases,
  createConformanceWorld,
  runConformanceCase,
  sendRaw,
} from '@cognito-guard/testing/conformance';
import { afterAll, describe, expect, test } from 'vitest';
import { conformanceApp, expressVersions, serve } from './support/conformance-app.ts';

const world = await createConformanceWorld();
const makeVerifier = (): Verifier => createVerifier({ ...world.pool.options, tokenUse: 'access' });

const hosts = expressVersions.flatMap(([name, express]) => [
  [name, express, []] as const,
  [`${name} with authErrorHandler`, express, [authErrorHandler()]] as const,
]);

describe.each(hosts)('%s passes the conformance suite', async (_, express, errorHandlers) => {
  const server = await serve(conformanceApp(express, makeVerifier(), errorHandlers));
  afterAll(() => server[Symbol.asyncDispose]());

  test.each(conformanceCases)('$name', async (conformanceCase) => {
    const mismatches = await runConformanceCase(conformanceCase, world, (request) => sendRaw(server.origin, request));
    expect(mismatches).toEqual([]);
  });

  test.each(conformanceOutageCases)('in an outage, $name', async (conformanceCase) => {
    await using cold = await serve(conformanceApp(express, makeVerifier(), errorHandlers));
    const mismatches = await runConformanceCase(conformanceCase, world, (request) => sendRaw(cold.origin, request));
    expect(mismatches).toEqual([]);
  });
});

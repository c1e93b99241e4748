import { createVerifier } from '@cognito-guard/core';
import * as tokenSources from '@cognito-guard/core/http';
import { guard, withAuth } from '@cognito-guard/core/web';
import {
  conformanceCases,
  conformanceOutageCases,
  conformanceRoutes,
  createConformanceWorld,
  runConformanceCase,
  sendRaw,
  tokenSourceOf,
} from '@cognito-guard/testing/conformance';
import { afterAll, describe, expect, test } from 'vitest';
import { conformanceHandler } from '../../../../test/runtimes/src/web-handler.ts';
import { type FetchHandler, serveFetch } from '../support/fetch-server.ts';

const world = await createConformanceWorld();

/** The app with a new verifier, which has no keys yet. */
const newHandler = (): FetchHandler => {
  const verifier = createVerifier({ ...world.pool.options, tokenUse: 'access' });
  return conformanceHandler(conformanceRoutes, {
    sourceOf: (source) => tokenSourceOf(source, tokenSources),
    guard: (options) => guard(verifier, options),
    withAuth: (handle, options) => withAuth(verifier, handle, options),
  });
};

describe('a handler of Fetch API requests passes the conformance suite', async () => {
  const server = await serveFetch(newHandler());
  afterAll(() => server[Symbol.asyncDispose]());

  test.each(conformanceCases)('$name', async (conformanceCase) => {
    const mismatches = await runConformanceCase(conformanceCase, world, (request) => sendRaw(server.origin, request));
    expect(mismatches).toEqual([]);
  });

  test.each(conformanceOutageCases)('in an outage, $name', async (conformanceCase) => {
    await using cold = await serveFetch(newHandler());
    const mismatches = await runConformanceCase(conformanceCase, world, (request) => sendRaw(cold.origin, request));
    expect(mismatches).toEqual([]);
  });
});

import { createVerifier, type Verifier } from '@cognito-guard/core';
import {
  contractCases,
  contractOutageCases,
  createContractWorld,
  runContractCase,
  sendRaw,
} from '@cognito-guard/testing';
import { afterAll, describe, expect, test } from 'vitest';
import { contractApp, serve } from './support/contract-app.ts';

const world = await createContractWorld();
const makeVerifier = (): Verifier => createVerifier({ ...world.pool.options, tokenUse: 'access' });

describe('Hono on Node keeps the contract', async () => {
  const server = await serve(contractApp(makeVerifier()));
  afterAll(() => server[Symbol.asyncDispose]());

  test.each(contractCases)('$name', async (contractCase) => {
    const mismatches = await runContractCase(contractCase, world, (request) => sendRaw(server.origin, request));
    expect(mismatches).toEqual([]);
  });

  test.each(contractOutageCases)('in an outage, $name', async (contractCase) => {
    await using cold = await serve(contractApp(makeVerifier()));
    const mismatches = await runContractCase(contractCase, world, (request) => sendRaw(cold.origin, request));
    expect(mismatches).toEqual([]);
  });
});

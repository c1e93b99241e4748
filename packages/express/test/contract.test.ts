import { createVerifier, type Verifier } from '@cognito-guard/core';
import { authErrorHandler } from '@cognito-guard/express';
import {
  contractCases,
  contractOutageCases,
  createContractWorld,
  runContractCase,
  sendRaw,
} from '@cognito-guard/testing';
import { afterAll, describe, expect, test } from 'vitest';
import { contractApp, expressVersions, serve } from './support/contract-app.ts';

const world = await createContractWorld();
const makeVerifier = (): Verifier => createVerifier({ ...world.pool.options, tokenUse: 'access' });

const hosts = expressVersions.flatMap(([name, express]) => [
  [name, express, []] as const,
  [`${name} with authErrorHandler`, express, [authErrorHandler()]] as const,
]);

describe.each(hosts)('%s keeps the contract', async (_, express, errorHandlers) => {
  const server = await serve(contractApp(express, makeVerifier(), errorHandlers));
  afterAll(() => server[Symbol.asyncDispose]());

  test.each(contractCases)('$name', async (contractCase) => {
    const mismatches = await runContractCase(contractCase, world, (request) => sendRaw(server.origin, request));
    expect(mismatches).toEqual([]);
  });

  test.each(contractOutageCases)('in an outage, $name', async (contractCase) => {
    await using cold = await serve(contractApp(express, makeVerifier(), errorHandlers));
    const mismatches = await runContractCase(contractCase, world, (request) => sendRaw(cold.origin, request));
    expect(mismatches).toEqual([]);
  });
});

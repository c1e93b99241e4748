import { createVerifier } from '@cognito-guard/core';
import { checkAnswer, contractCases, contractOutageCases, createContractWorld, sendRaw } from '@cognito-guard/testing';
import { afterAll, describe, expect, test } from 'vitest';
import { contractApp, expressVersions, serve } from './support/contract-app.ts';

const world = await createContractWorld();
const verifierOf = () => createVerifier({ ...world.pool.options, tokenUse: 'access' });

describe.each(expressVersions)('%s keeps the contract', async (_, express) => {
  const server = await serve(contractApp(express, verifierOf()));
  afterAll(() => server[Symbol.asyncDispose]());

  test.each(contractCases)('$name', async (contractCase) => {
    await contractCase.before?.(world);
    try {
      const reply = await sendRaw(server.origin, contractCase.request(world));
      expect(checkAnswer(contractCase, reply)).toEqual([]);
    } finally {
      await contractCase.after?.(world);
    }
  });

  test.each(contractOutageCases)('in an outage, $name', async (contractCase) => {
    await using cold = await serve(contractApp(express, verifierOf()));
    await contractCase.before?.(world);
    try {
      const reply = await sendRaw(cold.origin, contractCase.request(world));
      expect(checkAnswer(contractCase, reply)).toEqual([]);
    } finally {
      await contractCase.after?.(world);
    }
  });
});

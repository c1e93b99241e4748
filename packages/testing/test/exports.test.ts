import * as door from '@cognito-guard/testing';
import { expect, test } from 'vitest';

test('the exported names change only on purpose', () => {
  expect(Object.keys(door).sort()).toEqual([
    'breakSignature',
    'checkAnswer',
    'contractCases',
    'contractOutageCases',
    'contractRoutes',
    'createContractWorld',
    'createTestKey',
    'createTestPool',
    'decodeToken',
    'hmacWithPublicKey',
    'parseChallenge',
    'respell',
    'sendRaw',
    'tamperHeader',
    'tamperPayload',
    'unsignedToken',
  ]);
});

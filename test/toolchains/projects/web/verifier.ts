import { createVerifier } from '@cognito-guard/core';
import { createTestPool } from '@cognito-guard/testing';

export const pool = await createTestPool();
export const verifier = createVerifier({ ...pool.options, tokenUse: 'access' });

import { createVerifier } from '@cognito-guard/core';
import { createTestPool } from '@cognito-guard/testing';
import { expect, test, vi } from 'vitest';

test('a verifier without keys verifies a token while the test runner fakes setImmediate', async ({
  onTestFinished,
}) => {
  onTestFinished(() => void vi.useRealTimers());
  const pool = await createTestPool();
  vi.useFakeTimers({ toFake: ['setImmediate'] });
  const verifier = createVerifier({ ...pool.options, tokenUse: 'access' });
  expect(await verifier.verify(pool.accessToken())).toMatchObject({ subject: pool.subject });
});

import { createVerifier } from '@cognito-guard/core';
import { authenticate } from '@cognito-guard/middy';
import { createTestPool } from '@cognito-guard/testing';
import { describe, expect, test } from 'vitest';
import { newContext } from './support/conformance-host.ts';
import { eventKinds, replyOf } from './support/events.ts';
import { middyVersions } from './support/middy-versions.ts';

const pool = await createTestPool();
const verifier = createVerifier({ ...pool.options, tokenUse: 'access' });

describe.each(middyVersions)('%s', (_, { middy }) => {
  const handler = middy()
    .use(authenticate(verifier))
    .handler(async () => ({ statusCode: 204 }));

  describe.each(eventKinds)('behind $name', ({ build }) => {
    test.each(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])(
      '%s needs a token like any other method',
      async (method) => {
        const send = async (...headers: [string, string][]): Promise<number> =>
          replyOf(await handler(build({ method, path: '/api', headers }), newContext())).status;
        expect(await send(['Origin', 'https://app.example'], ['Access-Control-Request-Method', 'GET'])).toBe(401);
        expect(await send(['Authorization', `Bearer ${pool.accessToken({ expiresIn: -60 })}`])).toBe(401);
        expect(await send(['Authorization', `Bearer ${pool.accessToken()}`])).toBe(204);
      },
    );
  });
});

import { createVerifier } from '@cognito-guard/core';
import { authenticate } from '@cognito-guard/express';
import { createTestPool } from '@cognito-guard/testing';
import { sendRaw } from '@cognito-guard/testing/conformance';
import { afterAll, describe, expect, test } from 'vitest';
import { expressVersions, serve } from './support/conformance-app.ts';

const pool = await createTestPool();
const verifier = createVerifier({ ...pool.options, tokenUse: 'access' });

describe.each(expressVersions)('%s', async (_, express) => {
  const app = express()
    .use('/api', authenticate(verifier))
    .all('/api', (_req, res) => void res.sendStatus(204));
  const server = await serve(app);
  afterAll(() => server[Symbol.asyncDispose]());

  test.each(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])(
    '%s needs a token like any other method',
    async (method) => {
      const send = async (...headers: [string, string][]): Promise<number> =>
        (await sendRaw(server.origin, { method, path: '/api', headers })).status;
      expect(await send(['Origin', 'https://app.example'], ['Access-Control-Request-Method', 'GET'])).toBe(401);
      expect(await send(['Authorization', `Bearer ${pool.accessToken({ expiresIn: -60 })}`])).toBe(401);
      expect(await send(['Authorization', `Bearer ${pool.accessToken()}`])).toBe(204);
    },
  );
});

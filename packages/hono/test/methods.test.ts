import { createVerifier } from '@cognito-guard/core';
import { authenticate } from '@cognito-guard/hono';
import { createTestPool } from '@cognito-guard/testing';
import { Hono } from 'hono';
import { expect, test } from 'vitest';

const pool = await createTestPool();
const app = new Hono()
  .use('/api', authenticate(createVerifier({ ...pool.options, tokenUse: 'access' })))
  .all('/api', (c) => c.body(null, 204));

test.each(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])(
  '%s needs a token like any other method',
  async (method) => {
    const send = async (headers: Record<string, string>): Promise<number> =>
      (await app.request('/api', { method, headers })).status;
    expect(await send({ Origin: 'https://app.example', 'Access-Control-Request-Method': 'GET' })).toBe(401);
    expect(await send({ Authorization: `Bearer ${pool.accessToken({ expiresIn: -60 })}` })).toBe(401);
    expect(await send({ Authorization: `Bearer ${pool.accessToken()}` })).toBe(204);
  },
);

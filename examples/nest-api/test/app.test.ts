import 'reflect-metadata';
import { createVerifier } from '@cognito-guard/core';
import { COGNITO_GUARD_OPTIONS } from '@cognito-guard/nest';
import { createTestPool, type TestPool } from '@cognito-guard/testing';
import type { INestApplication } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { expect, test, vi } from 'vitest';
import { AppModule } from '../src/app.module.ts';

const start = async (): Promise<{ app: INestApplication; origin: string; pool: TestPool }> => {
  const pool = await createTestPool();
  const verifier = createVerifier({ ...pool.options, tokenUse: 'access' });
  const module = await Test.createTestingModule({ imports: [AppModule] })
    .overrideProvider(COGNITO_GUARD_OPTIONS)
    .useValue({ verifier })
    .compile();
  const app = module.createNestApplication();
  await app.listen(0, '127.0.0.1');
  return { app, origin: await app.getUrl(), pool };
};

test('each caller can use the routes that the token allows, and a refusal names its code', async () => {
  const { app, origin, pool } = await start();
  const send = async (method: string, path: string, token?: string): Promise<unknown[]> => {
    const headers = token === undefined ? {} : { Authorization: `Bearer ${token}` };
    const response = await fetch(origin + path, { method, headers });
    const body = await response.text();
    return [response.status, response.status < 400 ? body : JSON.parse(body).code];
  };
  const alice = pool.accessToken({ username: 'alice' });
  expect(await send('GET', '/health')).toEqual([200, 'ok']);
  expect(await send('GET', '/api/me')).toEqual([401, 'missing_token']);
  expect(await send('GET', '/api/me', alice)).toEqual([200, '{"hello":"alice"}']);
  expect(await send('GET', '/api/orders', alice)).toEqual([403, 'insufficient_scope']);
  expect(await send('GET', '/api/orders', pool.machineToken())).toEqual([200, '[{"id":1,"item":"tea"}]']);
  expect(await send('DELETE', '/api/orders/1', alice)).toEqual([403, 'insufficient_group']);
  expect(await send('DELETE', '/api/orders/1', pool.accessToken({ groups: ['admins'] }))).toEqual([204, '']);
  await app.close();
});

test('the app does not start without a user pool', async () => {
  vi.stubEnv('USER_POOL_ID', undefined);
  await expect(Test.createTestingModule({ imports: [AppModule] }).compile()).rejects.toThrow(/userPoolId/);
  vi.unstubAllEnvs();
});

import { Hono } from 'hono';
import { handle } from 'hono/aws-lambda';
import { makeVerifier } from './base-verifier.ts';
import type { CreateHandler } from './handler.ts';

/** Hono on Lambda with hand-written use of aws-jwt-verify. */
export const createHandler: CreateHandler = (config) => {
  const verifier = makeVerifier(config);
  const app = new Hono().use('/api/*', async (c, next) => {
    await verifier.verify(c.req.header('authorization')?.split('Bearer ').at(1) ?? '');
    await next();
  });
  return handle(app.get('/api/me', (c) => c.text('hello')));
};

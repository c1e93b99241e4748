/** `app.use(authenticate)` instead of `app.use(authenticate(verifier))`, in real frameworks. */
import { once } from 'node:events';
import express, { type ErrorRequestHandler } from 'express';
import { Hono } from 'hono';
import { describe, expect, test } from 'vitest';
import * as forExpress from '../../../packages/express/src/index.ts';
import * as forHono from '../../../packages/hono/src/index.ts';

const secret = 'zq7x-header';
const headers = { authorization: `Bearer ${secret}` };

/** The error that Express receives from a middleware for a request. */
const errorInExpress = async (middleware: unknown): Promise<unknown> => {
  let seen: unknown;
  const keep: ErrorRequestHandler = (error, _request, response, _next) => {
    seen = error;
    response.sendStatus(500);
  };
  const app = express()
    .use(middleware as express.RequestHandler)
    .use(keep);
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  expect((await fetch(`http://127.0.0.1:${port}/`, { headers })).status).toBe(500);
  server.close();
  return seen;
};

/** The error that Hono receives from a middleware for a request. */
const errorInHono = async (middleware: unknown): Promise<unknown> => {
  let seen: unknown;
  const app = new Hono().use(middleware as never).onError((error, c) => {
    seen = error;
    return c.text('', 500);
  });
  expect((await app.request('/', { headers })).status).toBe(500);
  return seen;
};

describe('a middleware factory mounted without a call is a 500 whose error names the mistake and no request value:', () => {
  test.each([
    ['Express', 'authenticate', () => errorInExpress(forExpress.authenticate), 'authenticate(verifier) belongs'],
    ['Express', 'authorize', () => errorInExpress(forExpress.authorize), 'a function passed where its call belongs'],
    ['Hono', 'authenticate', () => errorInHono(forHono.authenticate), 'authenticate(verifier) belongs'],
    ['Hono', 'authorize', () => errorInHono(forHono.authorize), 'a function passed where its call belongs'],
  ])('%s: %s', async (_, __, errorOf, hint) => {
    const error = await errorOf();
    expect(error).toBeInstanceOf(TypeError);
    expect((error as TypeError).message).toMatch(/got an instance of \w+\. Is /);
    expect((error as TypeError).message).toContain(hint);
    expect((error as TypeError).message).not.toContain(secret);
    expect((error as TypeError).message).not.toContain('_events');
  });
});

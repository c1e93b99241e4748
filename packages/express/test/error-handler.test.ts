import { once } from 'node:events';
import { connect } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { createVerifier } from '@cognito-guard/core';
import { authErrorHandler, authenticate, authorize } from '@cognito-guard/express';
import { createTestPool } from '@cognito-guard/testing';
import { sendRaw } from '@cognito-guard/testing/conformance';
import type { ErrorRequestHandler, RequestHandler } from 'express';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { expressVersions, serve } from './support/conformance-app.ts';

const pool = await createTestPool();
const verifier = createVerifier({ ...pool.options, tokenUse: 'access' });
const anonymous = { method: 'GET', path: '/me', headers: [] };

afterEach(() => {
  vi.restoreAllMocks();
});

describe.each(expressVersions)('%s', (_, express) => {
  /**
   * An app in the default environment, without NODE_ENV, where Express prints the errors of its default error handler.
   */
  const guarded = (): ReturnType<typeof express> => {
    const app = express();
    app.set('env', 'development');
    app.use(authenticate(verifier), authorize({ allScopes: ['orders/read'] }));
    return app;
  };

  test('a refusal is sent as JSON with code and message, its status and its headers', async () => {
    const app = guarded().use(authErrorHandler());
    await using server = await serve(app);
    const reply = await sendRaw(server.origin, {
      ...anonymous,
      headers: [['Authorization', `Bearer ${pool.accessToken()}`]],
    });
    expect(reply.status).toBe(403);
    expect(reply.headers['content-type']).toMatch(/^application\/json/);
    expect(reply.headers['www-authenticate']).toMatch(/^Bearer error="insufficient_scope".*scope="orders\/read"$/);
    expect(JSON.parse(reply.body)).toEqual({
      code: 'insufficient_scope',
      message: 'The token lacks a scope that this request needs.',
    });
  });

  test('a stalled upload without a token is refused within 50 ms, before its body has arrived', async () => {
    await using server = await serve(guarded().use(authErrorHandler()));
    const { hostname, port } = new URL(server.origin);
    const upload = async (): Promise<{ readonly head: string; readonly milliseconds: number }> => {
      const socket = connect(Number(port), hostname);
      await once(socket, 'connect');
      const startedAt = performance.now();
      socket.write('POST /upload HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\nthe first bytes');
      const [chunk] = (await once(socket, 'data')) as [Buffer];
      const milliseconds = performance.now() - startedAt;
      socket.destroy();
      return { head: chunk.toString('latin1'), milliseconds };
    };
    // The minimum of several, because a busy machine may delay a single one.
    const answers = [await upload(), await upload(), await upload()];
    expect(answers.map(({ head }) => head.slice(0, 12))).toEqual(Array(3).fill('HTTP/1.1 401'));
    expect(Math.min(...answers.map(({ milliseconds }) => milliseconds))).toBeLessThan(50);
  });

  test('100 anonymous requests print nothing with authErrorHandler, and one line each without it', async () => {
    const printed: string[] = [];
    vi.spyOn(console, 'error').mockImplementation((...args: readonly unknown[]) => {
      printed.push(args.join(' '));
    });
    const serveAnonymous = async (app: ReturnType<typeof express>): Promise<void> => {
      await using server = await serve(app);
      await Promise.all(Array.from({ length: 100 }, () => sendRaw(server.origin, anonymous)));
      // Express prints an error in a later turn, after the response.
      await setImmediate();
    };
    await serveAnonymous(guarded().use(authErrorHandler()));
    expect(printed).toEqual([]);
    await serveAnonymous(guarded());
    expect(printed).toEqual(Array(100).fill('AuthError: A token is required.'));
  });

  test('other errors, and refusals after the response has begun, are passed to the next error handler', async () => {
    const app = express();
    const seen: unknown[] = [];
    app.get('/broken', () => {
      throw new RangeError('mine');
    });
    const begin: RequestHandler = (_req, res, next) => {
      res.write('begun');
      next();
    };
    app.get('/begun', begin, authenticate(verifier));
    const note: ErrorRequestHandler = (error, _req, res, _next) => {
      seen.push(error);
      if (res.headersSent) res.end();
      else res.sendStatus(500);
    };
    app.use(authErrorHandler(), note);
    await using server = await serve(app);
    expect((await sendRaw(server.origin, { ...anonymous, path: '/broken' })).status).toBe(500);
    expect((await sendRaw(server.origin, { ...anonymous, path: '/begun' })).body).toBe('begun');
    expect(seen).toEqual([expect.any(RangeError), expect.objectContaining({ code: 'missing_token' })]);
  });

  test('an Authorization header that earlier middleware removed or replaced is read in its new state', async () => {
    const app = express();
    app.use('/removed', (req, _res, next) => {
      delete req.headers.authorization;
      next();
    });
    app.use('/replaced', (req, _res, next) => {
      req.headers.authorization = `Bearer ${pool.accessToken()}`;
      next();
    });
    app.use(authenticate(verifier), (_req, res) => {
      res.sendStatus(204);
    });
    app.use(authErrorHandler());
    await using server = await serve(app);
    const codeOf = async (path: string, ...tokens: readonly string[]): Promise<unknown> => {
      const headers = tokens.map((token) => ['Authorization', `Bearer ${token}`] as const);
      const { status, body } = await sendRaw(server.origin, { method: 'GET', path, headers });
      return status === 204 ? 'accepted' : JSON.parse(body).code;
    };
    const good = pool.accessToken();
    expect(await codeOf('/removed', good)).toBe('missing_token');
    expect(await codeOf('/removed', good, good)).toBe('missing_token');
    expect(await codeOf('/replaced', 'bad')).toBe('accepted');
    expect(await codeOf('/replaced')).toBe('accepted');
    expect(await codeOf('/plain', good)).toBe('accepted');
    expect(await codeOf('/plain', good, good)).toBe('multiple_tokens');
  });
});

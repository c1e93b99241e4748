import { AuthError, type Confirmation, createVerifier } from '@cognito-guard/core';
import { authenticate, authorize, getAuth, query } from '@cognito-guard/express';
import { exposeAuth } from '@cognito-guard/express/augment';
import { createTestPool } from '@cognito-guard/testing';
import { sendRaw } from '@cognito-guard/testing/conformance';
import type { ErrorRequestHandler } from 'express';
import { describe, expect, test } from 'vitest';
import { expressVersions, serve } from './support/conformance-app.ts';

const pool = await createTestPool();
const verifier = createVerifier({ ...pool.options, tokenUse: 'access' });
const idVerifier = createVerifier({ ...pool.options, tokenUse: 'id' });
const get = (path: string, token?: string) => ({
  method: 'GET',
  path,
  headers: token === undefined ? [] : ([['Authorization', `Bearer ${token}`]] as const),
});

describe.each(expressVersions)('%s', (_, express) => {
  test('a route receives the verified token, and logs do not show it', async () => {
    const app = express();
    app.get('/me', authenticate(verifier), (req, res) => {
      const auth = getAuth(req, { verifier });
      res.json({ sub: auth.subject, client: auth.claims.client_id, logged: JSON.stringify(auth).includes(auth.token) });
    });
    await using server = await serve(app);
    const reply = await sendRaw(server.origin, get('/me', pool.accessToken()));
    expect(JSON.parse(reply.body)).toEqual({ sub: pool.subject, client: pool.clientId, logged: false });
  });

  test('a second authenticate with the same verifier does not verify again', async () => {
    const app = express();
    const counted = createVerifier({ ...pool.options, tokenUse: 'access' });
    app.use(authenticate(counted));
    app.get('/me', authenticate(counted), (_req, res) => {
      res.sendStatus(204);
    });
    await using server = await serve(app);
    expect((await sendRaw(server.origin, get('/me', pool.accessToken()))).status).toBe(204);
    expect(counted.stats().verified).toBe(1);
  });

  test('a response to a token in the query is private unless the app sets Cache-Control', async () => {
    const app = express();
    app.use('/own', (_req, res, next) => {
      res.set('Cache-Control', 'no-store');
      next();
    });
    app.use(authenticate(verifier, { token: query('t') }), (_req, res) => {
      res.send('hello');
    });
    await using server = await serve(app);
    const cacheControlOf = async (path: string): Promise<unknown> =>
      (await sendRaw(server.origin, get(`${path}?t=${pool.accessToken()}`))).headers['cache-control'];
    expect([await cacheControlOf('/plain'), await cacheControlOf('/own')]).toEqual(['private', 'no-store']);
  });

  test('two verifiers on one request keep their tokens separate', async () => {
    const app = express();
    app.get(
      '/both',
      authenticate(verifier),
      authenticate(idVerifier, { optional: true, token: () => [] }),
      (req, res) => {
        res.json([getAuth(req, { verifier }).tokenUse, getAuth(req, { verifier: idVerifier, optional: true })]);
      },
    );
    await using server = await serve(app);
    expect(JSON.parse((await sendRaw(server.origin, get('/both', pool.accessToken()))).body)).toEqual(['access', null]);
  });

  test('properties that other middleware set on the request are unchanged', async () => {
    const app = express();
    app.use((req, _res, next) => {
      Object.assign(req, { auth: 'theirs', user: 'theirs' });
      next();
    });
    app.get('/me', authenticate(verifier), (req, res) => {
      res.json([Reflect.get(req, 'auth'), Reflect.get(req, 'user'), getAuth(req).subject]);
    });
    await using server = await serve(app);
    const reply = await sendRaw(server.origin, get('/me', pool.accessToken()));
    expect(JSON.parse(reply.body)).toEqual(['theirs', 'theirs', pool.subject]);
  });

  test('exposeAuth sets req.auth', async () => {
    const app = express();
    app.get('/me', authenticate(verifier, { optional: true }), exposeAuth(), (req, res) => {
      res.json({ sub: req.auth?.subject ?? null });
    });
    await using server = await serve(app);
    expect(JSON.parse((await sendRaw(server.origin, get('/me', pool.accessToken()))).body)).toEqual({
      sub: pool.subject,
    });
    expect(JSON.parse((await sendRaw(server.origin, get('/me'))).body)).toEqual({ sub: null });
  });

  test('an anonymous request to a route with requirements is 401 with the required scope', async () => {
    const app = express();
    app.get(
      '/orders',
      authenticate(verifier, { optional: true }),
      authorize({ allScopes: ['orders/read'] }),
      (_req, res) => {
        res.sendStatus(204);
      },
    );
    await using server = await serve(app);
    const reply = await sendRaw(server.origin, get('/orders'));
    expect(reply.status).toBe(401);
    expect(reply.headers['www-authenticate']).toBe('Bearer scope="orders/read"');
  });

  test('a route without authenticate is a 500 that names the missing mount, never open', async () => {
    const app = express();
    const seen: unknown[] = [];
    app.get('/orders', authorize({ allScopes: ['orders/read'] }), (_req, res) => {
      res.sendStatus(204);
    });
    const note: ErrorRequestHandler = (error, _req, res, _next) => {
      seen.push(error);
      res.sendStatus(500);
    };
    app.use(note);
    await using server = await serve(app);
    expect((await sendRaw(server.origin, get('/orders', pool.accessToken()))).status).toBe(500);
    expect(seen).toEqual([
      expect.objectContaining({ message: expect.stringContaining('mount authenticate(verifier)') }),
    ]);
  });

  test('an error handler of the app receives the AuthError with its code', async () => {
    const app = express();
    app.get('/me', authenticate(verifier, { realm: 'orders' }));
    const answer: ErrorRequestHandler = (error, _req, res, next) => {
      if (!AuthError.is(error)) return next(error);
      res.status(error.status).set(error.headers).json({ code: error.code, message: error.message });
    };
    app.use(answer);
    await using server = await serve(app);
    const reply = await sendRaw(server.origin, get('/me', pool.accessToken({ expiresIn: -60 })));
    expect(reply.status).toBe(401);
    expect(JSON.parse(reply.body)).toEqual({ code: 'token_expired', message: 'The token has expired.' });
    expect(reply.headers['www-authenticate']).toBe(
      'Bearer realm="orders", error="invalid_token", error_description="The token has expired."',
    );
  });

  test('requests of a Lambda wrapper, without raw headers, are read', async () => {
    const app = express();
    app.use((req, _res, next) => {
      Object.defineProperty(req, 'headersDistinct', { value: undefined });
      next();
    });
    app.get('/me', authenticate(verifier), (_req, res) => {
      res.sendStatus(204);
    });
    await using server = await serve(app);
    expect((await sendRaw(server.origin, get('/me', pool.accessToken()))).status).toBe(204);
  });

  test('mounted under a path, a query token is read from the whole URL', async () => {
    const app = express();
    const router = express.Router();
    router.get(
      '/me',
      authenticate(verifier, { token: (request) => request.query('t') as readonly string[] }),
      (_req, res) => {
        res.sendStatus(204);
      },
    );
    app.use('/deep', router);
    await using server = await serve(app);
    expect((await sendRaw(server.origin, get(`/deep/me?t=${pool.accessToken()}`))).status).toBe(204);
  });
});

test.each([
  ['no verifier', () => authenticate(undefined as never), /verifier must be made by createVerifier\(\); got undefined/],
  ['an unknown option', () => authenticate(verifier, { optinal: true } as never), /no option "optinal"/],
  ['no requirement', () => authorize({}), /at least one of/],
  ['an empty requirement', () => authorize({ anyGroup: [] }), /anyGroup must be a non-empty array/],
])('an invalid option throws when the route is mounted: %s', (_, mount, message) => {
  expect(mount).toThrow(TypeError);
  expect(mount).toThrow(message);
});

test('the confirmation of a bound token gets method, URL and headers of the request', async () => {
  const seen: unknown[] = [];
  const confirmation: Confirmation = ({ method, url, header }, cnf) => {
    seen.push(method, url, header('dpop'), cnf);
    return true;
  };
  const bound = createVerifier({ ...pool.options, tokenUse: 'access', confirmation });
  const cnf = { jkt: 'thumbprint' };
  const { headers } = get('/', pool.accessToken({ claims: { cnf } }));
  for (const [, express] of expressVersions) {
    const app = express();
    app.use('/api', authenticate(bound), (_req, res) => {
      res.sendStatus(204);
    });
    await using server = await serve(app);
    const request = { method: 'POST', path: '/api/orders?a=1', headers: [...headers, ['DPoP', 'proof'] as const] };
    expect((await sendRaw(server.origin, request)).status).toBe(204);
    expect(seen.splice(0)).toEqual(['POST', '/api/orders?a=1', 'proof', cnf]);
  }
});

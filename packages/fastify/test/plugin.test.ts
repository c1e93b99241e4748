import { type Confirmation, createVerifier } from '@cognito-guard/core';
import { authenticate, authorize, cognitoGuard, getAuth, query } from '@cognito-guard/fastify';
import { createTestPool } from '@cognito-guard/testing';
import Fastify, { type FastifyInstance, type FastifyPluginAsync } from 'fastify';
import { describe, expect, test } from 'vitest';

const pool = await createTestPool();
const verifier = createVerifier({ ...pool.options, tokenUse: 'access' });
const idVerifier = createVerifier({ ...pool.options, tokenUse: 'id' });

const get = (app: FastifyInstance, url: string, token?: string) =>
  app.inject({ url, headers: token === undefined ? {} : { authorization: `Bearer ${token}` } });

const statusOf = async (app: FastifyInstance, url: string, token?: string): Promise<number> =>
  (await get(app, url, token)).statusCode;

describe('the scope of cognitoGuard', () => {
  test('cognitoGuard guards all routes of its scope, earlier ones included, and scopes registered after it', async () => {
    const app = Fastify();
    app.get('/open', async () => 'open');
    const deeper: FastifyPluginAsync = async (scope) => {
      scope.get('/deeper', async (request) => request.auth.subject);
    };
    const api: FastifyPluginAsync = async (scope) => {
      scope.get('/before', async () => 'before');
      await scope.register(cognitoGuard, { verifier });
      scope.get('/after', async (request) => request.auth.subject);
      scope.register(deeper);
    };
    app.register(api);
    expect(await statusOf(app, '/open')).toBe(200);
    for (const url of ['/before', '/after', '/deeper']) {
      expect(await statusOf(app, url), url).toBe(401);
      expect(await statusOf(app, url, pool.accessToken()), url).toBe(200);
    }
  });

  test('cognitoGuard at the root refuses anonymous requests for unknown paths', async () => {
    const app = Fastify();
    await app.register(cognitoGuard, { verifier });
    expect(await statusOf(app, '/unknown')).toBe(401);
    expect(await statusOf(app, '/unknown', pool.accessToken())).toBe(404);
  });

  test('cognitoGuard in a scope with a prefix leaves unknown paths to the 404 handler of the root', async () => {
    const app = Fastify();
    const api: FastifyPluginAsync = async (scope) => {
      await scope.register(cognitoGuard, { verifier });
      scope.get('/me', async (request) => request.auth.subject);
    };
    app.register(api, { prefix: '/api' });
    expect(await statusOf(app, '/api/me')).toBe(401);
    expect(await statusOf(app, '/api/unknown')).toBe(404);
  });

  test('two sibling scopes have different verifiers and token sources', async () => {
    const app = Fastify();
    const users: FastifyPluginAsync = async (scope) => {
      await scope.register(cognitoGuard, { verifier: idVerifier, token: query('t') });
      scope.get('/user', async (request) => request.auth.tokenUse);
    };
    const api: FastifyPluginAsync = async (scope) => {
      await scope.register(cognitoGuard, { verifier });
      scope.get('/api', async (request) => request.auth.tokenUse);
    };
    app.register(users);
    app.register(api);
    expect((await get(app, `/user?t=${pool.idToken()}`)).body).toBe('id');
    expect((await get(app, '/api', pool.accessToken())).body).toBe('access');
    expect(await statusOf(app, '/api', pool.idToken())).toBe(401);
  });

  test('a request decorator named auth of another plugin makes the registration fail', async () => {
    const app = Fastify();
    app.decorateRequest('auth', null as never);
    await expect(async () => app.register(cognitoGuard, { verifier })).rejects.toThrow(/auth.*already/);
  });
});

describe('request.auth', () => {
  test('a read of request.auth refuses an anonymous request, and getAuth with optional returns null', async () => {
    const app = Fastify();
    await app.register(cognitoGuard, { verifier, optional: true, realm: 'orders' });
    app.get('/reads', async (request) => request.auth.subject);
    app.get('/optional', async (request) => ({ subject: getAuth(request, { optional: true })?.subject ?? null }));
    const refused = await get(app, '/reads');
    expect([refused.statusCode, refused.headers['www-authenticate']]).toEqual([401, 'Bearer realm="orders"']);
    expect(await statusOf(app, '/reads', pool.accessToken())).toBe(200);
    expect((await get(app, '/optional')).json()).toEqual({ subject: null });
  });

  test('no log line of a refused or accepted request contains the token', async () => {
    const lines: string[] = [];
    const app = Fastify({ logger: { level: 'trace', stream: { write: (line: string) => void lines.push(line) } } });
    await app.register(cognitoGuard, { verifier });
    app.get('/me', async (request) => {
      request.log.info({ auth: request.auth }, 'a request');
      return null;
    });
    const good = pool.accessToken();
    const expired = pool.accessToken({ expiresIn: -60 });
    expect([await statusOf(app, '/me', good), await statusOf(app, '/me', expired)]).toEqual([200, 401]);
    expect(lines.join('')).toContain('token_expired');
    for (const token of [good, expired]) expect(lines.join('')).not.toContain(token.split('.')[2]);
  });
});

test('a second authenticate with the same verifier does not verify again', async () => {
  const counted = createVerifier({ ...pool.options, tokenUse: 'access' });
  const app = Fastify();
  await app.register(cognitoGuard, { verifier: counted });
  app.get('/me', { onRequest: authenticate(counted) }, async () => null);
  expect(await statusOf(app, '/me', pool.accessToken())).toBe(200);
  expect(counted.stats().verified).toBe(1);
});

test('authenticate reads the Authorization header that an earlier hook has removed or replaced', async () => {
  const app = Fastify();
  app.addHook('onRequest', async (request) => {
    if (request.url === '/removed') delete request.headers.authorization;
    if (request.url === '/replaced') request.headers.authorization = `Bearer ${pool.accessToken()}`;
  });
  await app.register(cognitoGuard, { verifier });
  for (const url of ['/removed', '/replaced']) app.get(url, async () => null);
  expect(await statusOf(app, '/removed', pool.accessToken())).toBe(401);
  expect(await statusOf(app, '/replaced', 'bad')).toBe(200);
});

test('a response to a token in the query has Cache-Control: private unless the app sets the header', async () => {
  const app = Fastify();
  app.addHook('onRequest', async (request, reply) => {
    if (request.url.startsWith('/own')) reply.header('cache-control', 'no-store');
  });
  await app.register(cognitoGuard, { verifier, token: query('t') });
  app.get('/plain', async () => null);
  app.get('/own', async () => null);
  app.get('/later', async (_request, reply) => reply.header('cache-control', 'no-cache').send());
  const cacheControlOf = async (path: string): Promise<unknown> =>
    (await get(app, `${path}?t=${pool.accessToken()}`)).headers['cache-control'];
  expect(await cacheControlOf('/plain')).toBe('private');
  expect(await cacheControlOf('/own')).toBe('no-store');
  expect(await cacheControlOf('/later')).toBe('no-cache');
});

test('a token in the query is read from the original URL, even if the app rewrites URLs', async () => {
  const app = Fastify({ rewriteUrl: () => '/me' });
  app.get('/me', { onRequest: authenticate(verifier, { token: query('t') }) }, async () => null);
  expect(await statusOf(app, `/old?t=${pool.accessToken()}`)).toBe(200);
});

describe('a TypeError at startup', () => {
  test.each([
    ['no verifier', {}, /verifier must be made by createVerifier\(\); got undefined/],
    ['an unknown option', { verifier, optinal: true }, /no option "optinal"/],
    ['pool options instead of a verifier', { verifier: pool.options }, /Pass these options to createVerifier first/],
  ])('for cognitoGuard with %s', async (_, options, message) => {
    const app = Fastify();
    app.register(cognitoGuard, options as never);
    await expect(async () => app.ready()).rejects.toThrow(message);
    await expect(async () => app.ready()).rejects.toThrow(TypeError);
  });

  test.each([
    ['no requirement', () => authorize({}), /at least one of/],
    ['an empty requirement', () => authorize({ anyGroup: [] }), /anyGroup must be a non-empty array/],
    ['a verifier instead of requirements', () => authorize(verifier as never), /Pass the verifier to authenticate/],
  ])('for authorize with %s', (_, mount, message) => {
    expect(mount).toThrow(TypeError);
    expect(mount).toThrow(message);
  });
});

test('the confirmation of a bound token gets method, URL and headers of the request', async () => {
  const seen: unknown[] = [];
  const confirmation: Confirmation = ({ method, url, header }, cnf) => {
    seen.push(method, url, header('dpop'), cnf);
    return true;
  };
  const app = Fastify();
  await app.register(cognitoGuard, { verifier: createVerifier({ ...pool.options, tokenUse: 'access', confirmation }) });
  app.post('/orders', async () => 'ok');
  const cnf = { jkt: 'thumbprint' };
  const headers = { authorization: `Bearer ${pool.accessToken({ claims: { cnf } })}`, dpop: 'proof' };
  const { statusCode } = await app.inject({ method: 'POST', url: '/orders?a=1', headers });
  expect([statusCode, ...seen]).toEqual([200, 'POST', '/orders?a=1', 'proof', cnf]);
});

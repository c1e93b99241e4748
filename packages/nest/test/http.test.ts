import { type AccessAuth, type Auth, AuthError, type Confirmation, createVerifier } from '@cognito-guard/core';
import { memoryRevocationStore } from '@cognito-guard/core/revocation';
import { Authenticate, Authorize, CurrentAuth, cookie, Public, query } from '@cognito-guard/nest';
import { createTestPool } from '@cognito-guard/testing';
import { sendRaw } from '@cognito-guard/testing/conformance';
import {
  type ArgumentsHost,
  Catch,
  ConsoleLogger,
  Controller,
  Delete,
  type ExceptionFilter,
  Get,
  Header,
  HttpException,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { describe, expect, test, vi } from 'vitest';
import { platforms, type Running, serve } from './support/apps.ts';

const pool = await createTestPool();
const verifier = createVerifier({ ...pool.options, tokenUse: 'access' });
const challenge = 'Bearer error="invalid_token", error_description="The token has expired."';
const expired = pool.accessToken({ expiresIn: -60 });

const send = async ({ origin }: Running, path: string, token?: string) => {
  const headers = token === undefined ? [] : ([['Authorization', `Bearer ${token}`]] as const);
  const { status, headers: sent, body } = await sendRaw(origin, { method: 'GET', path, headers });
  return { status, challenge: sent['www-authenticate'], cacheControl: sent['cache-control'], sent, body };
};

@Controller('me')
class MeController {
  @Get()
  me(@CurrentAuth() auth: AccessAuth): object {
    return { subject: auth.subject, client: auth.claims.client_id };
  }

  @Get('thrown')
  thrown(): never {
    throw new AuthError('forbidden');
  }

  @Get('optional')
  @Authenticate({ optional: true, realm: 'orders' })
  optional(@CurrentAuth() auth: Auth): object {
    return { subject: auth.subject };
  }

  @Get('query')
  @Authenticate({ token: query('t') })
  query(): string {
    return 'private';
  }

  @Get('cached')
  @Authenticate({ token: query('t') })
  @Header('Cache-Control', 'no-store')
  cached(): string {
    return 'not stored';
  }
}

@Controller('orders')
@Authorize({ allScopes: ['orders/read'] })
class OrdersController {
  @Get()
  list(): string {
    return 'orders';
  }

  @Get('admin')
  @Authorize({ anyGroup: ['admins'] })
  @Authorize({ check: (auth) => auth.username !== 'mallory' })
  admin(): string {
    return 'all orders';
  }

  @Get('open')
  @Public()
  open(): string {
    return 'open';
  }
}

@Controller('open')
@Public()
class OpenController {
  @Get()
  open(): string {
    return 'open';
  }

  @Get('closed')
  @Authenticate()
  closed(): string {
    return 'closed';
  }

  @Get('confused')
  @Public()
  @Authorize({ anyGroup: ['admins'] })
  confused(): string {
    return 'confused';
  }

  @Get('caller')
  caller(@CurrentAuth({ optional: true }) auth: Auth | null): string {
    return String(auth?.subject);
  }
}

@Controller('inherited')
class InheritedController extends OrdersController {
  @Delete()
  remove(): void {}
}

/** Catches every exception and sends a custom body, as in https://docs.nestjs.com/exception-filters. */
@Catch()
class CatchEverything implements ExceptionFilter {
  readonly #host: HttpAdapterHost;

  constructor(host: HttpAdapterHost) {
    this.#host = host;
  }

  catch(exception: unknown, context: ArgumentsHost): void {
    const status = exception instanceof HttpException ? exception.getStatus() : 500;
    this.#host.httpAdapter.reply(context.switchToHttp().getResponse(), { own: status }, status);
  }
}

const controllers = [MeController, OrdersController, OpenController, InheritedController];

describe.each(platforms)('Nest on %s', (_, platform) => {
  test('a handler receives the verified token, and every route except public ones needs a token', async () => {
    await using server = await serve(platform, { verifier }, { controllers });
    const reply = await send(server, '/me', pool.accessToken());
    expect([reply.status, JSON.parse(reply.body)]).toEqual([200, { subject: pool.subject, client: pool.clientId }]);
    expect((await send(server, '/me')).status).toBe(401);
    expect((await send(server, '/open', 'not a token')).body).toBe('open');
    expect((await send(server, '/orders/open')).body).toBe('open');
  });

  test('a refusal without a custom filter is JSON with status, challenge and code', async () => {
    await using server = await serve(platform, { verifier }, { controllers });
    const reply = await send(server, '/me', expired);
    expect([reply.status, reply.challenge]).toEqual([401, challenge]);
    expect(reply.sent['content-type']).toMatch(/^application\/json/);
    expect(JSON.parse(reply.body)).toEqual({
      statusCode: 401,
      code: 'token_expired',
      message: 'The token has expired.',
    });
  });

  test('a refusal keeps status and challenge through a custom filter that catches every exception', async () => {
    const prepare = (app: Running['app']) => app.useGlobalFilters(new CatchEverything(app.get(HttpAdapterHost)));
    await using server = await serve(platform, { verifier }, { controllers }, prepare);
    const reply = await send(server, '/me', expired);
    expect([reply.status, reply.challenge, JSON.parse(reply.body)]).toEqual([401, challenge, { own: 401 }]);
  });

  test('an AuthError from a handler gets the same answer as a refusal', async () => {
    await using server = await serve(platform, { verifier }, { controllers });
    const reply = await send(server, '/me/thrown', pool.accessToken());
    expect([reply.status, JSON.parse(reply.body).code]).toEqual([403, 'forbidden']);
    expect(reply.challenge).toContain('error="insufficient_scope"');
  });

  test('a token must satisfy the requirements of the class and of all decorators of the method', async () => {
    await using server = await serve(platform, { verifier }, { controllers });
    const codeOf = async (path: string, options: Parameters<typeof pool.accessToken>[0]) => {
      const { status, body } = await send(server, path, pool.accessToken(options));
      return status === 200 ? body : JSON.parse(body).code;
    };
    const scope = ['orders/read'];
    expect(await codeOf('/orders', {})).toBe('insufficient_scope');
    expect(await codeOf('/orders', { scope })).toBe('orders');
    expect(await codeOf('/orders/admin', { groups: ['admins'] })).toBe('insufficient_scope');
    expect(await codeOf('/orders/admin', { scope })).toBe('insufficient_group');
    expect(await codeOf('/orders/admin', { scope, groups: ['admins'], username: 'mallory' })).toBe('forbidden');
    expect(await codeOf('/orders/admin', { scope, groups: ['admins'] })).toBe('all orders');
    expect(await codeOf('/inherited', {})).toBe('insufficient_scope');
    expect(await codeOf('/inherited', { scope })).toBe('orders');
  });

  test('in a public class, a handler with its own decorator stays guarded', async () => {
    await using server = await serve(platform, { verifier }, { controllers });
    expect((await send(server, '/open/closed')).status).toBe(401);
    expect((await send(server, '/open/closed', pool.accessToken())).body).toBe('closed');
    expect((await send(server, '/open/confused')).status).toBe(401);
    expect((await send(server, '/open/confused', pool.accessToken())).status).toBe(403);
  });

  test('@CurrentAuth is 401 with the challenge for an anonymous request, and 500 on a public route', async () => {
    await using server = await serve(platform, { verifier }, { controllers });
    const anonymous = await send(server, '/me/optional');
    expect([anonymous.status, anonymous.challenge]).toEqual([401, 'Bearer realm="orders"']);
    expect((await send(server, '/me/optional', pool.accessToken())).status).toBe(200);
    expect((await send(server, '/open/caller', pool.accessToken())).status).toBe(500);
  });

  test('the error of @CurrentAuth on a public route names the handler and the remedy', async () => {
    const thrown: unknown[] = [];
    const record: ExceptionFilter = {
      catch(exception: unknown, context: ArgumentsHost) {
        thrown.push(exception);
        app.get(HttpAdapterHost).httpAdapter.reply(context.switchToHttp().getResponse(), '', 500);
      },
    };
    await using server = await serve(platform, { verifier }, { controllers }, (app) => app.useGlobalFilters(record));
    const { app } = server;
    expect((await send(server, '/open/caller')).status).toBe(500);
    expect(String(thrown)).toMatch(
      /OpenController\.caller has @CurrentAuth\(\).*Add .*@Authenticate\({ optional: true }\)/,
    );
  });

  test('a response to a token in the query has Cache-Control: private unless the handler sets the header', async () => {
    await using server = await serve(platform, { verifier }, { controllers });
    expect((await send(server, `/me/query?t=${pool.accessToken()}`)).cacheControl).toBe('private');
    expect((await send(server, `/me/cached?t=${pool.accessToken()}`)).cacheControl).toBe('no-store');
  });

  test('without guardAllRoutes, only routes with a decorator are guarded', async () => {
    await using server = await serve(platform, { verifier, guardAllRoutes: false }, { controllers });
    expect((await send(server, '/me/query')).status).toBe(401);
    expect((await send(server, '/orders')).status).toBe(401);
    expect((await send(server, '/me/thrown')).status).toBe(403);
  });

  test('a silent revocation store is 503 with Retry-After, neither a 401 nor an accepted request', async () => {
    const store = { ...memoryRevocationStore(), isRevoked: () => new Promise<never>(() => undefined) };
    const silent = createVerifier({ ...pool.options, tokenUse: 'access', revocation: { store, timeoutMs: 20 } });
    await using server = await serve(platform, { verifier: silent }, { controllers });
    const reply = await send(server, '/me', pool.accessToken());
    expect([reply.status, JSON.parse(reply.body).code]).toEqual([503, 'revocation_unavailable']);
    expect([reply.sent['retry-after'], reply.challenge]).toEqual(['1', undefined]);
  });

  test('100 anonymous requests write no log line', async () => {
    const print = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const printError = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    await using server = await serve(platform, { verifier }, { controllers }, (app) =>
      app.useLogger(new ConsoleLogger()),
    );
    const before = [print.mock.calls.length, printError.mock.calls.length];
    await Promise.all(Array.from({ length: 100 }, () => send(server, '/me')));
    const after = [print.mock.calls.length, printError.mock.calls.length];
    vi.restoreAllMocks();
    expect(after).toEqual(before);
  });

  test('token sources and realm of the module apply to every route', async () => {
    await using server = await serve(platform, { verifier, token: cookie('session'), realm: 'shop' }, { controllers });
    expect((await send(server, '/me', pool.accessToken())).challenge).toBe('Bearer realm="shop"');
    const headers = [['Cookie', `session=${pool.accessToken()}`]] as const;
    expect((await sendRaw(server.origin, { method: 'GET', path: '/me', headers })).status).toBe(200);
  });

  test.each([
    ['no verifier', {}, /verifier must be made by createVerifier\(\); got undefined/],
    ['an unknown option', { verifier, optinal: true }, /no option "optinal"/],
  ])('the application does not start with %s', async (__, options, message) => {
    await expect(serve(platform, options as never, { controllers })).rejects.toThrow(message);
  });
});

test.each([
  ['no requirement', () => Authorize({}), /at least one of/],
  ['an empty requirement', () => Authorize({ anyGroup: [] }), /anyGroup must be a non-empty array/],
  ['an unknown option', () => Authenticate({ optinal: true } as never), /no option "optinal"/],
])('a decorator with %s throws a TypeError', (_, decorate, message) => {
  expect(decorate).toThrow(TypeError);
  expect(decorate).toThrow(message);
});

test.each(platforms)('%s: the confirmation of a bound token gets method, URL and headers', async (_, platform) => {
  const seen: unknown[] = [];
  const confirmation: Confirmation = ({ method, url, header }, cnf) => {
    seen.push(method, url, header('dpop'), cnf);
    return true;
  };
  const bound = createVerifier({ ...pool.options, tokenUse: 'access', confirmation });
  await using running = await serve(
    platform,
    { verifier: bound, guardAllRoutes: true },
    { controllers: [MeController] },
  );
  const cnf = { jkt: 'thumbprint' };
  const token = pool.accessToken({ claims: { cnf } });
  const headers = [
    ['Authorization', `Bearer ${token}`],
    ['DPoP', 'proof'],
  ] as const;
  const { status } = await sendRaw(running.origin, { method: 'GET', path: '/me?a=1', headers });
  expect([status, ...seen]).toEqual([200, 'GET', '/me?a=1', 'proof', cnf]);
});

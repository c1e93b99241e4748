import 'reflect-metadata';
import { AuthError, createVerifier } from '@cognito-guard/core';
import {
  AuthErrorFilter,
  Authorize,
  COGNITO_GUARD_VERIFIER,
  CognitoGuard,
  CognitoGuardModule,
  cookie,
} from '@cognito-guard/nest';
import { createTestPool } from '@cognito-guard/testing';
import { HttpException, Module } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { Test } from '@nestjs/testing';
import { describe, expect, test } from 'vitest';

const pool = await createTestPool();
const other = await createTestPool();
const verifier = createVerifier({ ...pool.options, tokenUse: 'access' });
const adapterHost = new HttpAdapterHost();
const guard = new CognitoGuard({ verifier }, adapterHost);

class Resolver {
  @Authorize({ anyGroup: ['admins'] })
  orders(): void {}
}

const contextOf = (type: string, ...args: readonly unknown[]): ExecutionContextHost => {
  const context = new ExecutionContextHost([...args], Resolver, Resolver.prototype.orders);
  context.setType(type);
  return context;
};
const resolve = (token?: string): ExecutionContextHost => {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return contextOf('graphql', {}, {}, { req: { headers, rawHeaders: [], url: '/graphql' } }, {});
};

describe('a GraphQL resolver', () => {
  test('is guarded by the request in its context, and a refusal is an HttpException', async () => {
    expect(await guard.canActivate(resolve(pool.accessToken({ groups: ['admins'] })))).toBe(true);
    for (const [token, status] of [[undefined, 401] as const, [pool.accessToken(), 403] as const]) {
      const refused: unknown = await guard.canActivate(resolve(token)).catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(HttpException);
      expect(refused instanceof HttpException && [refused.getStatus(), AuthError.is(refused.cause)]).toEqual([
        status,
        true,
      ]);
    }
  });

  test('reports its AuthError as an HttpException through the filter', () => {
    const reported = new AuthErrorFilter(adapterHost).catch(new AuthError('forbidden'), resolve());
    expect(reported instanceof HttpException && reported.getStatus()).toBe(403);
  });
});

test.each([
  ['a context without a request', contextOf('rpc', { some: 'message' }), /found no request in a context of type rpc/],
  ['a GraphQL context without req', contextOf('graphql', {}, {}, {}, {}), /no request in a context of type graphql/],
  ['a WebSocket of another adapter', contextOf('ws', {}, {}), /useWebSocketAdapter\(new CognitoWsAdapter\(app\)\)/],
])('the guard throws for %s and names the missing part', async (_, context, message) => {
  await expect(guard.canActivate(context)).rejects.toThrow(message);
});

test('forRootAsync gets the verifier from another provider', async () => {
  @Module({ providers: [{ provide: 'VERIFIER', useValue: verifier }], exports: ['VERIFIER'] })
  class VerifierModule {}
  const module = await Test.createTestingModule({
    imports: [
      CognitoGuardModule.forRootAsync({
        imports: [VerifierModule],
        inject: ['VERIFIER'],
        useFactory: (given: typeof verifier) => ({ verifier: given }),
      }),
    ],
  }).compile();
  expect(module.get(CognitoGuard)).toBeInstanceOf(CognitoGuard);
});

test('an override of the verifier keeps the other options of the module', async () => {
  const module = await Test.createTestingModule({
    imports: [CognitoGuardModule.forRoot({ verifier, token: cookie('session') })],
  })
    .overrideProvider(COGNITO_GUARD_VERIFIER)
    .useValue(createVerifier({ ...other.options, tokenUse: 'access' }))
    .compile();
  const overridden = module.get(CognitoGuard);
  const request = (token: string) =>
    contextOf('graphql', {}, {}, { req: { headers: { cookie: `session=${token}` }, url: '/' } }, {});
  expect(await overridden.canActivate(request(other.accessToken({ groups: ['admins'] })))).toBe(true);
  await expect(overridden.canActivate(request(pool.accessToken({ groups: ['admins'] })))).rejects.toMatchObject({
    status: 401,
  });
});

test.each([
  [
    'a misspelt option',
    { verifer: verifier },
    /^CognitoGuardModule\.forRoot has no option "verifer".*Did you mean verifier\?$/,
  ],
  ['no options', undefined, /^CognitoGuardModule\.forRoot must be an object with verifier, .*got undefined/],
])('the module throws for %s and names what it expects', async (_, options, message) => {
  const useFactory = () => options as unknown as { verifier: typeof verifier };
  const compiled = Test.createTestingModule({ imports: [CognitoGuardModule.forRootAsync({ useFactory })] }).compile();
  await expect(compiled).rejects.toThrow(message);
});

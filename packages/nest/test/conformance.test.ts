import { AuthError, createVerifier, type Verifier } from '@cognito-guard/core';
import {
  conformanceCases,
  conformanceOutageCases,
  createConformanceWorld,
  runConformanceCase,
  sendRaw,
} from '@cognito-guard/testing/conformance';
import { type ArgumentsHost, Catch, HttpException, type INestApplication } from '@nestjs/common';
import { BaseExceptionFilter } from '@nestjs/core';
import { afterAll, describe, expect, test } from 'vitest';
import { type Platform, platforms, type Running, serve } from './support/apps.ts';
import { conformanceControllers } from './support/conformance-controllers.ts';

const world = await createConformanceWorld();
const makeVerifier = (): Verifier => createVerifier({ ...world.pool.options, tokenUse: 'access' });

/** Nest's own filter answers refusals; this filter adds only the code. */
@Catch(HttpException)
class ShowCode extends BaseExceptionFilter<HttpException> {
  override catch(exception: HttpException, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse();
    if (AuthError.is(exception.cause)) this.applicationRef?.setHeader(response, 'x-auth-code', exception.cause.code);
    super.catch(exception, host);
  }
}

const start = (platform: Platform): Promise<Running> =>
  serve(
    platform,
    { verifier: makeVerifier() },
    { controllers: [...conformanceControllers] },
    (app: INestApplication) => {
      app.useGlobalFilters(new ShowCode(app.getHttpAdapter()));
    },
  );

describe.each(platforms)('Nest on %s passes the conformance suite', async (_, platform) => {
  const server = await start(platform);
  afterAll(() => server[Symbol.asyncDispose]());

  test.each(conformanceCases)('$name', async (conformanceCase) => {
    const mismatches = await runConformanceCase(conformanceCase, world, (request) => sendRaw(server.origin, request));
    expect(mismatches).toEqual([]);
  });

  test.each(conformanceOutageCases)('in an outage, $name', async (conformanceCase) => {
    await using cold = await start(platform);
    const mismatches = await runConformanceCase(conformanceCase, world, (request) => sendRaw(cold.origin, request));
    expect(mismatches).toEqual([]);
  });
});

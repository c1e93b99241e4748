import 'reflect-metadata';
import type { CognitoGuardOptions } from '@cognito-guard/nest';
import { CognitoGuardModule } from '@cognito-guard/nest';
import { type INestApplication, Module, type ModuleMetadata } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';

export const platforms = [
  ['platform-express', () => new ExpressAdapter()],
  ['platform-fastify', () => new FastifyAdapter()],
] as const;

export type Platform = (typeof platforms)[number][1];

export interface Running extends AsyncDisposable {
  readonly origin: string;
  readonly app: INestApplication;
}

/** Starts an application with the guard on a free loopback port. */
export const serve = async (
  platform: Platform,
  guard: CognitoGuardOptions & { readonly guardAllRoutes?: boolean },
  metadata: ModuleMetadata,
  prepare: (app: INestApplication) => unknown = () => undefined,
): Promise<Running> => {
  class AppModule {}
  Module({ ...metadata, imports: [CognitoGuardModule.forRoot(guard), ...(metadata.imports ?? [])] })(AppModule);
  const app = await NestFactory.create(AppModule, platform(), {
    logger: false,
    abortOnError: false,
    forceCloseConnections: true,
  });
  prepare(app);
  await app.listen(0, '127.0.0.1');
  return { app, origin: await app.getUrl(), [Symbol.asyncDispose]: () => app.close() };
};

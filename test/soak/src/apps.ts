import { restAuthorizer } from '@cognito-guard/authorizer';
import type { Verifier } from '@cognito-guard/core';
import { startRestApi } from '@cognito-guard/testing/api-gateway';
import express from 'express';
import {
  conformanceApp as expressApp,
  serve as serveExpress,
} from '../../../packages/express/test/support/conformance-app.ts';
import { conformanceApp as honoApp, serve as serveHono } from '../../../packages/hono/test/support/conformance-app.ts';
import type { Answer } from './oracle.ts';

/** The servers under load. */
export const appNames = ['express', 'hono', 'gateway'] as const;
export type AppName = (typeof appNames)[number];
/** The servers under load, a server that is frozen between requests, and a Worker in workerd. */
export type SubjectName = AppName | 'frozen' | 'workerd';

type App = { readonly origin: string } & AsyncDisposable;

/** A function behind the authorizer that returns the principal. */
const showCaller = async (event: {
  readonly requestContext: { readonly authorizer?: { readonly principalId?: string } };
}) => ({
  statusCode: 200,
  body: JSON.stringify({ subject: event.requestContext.authorizer?.principalId }),
});

/** The same two routes behind a Lambda authorizer without a cache, so that it answers every request. */
const startGateway = async (verifier: Verifier): Promise<App> => {
  const api = await startRestApi({
    authorizer: {
      handler: restAuthorizer(verifier, {
        routes: [
          { method: 'GET', path: '/me' },
          { method: 'GET', path: '/orders', allScopes: ['orders/read'] },
        ],
      }),
      type: 'TOKEN',
      identitySources: ['method.request.header.Authorization'],
      resultTtlSeconds: 0,
    },
    routes: { 'GET /me': showCaller, 'GET /orders': showCaller },
  });
  return { origin: api.url, [Symbol.asyncDispose]: () => api.close() };
};

/** Starts an app with the routes /me and /orders on a free loopback port. */
export const startApp = (name: AppName, verifier: Verifier): Promise<App> => {
  if (name === 'gateway') return startGateway(verifier);
  // With env 'test', Express does not print refusals that reach its default handler.
  if (name === 'express') return serveExpress(expressApp(express, verifier).set('env', 'test'));
  return serveHono(honoApp(verifier));
};

/**
 * Converts a correct answer to an app's: API Gateway sends no code, and answers 500, uncached, if an authorizer throws
 * because keys are unavailable.
 */
export const spokenBy = (name: SubjectName, answer: Answer): Answer => {
  if (name !== 'gateway') return answer;
  const [status = ''] = answer.split(' ');
  return status === '503' ? '500' : status;
};

/** Routers behind `{proxy+}`, in common configurations. Each handler responds with the path of its rule. */
import { configure } from '@codegenie/serverless-express';
import { httpAuthorizer, type PolicyDocument, type RouteRule, restAuthorizer } from '@cognito-guard/authorizer';
import type { Verifier } from '@cognito-guard/core';
import { type LocalApi, startHttpApi, startRestApi } from '@cognito-guard/testing/api-gateway';
import middy from '@middy/core';
import httpRouter from '@middy/http-router';
import express from 'express';
import { Hono } from 'hono';
import { handle } from 'hono/aws-lambda';

type LambdaHandler = (event: unknown, context: unknown) => Promise<unknown>;

/** The response where no rule has a handler. */
const unlisted = 'unlisted';

/** @param paths - The paths of the rules: `/orders/{id}`, `/admin/{proxy+}`. The router has a handler for each. */
type RouterMaker = (paths: readonly string[]) => LambdaHandler;

const withHono: RouterMaker = (paths) => {
  const app = new Hono();
  for (const path of paths) {
    const own = path.replace(/\{\w+\+\}$/, '*').replace(/\{(\w+)\}/g, ':$1');
    app.all(own, (context) => context.text(path));
  }
  app.all('*', (context) => context.text(unlisted));
  return handle(app) as LambdaHandler;
};

const withExpress: RouterMaker = (paths) => {
  const app = express();
  // As in the README: Express ignores case unless configured otherwise.
  app.enable('case sensitive routing');
  for (const path of paths) {
    const own = path.replace(/\{(\w+)\+\}$/, '*$1').replace(/\{(\w+)\}/g, ':$1');
    app.all(own, (_request, response) => void response.send(path));
  }
  app.use((_request, response) => void response.send(unlisted));
  const run = configure({ app }) as unknown as LambdaHandler;
  return (event, context) => run(event, context);
};

const withMiddy: RouterMaker = (paths) => {
  const answer = (body: string) => async () => ({ statusCode: 200, body });
  const routes = paths.map((path) => ({ method: 'ANY' as const, path, handler: answer(path) }));
  return middy(httpRouter({ routes, notFoundResponse: answer(unlisted) })) as unknown as LambdaHandler;
};

export const routers = { hono: withHono, express: withExpress, middy: withMiddy } as const;

export type RouterName = keyof typeof routers;

export type ApiName = 'REST' | 'HTTP, payload 1.0' | 'HTTP, payload 2.0';

/** The more specific path first, as in a router that uses the first match. */
const inRouterOrder = (rules: readonly RouteRule[]): readonly string[] => {
  const rank = (path: string): string => path.replace(/\{\w+\+\}/g, '~').replace(/\{\w+\}/g, '}');
  return [...new Set(rules.map(({ path }) => path))].sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
};

/** A test's change of a policy before API Gateway evaluates it. */
export type Edit = (policy: PolicyDocument) => PolicyDocument;

const edited =
  <Answer extends { policyDocument: PolicyDocument }>(handler: (event: unknown) => Promise<Answer>, edit: Edit) =>
  async (event: unknown): Promise<Answer> => {
    const answer = await handler(event);
    return { ...answer, policyDocument: edit(answer.policyDocument) };
  };

/**
 * An API with one function behind `ANY /{proxy+}` and `ANY /`, and an authorizer with rules for the function's routes.
 */
export const startRouter = (
  api: ApiName,
  router: RouterName,
  verifier: Verifier<'access'>,
  rules: readonly RouteRule[],
  edit: Edit = (policy) => policy,
): Promise<LocalApi> => {
  const handler = routers[router](inRouterOrder(rules));
  const routes = { 'ANY /{proxy+}': handler, 'ANY /': handler };
  if (api === 'REST') {
    return startRestApi({
      authorizer: {
        type: 'TOKEN',
        identitySources: ['method.request.header.Authorization'],
        handler: edited(restAuthorizer(verifier, { routes: rules }), edit),
      },
      routes,
    });
  }
  const payloadVersion = api.endsWith('1.0') ? '1.0' : '2.0';
  return startHttpApi({
    authorizer: {
      payloadVersion,
      identitySources: ['$request.header.Authorization'],
      handler: edited(httpAuthorizer(verifier, { routes: rules }), edit),
    },
    payloadVersion,
    routes,
  });
};

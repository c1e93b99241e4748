import type { Verifier } from '@cognito-guard/core';
import * as tokenSources from '@cognito-guard/middy';
import { type AuthContext, authenticate, authorize, getAuth } from '@cognito-guard/middy';
import {
  type ConformanceReply,
  type ConformanceRequest,
  type ConformanceRoute,
  conformanceRoutes,
  tokenSourceOf,
} from '@cognito-guard/testing/conformance';
import type middy7 from '@middy/core';
import type { Context } from 'aws-lambda';
import { type EventKind, replyOf } from './events.ts';

/**
 * The parts of a Lambda context that Middy reads; a new one for each invocation. Middy's types require the members that
 * middlewares add.
 */
export const newContext = (): AuthContext<never> => ({ awsRequestId: 'request' }) as AuthContext<never>;

type Handler = (event: unknown, context: Context) => Promise<unknown>;

const routeHandler = (middy: typeof middy7, verifier: Verifier, route: ConformanceRoute): Handler => {
  const handler = middy();
  for (const { optional, sources } of route.authenticate) {
    handler.use(
      authenticate(verifier, { optional, token: sources.map((source) => tokenSourceOf(source, tokenSources)) }),
    );
  }
  if (route.authorize !== null) handler.use(authorize(route.authorize));
  return handler.handler(async (_event: unknown, context: Context) => {
    const auth = route.authenticate.length === 0 ? null : getAuth(context, { optional: true });
    return { statusCode: 200, body: JSON.stringify({ subject: auth?.subject ?? null }) };
  });
};

/** One function for each conformance route, behind one host. Our own middleware sends refusals. */
export const conformanceHost = (
  middy: typeof middy7,
  verifier: Verifier,
  kind: EventKind,
): ((request: ConformanceRequest) => Promise<ConformanceReply>) => {
  const handlers = new Map(
    conformanceRoutes.map((route) => [`${route.method} ${route.path}`, routeHandler(middy, verifier, route)]),
  );
  return async (request) => {
    const [path] = request.path.split('?', 1);
    const handler = handlers.get(`${request.method} ${path}`);
    if (handler === undefined) return { status: 404, headers: {}, body: '' };
    const reply = replyOf(await handler(kind.build(request), newContext()));
    const { code }: { code?: string } = JSON.parse(reply.body);
    return code === undefined ? reply : { ...reply, headers: { ...reply.headers, 'x-auth-code': code } };
  };
};

import { requestAuthorizerEvent } from '../lambda-events/authorizer-event.ts';
import { restEvent } from '../lambda-events/rest-event.ts';
import { knownOptions } from '../lib/known-options.ts';
import type { Verdict } from './authorizer.ts';
import type { AuthorizerContext } from './authorizer-answer.ts';
import { Failures } from './failures.ts';
import { expectGatewayResponses, type GatewayError, type GatewayResponses, gatewayReply } from './gateway-response.ts';
import { readReplyV1 } from './integration.ts';
import { invoke } from './lambda-function.ts';
import { createHttpServer, type IncomingRequest, type LocalApi, type Reply, startLocalApi } from './local-server.ts';
import { createRestAuthorizer, type RestAuthorizer } from './rest-authorizer.ts';
import { RouteTable } from './route-table.ts';
import { type RouteTarget, resolveTargets } from './routes.ts';

/** Options of {@link startRestApi}. */
export interface RestApiOptions {
  /** Functions by route: `GET /orders/{id}`, `ANY /{proxy+}`. */
  readonly routes: Readonly<Record<string, RouteTarget>>;
  /** Authorizes every route without `authorizer: false`. Default: none. */
  readonly authorizer?: RestAuthorizer;
  /** Default: the documented ones. */
  readonly gatewayResponses?: GatewayResponses;
  /** Default `prod`. It is part of ARNs and events, not of the path: as behind a custom domain name. */
  readonly stage?: string;
  /** Default none. */
  readonly stageVariables?: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch, for events and the cache; default `Date.now`. */
  readonly clock?: () => number;
}

/** Bytes of a method ARN: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html */
const maxArnBytes = 1600;

/** The type and the message of a refusal, in AWS's words. */
const refusalOf = (verdict: Exclude<Verdict, { kind: 'allowed' }>): Pick<GatewayError, 'type' | 'message'> => {
  if (verdict.kind === 'unauthorized') return { type: 'UNAUTHORIZED', message: 'Unauthorized' };
  if (verdict.kind === 'failed') return { type: 'AUTHORIZER_CONFIGURATION_ERROR', message: null };
  const message = 'User is not authorized to access this resource';
  return { type: 'ACCESS_DENIED', message: verdict.isExplicit ? `${message} with an explicit deny` : message };
};

const tooLong: Reply = {
  status: 414,
  headers: [['Content-Type', 'application/json']],
  body: '{"message":"Request URI too long"}',
};

/**
 * Starts a REST API on loopback that runs a Lambda authorizer and Lambda functions by the rules of API Gateway: which
 * events they receive, what the authorizer's cache stores, which answers are 401, 403 and 500.
 *
 * Paths stay as they were sent. API Gateway does not document `//`, trailing slashes and encoded slashes: here they are
 * part of the path, in routes, events and ARNs.
 *
 * @param options - {@link RestApiOptions}.
 * @returns The running API.
 * @throws TypeError that names an invalid option (the promise rejects).
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
 * @example
 * ```ts
 * import { startRestApi } from '@cognito-guard/testing/api-gateway';
 *
 * await using api = await startRestApi({
 *   authorizer: {
 *     type: 'TOKEN',
 *     identitySources: ['method.request.header.Authorization'],
 *     handler: async ({ methodArn }: { methodArn: string }) => ({
 *       principalId: 'alice',
 *       policyDocument: {
 *         Version: '2012-10-17',
 *         Statement: [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: methodArn }],
 *       },
 *     }),
 *   },
 *   routes: { 'GET /orders/{id}': async () => ({ statusCode: 200, body: '{"item":"tea"}' }) },
 * });
 * const headers = { authorization: `Bearer ${token}` };
 * console.log((await fetch(`${api.url}/orders/1`, { headers })).status); // 200
 * console.log((await fetch(`${api.url}/orders/2`, { headers })).status); // 403: the cached policy allows order 1 only
 * ```
 */
export const startRestApi = async (options: RestApiOptions): Promise<LocalApi> => {
  const name = 'startRestApi';
  const {
    stage = 'prod',
    stageVariables = {},
    gatewayResponses = {},
    clock = () => Date.now(),
  } = knownOptions(name, options, ['routes', 'authorizer', 'gatewayResponses', 'stage', 'stageVariables', 'clock']);
  const routes = new RouteTable(`${name}: routes`, resolveTargets(`${name}: routes`, options.routes), {
    hasDefault: false,
  });
  expectGatewayResponses(`${name}: gatewayResponses`, gatewayResponses);
  const guard = options.authorizer && createRestAuthorizer(options.authorizer, clock);
  const failures = new Failures();

  const answer = async (incoming: IncomingRequest): Promise<Reply> => {
    const [path = '/'] = incoming.path.split('?');
    const route = routes.findRoute(incoming.method, path);
    const request = {
      ...incoming,
      ...(route === undefined ? {} : { route: route.key, pathParameters: route.pathParameters }),
      stage,
      stageVariables,
    };
    const refuse = (refusal: Pick<GatewayError, 'type' | 'message'>, authorizer?: AuthorizerContext): Reply =>
      gatewayReply(
        { ...refusal, event: restEvent({ ...request, ...(authorizer && { authorizer }) }) },
        gatewayResponses,
      );
    if (route === undefined) {
      return refuse({ type: 'MISSING_AUTHENTICATION_TOKEN', message: 'Missing Authentication Token' });
    }

    let context: AuthorizerContext | undefined;
    if (guard !== undefined && !route.value.isOpen) {
      const fields = requestAuthorizerEvent(request);
      if (Buffer.byteLength(fields.methodArn) > maxArnBytes) return tooLong;
      const verdict = await guard.authorizer.authorize({
        fields,
        arn: fields.methodArn,
        requestId: incoming.requestId,
        sourceIp: incoming.sourceIp,
        event: (identity) => guard.buildEvent(request, identity),
      });
      context = 'context' in verdict ? verdict.context : undefined;
      if (verdict.kind !== 'allowed') return refuse(refusalOf(verdict), context);
    }
    const event = restEvent({ ...request, ...(context && { authorizer: context }) });
    try {
      return readReplyV1(await invoke(route.value.handler, event, incoming.requestId));
    } catch (error) {
      failures.add('The function gave no usable answer.', error);
      return refuse({ type: 'INTEGRATION_FAILURE', message: 'Internal server error' }, context);
    }
  };

  const server = createHttpServer(clock, answer, (error) => failures.add('The local API failed.', error));
  return startLocalApi({ server, scheme: 'http', authorizer: guard?.authorizer, failures });
};

import { httpAuthorizerEvent, httpAuthorizerEventV1 } from '../lambda-events/authorizer-event.ts';
import { httpEvent } from '../lambda-events/http-event.ts';
import { httpEventV1 } from '../lambda-events/rest-event.ts';
import { expectOption } from '../lib/expect-option.ts';
import { knownOptions } from '../lib/known-options.ts';
import { Authorizer, readTtl } from './authorizer.ts';
import { Failures } from './failures.ts';
import { compileIdentitySources, httpDialect } from './identity-source.ts';
import { readReplyV1, readReplyV2 } from './integration.ts';
import { expectFunction, invoke, type LambdaFunction } from './lambda-function.ts';
import { createHttpServer, type IncomingRequest, type LocalApi, type Reply, startLocalApi } from './local-server.ts';
import { RouteTable } from './route-table.ts';
import { type RouteTarget, resolveTargets } from './routes.ts';

/** A payload format of events and answers. */
export type PayloadVersion = '1.0' | '2.0';

/** A Lambda authorizer of an HTTP API. */
export interface HttpAuthorizer {
  readonly handler: LambdaFunction;
  /** Default `2.0`. */
  readonly payloadVersion?: PayloadVersion;
  /** Payload 2.0 only: the authorizer answers `{ isAuthorized }` in place of a policy. Default false. */
  readonly enableSimpleResponses?: boolean;
  /**
   * The identity sources: `$request.header.Authorization`, `$request.querystring.<name>`, `$context.routeKey`,
   * `$stageVariables.<name>`. A request without one of them is answered with 401. Their values are the cache
   * key.
   */
  readonly identitySources: readonly string[];
  /** The cache's TTL in seconds, 0–3600; 0 disables the cache. Default 300, or 0 without identity sources. */
  readonly resultTtlSeconds?: number;
}

/** Options of {@link startHttpApi}. */
export interface HttpApiOptions {
  /** Functions by route: `GET /orders/{id}`, `ANY /{proxy+}`, `$default`. */
  readonly routes: Readonly<Record<string, RouteTarget>>;
  /** Authorizes every route without `authorizer: false`. Default: none. */
  readonly authorizer?: HttpAuthorizer;
  /** The payload format of functions; default `2.0`. */
  readonly payloadVersion?: PayloadVersion;
  /** Default `$default`. It is part of ARNs and events, not of the path. */
  readonly stage?: string;
  /** Default none. */
  readonly stageVariables?: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch, for events and the cache; default `Date.now`. */
  readonly clock?: () => number;
}

const expectPayloadVersion = (option: string, given: unknown): void => {
  expectOption(given === '1.0' || given === '2.0', option, given, '"1.0" or "2.0"');
};

const createAuthorizer = (given: HttpAuthorizer, clock: () => number): Authorizer => {
  const name = 'startHttpApi: authorizer';
  const {
    handler,
    payloadVersion = '2.0',
    enableSimpleResponses = false,
    identitySources,
    resultTtlSeconds,
  } = knownOptions(name, given, [
    'handler',
    'payloadVersion',
    'enableSimpleResponses',
    'identitySources',
    'resultTtlSeconds',
  ]);
  expectFunction(`${name}.handler`, handler);
  expectPayloadVersion(`${name}.payloadVersion`, payloadVersion);
  const isFlat = payloadVersion === '1.0';
  const isSimple = enableSimpleResponses;
  expectOption(!(isFlat && isSimple), `${name}.enableSimpleResponses`, isSimple, 'false or left out, for payload 1.0');
  return new Authorizer({
    handler,
    readIdentity: compileIdentitySources(`${name}.identitySources`, identitySources, httpDialect),
    format: { isSimple, isFlat },
    ttlSeconds: readTtl(`${name}.resultTtlSeconds`, resultTtlSeconds, identitySources),
    clock,
  });
};

const reply = (status: number, message: string): Reply => ({
  status,
  headers: [['content-type', 'application/json']],
  body: JSON.stringify({ message }),
});

const failed = reply(500, 'Internal Server Error');

/**
 * HTTP APIs decode the path first, and drop the text after a decoded question mark. AWS does not document this; maintainers
 * of adapters observed it: https://github.com/middleapi/standard-server/pull/93. Routes and ARNs with the decoded path are
 * an assumption from it.
 */
const decodePath = (url: string): string => {
  const [path = '/', ...query] = url.split('?');
  try {
    return [decodeURIComponent(path).split('?')[0], ...query].join('?');
  } catch {
    return url;
  }
};

/**
 * Starts an HTTP API on loopback that runs a Lambda authorizer and Lambda functions by the rules of API Gateway: which
 * events they receive in either payload format, what the authorizer's cache stores, which answers are 401, 403 and 500.
 *
 * @param options - {@link HttpApiOptions}.
 * @returns The running API.
 * @throws TypeError that names an invalid option (the promise rejects).
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
 * @example
 * ```ts
 * import { startHttpApi } from '@cognito-guard/testing/api-gateway';
 *
 * await using api = await startHttpApi({
 *   authorizer: {
 *     payloadVersion: '2.0',
 *     enableSimpleResponses: true,
 *     identitySources: ['$request.header.Authorization'],
 *     handler: async () => ({ isAuthorized: true, context: { groups: ['admins'] } }),
 *   },
 *   routes: { 'GET /orders': async () => [{ id: 1, item: 'tea' }] },
 * });
 * const response = await fetch(`${api.url}/orders`, { headers: { authorization: `Bearer ${token}` } });
 * console.log(response.status, api.cachedResults); // 200 1
 * ```
 */
export const startHttpApi = async (options: HttpApiOptions): Promise<LocalApi> => {
  const name = 'startHttpApi';
  const {
    payloadVersion = '2.0',
    stage = '$default',
    stageVariables,
    clock = () => Date.now(),
  } = knownOptions(name, options, ['routes', 'authorizer', 'payloadVersion', 'stage', 'stageVariables', 'clock']);
  expectPayloadVersion(`${name}: payloadVersion`, payloadVersion);
  const routes = new RouteTable(`${name}: routes`, resolveTargets(`${name}: routes`, options.routes), {
    hasDefault: true,
  });
  const authorizer = options.authorizer && createAuthorizer(options.authorizer, clock);
  const buildAuthorizerEvent =
    options.authorizer?.payloadVersion === '1.0' ? httpAuthorizerEventV1 : httpAuthorizerEvent;
  const failures = new Failures();

  const answer = async (incoming: IncomingRequest): Promise<Reply> => {
    const path = decodePath(incoming.path);
    const route = routes.findRoute(incoming.method, path.split('?')[0] ?? '/');
    if (route === undefined) return reply(404, 'Not Found');
    const hasParameters = Object.keys(route.pathParameters).length > 0;
    const request = {
      ...incoming,
      path,
      route: route.key,
      ...(hasParameters ? { pathParameters: route.pathParameters } : {}),
      stage,
      ...(stageVariables && { stageVariables }),
    };
    let context: Readonly<Record<string, unknown>> | undefined;
    if (authorizer !== undefined && !route.value.isOpen) {
      const { routeArn, ...fields } = httpAuthorizerEvent(request);
      const verdict = await authorizer.authorize({
        fields,
        arn: routeArn,
        requestId: incoming.requestId,
        sourceIp: incoming.sourceIp,
        event: (identitySource) => buildAuthorizerEvent({ ...request, identitySource }),
      });
      if (verdict.kind === 'unauthorized') return reply(401, 'Unauthorized');
      if (verdict.kind === 'failed') return failed;
      if (verdict.kind === 'denied') return reply(403, 'Forbidden');
      context = verdict.context;
    }
    try {
      const { handler } = route.value;
      if (payloadVersion === '1.0') {
        const event = httpEventV1({ ...request, ...(context && { authorizer: context }) });
        return readReplyV1(await invoke(handler, event, incoming.requestId));
      }
      const event = httpEvent({ ...request, ...(context && { authorizer: { lambda: context } }) });
      return readReplyV2(await invoke(handler, event, incoming.requestId));
    } catch (error) {
      failures.add('The function gave no usable answer.', error);
      return failed;
    }
  };

  const server = createHttpServer(clock, answer, (error) => failures.add('The local API failed.', error));
  return startLocalApi({ server, scheme: 'http', authorizer, failures });
};

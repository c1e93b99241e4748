import { callerFields, type IdentityCaller, signInOf } from './identity-caller.ts';
import { byName, comma, gateway, type LambdaRequest, partsOf, type RequestParts, staged } from './lambda-request.ts';

/** `requestContext` of an event in payload format 2.0, without the authorizer's context. */
export interface HttpRequestContext {
  accountId: string;
  apiId: string;
  domainName: string;
  domainPrefix: string;
  http: { method: string; path: string; protocol: string; sourceIp: string; userAgent: string };
  requestId: string;
  routeKey: string;
  stage: string;
  time: string;
  timeEpoch: number;
}

/** The common members of events in payload format 2.0, for functions and authorizers. */
export interface HttpRequestFields {
  version: '2.0';
  routeKey: string;
  rawPath: string;
  rawQueryString: string;
  cookies?: string[];
  headers: Record<string, string>;
  queryStringParameters?: Record<string, string>;
  pathParameters?: Record<string, string>;
  stageVariables?: Record<string, string>;
}

/** The event of an HTTP API, or a function URL, for a function in payload format 2.0. */
export interface HttpEvent extends HttpRequestFields {
  requestContext: HttpRequestContext & { authorizer?: Record<string, unknown> };
  body?: string;
  isBase64Encoded: boolean;
}

/** Builds the common members of events in payload format 2.0. A function URL does not decode its path. */
export const httpFields = (
  request: LambdaRequest,
  parts: RequestParts,
): HttpRequestFields & { requestContext: HttpRequestContext } => {
  const { method, pathname, search, lowerCaseHeaders, parameters, sourceIp, userAgent } = parts;
  const { route: routeKey = '$default', stage = '$default', pathParameters, stageVariables } = request;
  const rawPath = staged(stage, pathname);
  const isCookie = ([name]: readonly [string, string]): boolean => name === 'cookie';
  const cookies = lowerCaseHeaders.filter(isCookie).flatMap(([, value]) => value.split('; '));
  return {
    version: '2.0',
    routeKey,
    rawPath,
    rawQueryString: search,
    ...(cookies.length === 0 ? {} : { cookies }),
    headers: byName(
      lowerCaseHeaders.filter((pair) => !isCookie(pair)),
      comma,
    ),
    ...(parameters.length === 0 ? {} : { queryStringParameters: byName(parameters, comma) }),
    requestContext: {
      accountId: gateway.accountId,
      apiId: gateway.apiId,
      domainName: gateway.domainName,
      domainPrefix: gateway.apiId,
      http: { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp, userAgent },
      requestId: parts.requestId,
      routeKey,
      stage,
      time: parts.time,
      timeEpoch: parts.timeEpoch,
    },
    ...(pathParameters === undefined ? {} : { pathParameters: { ...pathParameters } }),
    ...(stageVariables === undefined ? {} : { stageVariables: { ...stageVariables } }),
  };
};

const cognitoIdentityOf = (signedBy: IdentityCaller): Record<string, unknown> => {
  const { identityId, identityPoolId } = signedBy;
  return { amr: signInOf(signedBy), identityId, identityPoolId };
};

const signerOf = (cognitoIdentity: Record<string, unknown> | null): Record<string, unknown> => {
  const { accessKey, accountId, callerId, userArn } = callerFields;
  return { accessKey, accountId, callerId, cognitoIdentity, principalOrgId: null, userArn, userId: callerId };
};

/**
 * Builds the event of an HTTP API for a function in payload format 2.0: header names in lower case, the values of one name
 * joined by commas, cookies in a list.
 *
 * @param request - Default `GET /` without headers. The path stays as given; a real HTTP API decodes it.
 * @returns A new event, without members that have no value.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 * @example
 * ```ts
 * import { httpEvent } from '@cognito-guard/testing/lambda-events';
 *
 * const event = httpEvent({ path: '/orders', headers: { Authorization: `Bearer ${token}` } });
 * console.log(event.headers['authorization']);
 * ```
 */
export const httpEvent = (request: LambdaRequest = {}): HttpEvent => {
  const { requestContext, ...fields } = httpFields(request, partsOf(request));
  const { authorizer = request.signedBy && { iam: signerOf(cognitoIdentityOf(request.signedBy)) } } = request;
  return {
    ...fields,
    requestContext: { ...requestContext, ...(authorizer && { authorizer: { ...authorizer } }) },
    ...(request.body === undefined ? {} : { body: request.body }),
    isBase64Encoded: request.isBase64Encoded ?? false,
  };
};

/**
 * Builds the event of a Lambda function URL for its function: payload format 2.0, without stages and routes. Function URLs
 * never carry an identity of an identity pool: for a request that is `signedBy` one, `cognitoIdentity` is null, and
 * `userArn` names the role's session.
 *
 * @param request - Default `GET /` without headers.
 * @returns A new event.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
 * @example
 * ```ts
 * import { functionUrlEvent } from '@cognito-guard/testing/lambda-events';
 *
 * console.log(functionUrlEvent({ path: '/me' }).rawPath); // '/me'
 * ```
 */
export const functionUrlEvent = ({
  route: _route,
  stage: _stage,
  stageVariables: _stageVariables,
  pathParameters: _pathParameters,
  ...request
}: LambdaRequest = {}): HttpEvent => {
  const { authorizer = request.signedBy && { iam: signerOf(null) } } = request;
  const event = httpEvent({ ...request, ...(authorizer && { authorizer }) });
  const domainName = `${gateway.apiId}.lambda-url.eu-west-1.on.aws`;
  // A function URL authenticates with AWS_IAM only: without it, the account is anonymous.
  const accountId = request.signedBy === undefined ? 'anonymous' : gateway.accountId;
  // Unlike an HTTP API, it keeps the cookie header.
  const headers = event.cookies === undefined ? event.headers : { ...event.headers, cookie: event.cookies.join('; ') };
  return { ...event, headers, requestContext: { ...event.requestContext, accountId, domainName } };
};

import { callerFields, type IdentityCaller, signInOf } from './identity-caller.ts';
import {
  byName,
  gateway,
  type LambdaRequest,
  last,
  list,
  orNull,
  partsOf,
  type RequestParts,
  staged,
} from './lambda-request.ts';

/** The caller. All members of an unsigned request are null, except for the address and the user agent. */
export interface RestIdentity {
  accessKey: string | null;
  accountId: string | null;
  apiKey: null;
  apiKeyId: null;
  caller: string | null;
  clientCert: null;
  cognitoAuthenticationProvider: string | null;
  cognitoAuthenticationType: string | null;
  cognitoIdentityId: string | null;
  cognitoIdentityPoolId: string | null;
  principalOrgId: null;
  sourceIp: string;
  user: string | null;
  userAgent: string;
  userArn: string | null;
}

/** `requestContext` of a REST API's event. */
export interface RestRequestContext {
  accountId: string;
  apiId: string;
  /** Undefined where no authorizer stands in front. */
  authorizer: Record<string, unknown> | undefined;
  /** Missing in events of HTTP APIs. */
  deploymentId?: string;
  domainName: string;
  domainPrefix: string;
  extendedRequestId: string;
  httpMethod: string;
  identity: RestIdentity;
  /** Behind the stage. */
  path: string;
  protocol: string;
  requestId: string;
  requestTime: string;
  requestTimeEpoch: number;
  resourceId: string;
  resourcePath: string;
  stage: string;
}

/** The event of a REST API for a function. */
export interface RestEvent {
  resource: string;
  path: string;
  httpMethod: string;
  headers: Record<string, string>;
  multiValueHeaders: Record<string, string[]>;
  queryStringParameters: Record<string, string> | null;
  multiValueQueryStringParameters: Record<string, string[]> | null;
  pathParameters: Record<string, string> | null;
  stageVariables: Record<string, string> | null;
  requestContext: RestRequestContext;
  body: string | null;
  isBase64Encoded: boolean;
}

/** The same of an HTTP API with payload 1.0. */
export interface HttpEventV1 extends RestEvent {
  version: '1.0';
}

/** An anonymous caller. */
const identityOf = ({ sourceIp, userAgent }: RequestParts): RestIdentity => ({
  accessKey: null,
  accountId: null,
  apiKey: null,
  apiKeyId: null,
  caller: null,
  clientCert: null,
  cognitoAuthenticationProvider: null,
  cognitoAuthenticationType: null,
  cognitoIdentityId: null,
  cognitoIdentityPoolId: null,
  principalOrgId: null,
  sourceIp,
  user: null,
  userAgent,
  userArn: null,
});

const signerOf = (signedBy: IdentityCaller): Partial<RestIdentity> => {
  const { accessKey, accountId, callerId, userArn } = callerFields;
  const [type, ...providers] = signInOf(signedBy);
  return {
    accessKey,
    accountId,
    caller: callerId,
    cognitoAuthenticationProvider: providers.length === 0 ? null : providers.join(','),
    cognitoAuthenticationType: type,
    cognitoIdentityId: signedBy.identityId,
    cognitoIdentityPoolId: signedBy.identityPoolId,
    user: callerId,
    userArn,
  };
};

/**
 * Builds the event of a REST API with Lambda proxy integration for a function: header names as the client wrote them, the
 * last value of a name in `headers`, all of them in `multiValueHeaders`, the path as it was sent.
 *
 * @param request - Default `GET /` without headers.
 * @returns A new event.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 * @example
 * ```ts
 * import { restEvent } from '@cognito-guard/testing/lambda-events';
 *
 * const event = restEvent({ path: '/orders?expand=true', headers: { Authorization: `Bearer ${token}` } });
 * console.log(event.queryStringParameters); // { expand: 'true' }
 * ```
 */
export const restEvent = (request: LambdaRequest = {}): RestEvent => {
  const parts = partsOf(request);
  const { method, pathname, headers, parameters } = parts;
  const { stage = 'prod' } = request;
  const resource = request.route?.slice(request.route.indexOf(' ') + 1) ?? pathname;
  return {
    resource,
    path: pathname,
    httpMethod: method,
    headers: byName(headers, last),
    multiValueHeaders: byName(headers, list),
    queryStringParameters: orNull(byName(parameters, last)),
    multiValueQueryStringParameters: orNull(byName(parameters, list)),
    pathParameters: orNull({ ...request.pathParameters }),
    stageVariables: orNull({ ...request.stageVariables }),
    requestContext: {
      accountId: gateway.accountId,
      apiId: gateway.apiId,
      authorizer: request.authorizer && { ...request.authorizer },
      deploymentId: 'deploy1',
      domainName: gateway.domainName,
      domainPrefix: gateway.apiId,
      extendedRequestId: parts.requestId,
      httpMethod: method,
      identity: { ...identityOf(parts), ...(request.signedBy && signerOf(request.signedBy)) },
      path: staged(stage, pathname),
      protocol: 'HTTP/1.1',
      requestId: parts.requestId,
      requestTime: parts.time,
      requestTimeEpoch: parts.timeEpoch,
      resourceId: 'resource1',
      resourcePath: resource,
      stage,
    },
    body: request.body ?? null,
    isBase64Encoded: request.isBase64Encoded ?? false,
  };
};

/**
 * Builds the event of an HTTP API with payload format 1.0 for a function.
 *
 * @param request - Default `GET /` without headers.
 * @returns A new event. Without an authorizer, its place holds `{ claims: null, scopes: null }`.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 * @example
 * ```ts
 * import { httpEventV1 } from '@cognito-guard/testing/lambda-events';
 *
 * console.log(httpEventV1().version); // '1.0'
 * ```
 */
export const httpEventV1 = (request: LambdaRequest = {}): HttpEventV1 => {
  const { authorizer = { claims: null, scopes: null } } = request;
  const { requestContext, ...event } = restEvent({ stage: '$default', ...request, authorizer });
  const { deploymentId: _deploymentId, ...context } = requestContext;
  return { version: '1.0', ...event, requestContext: context };
};

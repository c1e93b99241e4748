import type { RestEvent } from '../lambda-events/rest-event.ts';
import { expectOption } from '../lib/expect-option.ts';
import { knownOptions } from '../lib/known-options.ts';
import { headerOf, memberAt } from './identity-source.ts';
import type { Reply } from './local-server.ts';

/**
 * An answer of a REST API itself, in the shape of OpenAPI's `x-amazon-apigateway-gateway-responses`.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-gateway-responses.gatewayResponse.html
 */
export interface GatewayResponse {
  /** Default: the status of the type. */
  readonly statusCode?: number | string;
  /**
   * Headers, such as `gatewayresponse.header.WWW-Authenticate`: text in single quotes, `context.<name>`,
   * `stageVariables.<name>`, or `method.request.header.<name>` and the like. A header without a value is left out.
   */
  readonly responseParameters?: Readonly<Record<string, string>>;
  /** The body for `application/json`; `$context.<name>` and `$stageVariables.<name>` are replaced by their values. */
  readonly responseTemplates?: Readonly<Record<string, string>>;
}

const statuses = {
  ACCESS_DENIED: 403,
  AUTHORIZER_CONFIGURATION_ERROR: 500,
  // REST APIs answer 502 for a function that throws or answers malformed. AWS's table has no type with that status.
  INTEGRATION_FAILURE: 502,
  MISSING_AUTHENTICATION_TOKEN: 403,
  UNAUTHORIZED: 401,
} as const;

/**
 * The types of answers of a local REST API itself.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 */
export type GatewayResponseType = keyof typeof statuses;

/** AWS's other types, which a local API never returns. They are accepted, so that a real API's responses are. */
const otherTypes = [
  'API_CONFIGURATION_ERROR',
  'AUTHORIZER_FAILURE',
  'BAD_REQUEST_BODY',
  'BAD_REQUEST_PARAMETERS',
  'EXPIRED_TOKEN',
  'INTEGRATION_TIMEOUT',
  'INVALID_API_KEY',
  'INVALID_SIGNATURE',
  'QUOTA_EXCEEDED',
  'REQUEST_TOO_LARGE',
  'RESOURCE_NOT_FOUND',
  'THROTTLED',
  'UNSUPPORTED_MEDIA_TYPE',
  'WAF_FILTERED',
] as const;

/** Answers by type, or by class for types without one. Types that no local API returns have no effect. */
export type GatewayResponses = Readonly<
  Partial<Record<GatewayResponseType | 'DEFAULT_4XX' | 'DEFAULT_5XX' | (typeof otherTypes)[number], GatewayResponse>>
>;

/** `x-amzn-ErrorType`. */
const errorTypes: Readonly<Record<GatewayResponseType, string>> = {
  ACCESS_DENIED: 'AccessDeniedException',
  AUTHORIZER_CONFIGURATION_ERROR: 'AuthorizerConfigurationException',
  INTEGRATION_FAILURE: 'InternalServerErrorException',
  MISSING_AUTHENTICATION_TOKEN: 'MissingAuthenticationTokenException',
  UNAUTHORIZED: 'UnauthorizedException',
};

/** The variables of an answer. */
export interface GatewayError {
  readonly type: GatewayResponseType;
  /** Null for a type without a message. */
  readonly message: string | null;
  /** The event of the function, with the authorizer's context. */
  readonly event: RestEvent;
}

/** ACCESS_DENIED has the member `Message`, the other types `message`, as observed on AWS. */
const defaultTemplate = (type: GatewayResponseType): string =>
  `{"${type === 'ACCESS_DENIED' ? 'Message' : 'message'}":$context.error.messageString}`;

const textOf = (value: unknown): string | undefined =>
  ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : undefined;

/** Evaluates an expression such as `context.authorizer.scope`. */
const evaluate = (expression: string, { type, message, event }: GatewayError): string | undefined => {
  const messageString = message === null ? 'null' : JSON.stringify(message);
  const variables = {
    context: { ...event.requestContext, error: { message, messageString, responseType: type } },
    stageVariables: event.stageVariables,
  };
  const [, place, name = ''] = /^method\.request\.(header|querystring|path)\.(.+)$/.exec(expression) ?? [];
  if (place === 'header') return headerOf(event.headers, name);
  if (place === 'querystring') return event.queryStringParameters?.[name];
  if (place === 'path') return event.pathParameters?.[name];
  return textOf(memberAt(variables, expression));
};

/** Plain substitution without escaping: these templates are not VTL. A missing value becomes empty text. */
const render = (template: string, error: GatewayError): string =>
  template.replace(/\$((?:context|stageVariables)(?:\.[\w-]+)+)/g, (_, path: string) => evaluate(path, error) ?? '');

const headerPrefix = 'gatewayresponse.header.';

const headersOf = (parameters: Readonly<Record<string, string>>, error: GatewayError): [string, string][] =>
  Object.entries(parameters).flatMap(([name, expression]): [string, string][] => {
    const [, text] = /^'(.*)'$/s.exec(expression) ?? [];
    const value = text ?? evaluate(expression, error);
    return value === undefined ? [] : [[name.slice(headerPrefix.length), value]];
  });

const members = ['statusCode', 'responseParameters', 'responseTemplates'] as const;

/** @throws TypeError that names the option, for an unknown type or member, and a parameter that is not a header. */
export const expectGatewayResponses = (option: string, responses: GatewayResponses): void => {
  const types = [...Object.keys(statuses), 'DEFAULT_4XX', 'DEFAULT_5XX', ...otherTypes];
  for (const [type, response] of Object.entries(responses)) {
    expectOption(types.includes(type), `${option}: a type`, type, types.join(', '));
    const { responseParameters = {} } = knownOptions(`${option}: ${type}`, response, members);
    for (const name of Object.keys(responseParameters)) {
      expectOption(name.startsWith(headerPrefix), `${option}: a parameter of ${type}`, name, `${headerPrefix}<name>`);
    }
  }
};

/** Builds the answer of the gateway itself. */
export const gatewayReply = (error: GatewayError, responses: GatewayResponses): Reply => {
  const status = statuses[error.type];
  const response = responses[error.type] ?? responses[status < 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX'] ?? {};
  const { statusCode = status, responseParameters = {}, responseTemplates = {} } = response;
  return {
    status: Number(statusCode),
    headers: [
      ['x-amzn-RequestId', error.event.requestContext.requestId],
      ['x-amzn-ErrorType', errorTypes[error.type]],
      ['Content-Type', 'application/json'],
      ...headersOf(responseParameters, error),
    ],
    body: render(responseTemplates['application/json'] ?? defaultTemplate(error.type), error),
  };
};

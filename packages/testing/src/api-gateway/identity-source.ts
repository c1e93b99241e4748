import { expectOption } from '../lib/expect-option.ts';

/** The common fields of authorizer events, which contain the identity sources. */
export interface IdentityFields {
  readonly headers?: Readonly<Record<string, string>>;
  readonly queryStringParameters?: Readonly<Record<string, string>> | null;
  readonly stageVariables?: Readonly<Record<string, string>> | null;
  readonly requestContext: object;
}

/** Reads the values of all identity sources in order; undefined when one is missing or empty. */
export type IdentityReader = (fields: IdentityFields) => readonly string[] | undefined;

/** The prefixes of the request and of other variables in an API's expressions. */
export interface ExpressionDialect {
  readonly request: 'method.request' | 'route.request' | '$request';
  readonly variable: '' | '$';
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_CreateAuthorizer.html */
export const restDialect: ExpressionDialect = { request: 'method.request', variable: '' };
/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html */
export const httpDialect: ExpressionDialect = { request: '$request', variable: '$' };
/** https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-authorizers.html */
export const webSocketDialect: ExpressionDialect = { request: 'route.request', variable: '' };

/** Reads a member of nested objects: `identity.sourceIp`. */
export const memberAt = (from: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>(
      (value, name) =>
        typeof value === 'object' && value !== null && Object.hasOwn(value, name)
          ? (value as Record<string, unknown>)[name]
          : undefined,
      from,
    );

/** Header names are case-insensitive, query string names are not. */
export const headerOf = (headers: Readonly<Record<string, string>> | undefined, wanted: string): string | undefined =>
  Object.entries(headers ?? {}).findLast(([name]) => name.toLowerCase() === wanted.toLowerCase())?.[1];

type FieldReader = (fields: IdentityFields) => unknown;

const compileExpression = (option: string, expression: string, dialect: ExpressionDialect): FieldReader => {
  const { request, variable } = dialect;
  const rest = (start: string): string | undefined =>
    expression.startsWith(start) && expression.length > start.length ? expression.slice(start.length) : undefined;
  const header = rest(`${request}.header.`);
  if (header !== undefined) return ({ headers }) => headerOf(headers, header);
  const parameter = rest(`${request}.querystring.`);
  if (parameter !== undefined) return ({ queryStringParameters }) => queryStringParameters?.[parameter];
  const stageVariable = rest(`${variable}stageVariables.`);
  if (stageVariable !== undefined) return ({ stageVariables }) => stageVariables?.[stageVariable];
  const path = rest(`${variable}context.`);
  const forms = [
    `${request}.header.<name>`,
    `${request}.querystring.<name>`,
    `${variable}stageVariables.<name>`,
    `${variable}context.<name>`,
  ];
  expectOption(path !== undefined, option, expression, forms.join(', '));
  return ({ requestContext }) => memberAt(requestContext, path ?? '');
};

/**
 * Compiles an authorizer's identity sources.
 *
 * @throws TypeError that names the option, for an expression that the kind of API does not support.
 */
export const compileIdentitySources = (
  option: string,
  expressions: readonly string[],
  dialect: ExpressionDialect,
): IdentityReader => {
  const isList = Array.isArray(expressions) && expressions.every((one) => typeof one === 'string');
  expectOption(isList, option, expressions, 'an array of expressions');
  const readers = expressions.map((expression) => compileExpression(option, expression, dialect));
  return (fields) => {
    const values = readers.map((read) => read(fields));
    const isThere = (value: unknown): value is string | number =>
      typeof value === 'number' || (typeof value === 'string' && value !== '');
    return values.every(isThere) ? values.map(String) : undefined;
  };
};

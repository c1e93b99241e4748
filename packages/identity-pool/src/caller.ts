/** The identity that signed a request. */
export interface IdentityPoolCaller {
  /** `<region>:<UUID>`: `${cognito-identity.amazonaws.com:sub}` in policies. */
  readonly identityId: string;
  readonly identityPoolId: string;
  /** False for guests. */
  readonly authenticated: boolean;
  /** The caller's user pool; undefined for guests and other providers. */
  readonly userPoolId: string | undefined;
  /** The `sub` claim in that user pool. */
  readonly subject: string | undefined;
}

type UnknownRecord = Readonly<Record<string, unknown>>;

const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as UnknownRecord)[name]
    : undefined;

/**
 * `<provider>,<provider>:CognitoSignIn:<sub>` alone. Another provider's `sub` can contain any text, and a login with
 * several providers does not identify one user.
 */
const userPoolLoginPattern = /^((?:issuer-)?cognito-idp\.[\w.-]+\/([\w-]+_[A-Za-z0-9]+)),\1:CognitoSignIn:([\w-]+)$/;

const makeCaller = (
  identityId: unknown,
  identityPoolId: unknown,
  type: unknown,
  provider: string,
): IdentityPoolCaller | undefined => {
  if (typeof identityId !== 'string' || identityId === '') return undefined;
  if (typeof identityPoolId !== 'string' || identityPoolId === '') return undefined;
  if (type !== 'authenticated' && type !== 'unauthenticated') return undefined;
  const [, , userPoolId, subject] = userPoolLoginPattern.exec(provider) ?? [];
  return { identityId, identityPoolId, authenticated: type === 'authenticated', userPoolId, subject };
};

/**
 * Reads the caller of a route with `AWS_IAM` authorization, from an event of a REST API or an HTTP API (payload 2.0).
 * API Gateway has checked the signature, and callers cannot write these members. Function URLs check the signature too,
 * but their events contain no identity: the function returns undefined.
 *
 * @param event - The Lambda event.
 * @returns The caller. Undefined where the request has no signature of an identity pool's identity, or where a member is
 * missing or malformed.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
 * @example
 * ```ts
 * import { callerFromEvent } from '@cognito-guard/identity-pool';
 * import type { APIGatewayProxyEventV2, APIGatewayProxyResultV2 } from 'aws-lambda';
 *
 * export const handler = async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyResultV2> => {
 *   const caller = callerFromEvent(event);
 *   if (caller?.subject === undefined) return { statusCode: 403 };
 *   return { statusCode: 200, body: `Hello ${caller.subject}` };
 * };
 * ```
 */
export const callerFromEvent = (event: { readonly requestContext: object }): IdentityPoolCaller | undefined => {
  const context = member(event, 'requestContext');
  const identity = member(context, 'identity');
  if (identity !== undefined) {
    const provider = member(identity, 'cognitoAuthenticationProvider');
    return makeCaller(
      member(identity, 'cognitoIdentityId'),
      member(identity, 'cognitoIdentityPoolId'),
      member(identity, 'cognitoAuthenticationType'),
      typeof provider === 'string' ? provider : '',
    );
  }
  const cognito = member(member(member(context, 'authorizer'), 'iam'), 'cognitoIdentity');
  const amr = member(cognito, 'amr');
  const [type, ...providers]: readonly unknown[] = Array.isArray(amr) ? amr : [];
  return makeCaller(
    member(cognito, 'identityId'),
    member(cognito, 'identityPoolId'),
    type,
    providers.filter((provider) => typeof provider === 'string').join(','),
  );
};

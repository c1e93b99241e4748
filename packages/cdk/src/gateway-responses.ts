/** A gateway response of a REST API, with the member names of API Gateway. */
export interface GatewayResponse {
  /** Maps `gatewayresponse.header.<name>` to a text in single quotes or to a variable. */
  readonly responseParameters: Readonly<Record<string, string>>;
  readonly responseTemplates?: Readonly<Record<string, string>>;
}

/** The types of gateway response that an authorizer causes. */
export type RefusalType = 'UNAUTHORIZED' | 'ACCESS_DENIED' | 'DEFAULT_5XX';

/**
 * Creates the gateway responses of a REST API behind an authorizer of `@cognito-guard/authorizer`: challenges (RFC 6750),
 * and CORS headers, without which browsers hide the response from scripts.
 *
 * - `UNAUTHORIZED` (401): the token is missing or invalid. The challenge has the realm `api`, like the library's default.
 * - `ACCESS_DENIED` (403): the token is valid but not sufficient. Challenge and body come from the authorizer's context.
 * - `DEFAULT_5XX` (500): the authorizer threw, for example because it could not fetch the pool's keys. API Gateway does
 *   not cache it. It is not a 401, because apps sign users out on a 401.
 *
 * @param allowOrigin - The origin whose scripts may read the responses. Default `*`: the responses contain no secret.
 * @returns The responses by type. {@link GuardedRestApi} sets them; pass them to `startRestApi` of
 * `@cognito-guard/testing/api-gateway` or to an existing REST API.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 * @example
 * ```ts
 * import { gatewayResponses } from '@cognito-guard/cdk/gateway-responses';
 * import { ResponseType, type RestApi } from 'aws-cdk-lib/aws-apigateway';
 *
 * export const addResponses = (api: RestApi): void => {
 *   for (const [type, { responseParameters, responseTemplates = {} }] of Object.entries(gatewayResponses())) {
 *     const headers = Object.entries(responseParameters).map(([name, value]) => [name.split('.')[2], value]);
 *     api.addGatewayResponse(type, {
 *       type: ResponseType.of(type),
 *       responseHeaders: Object.fromEntries(headers),
 *       templates: responseTemplates,
 *     });
 *   }
 * };
 * ```
 */
export const gatewayResponses = (allowOrigin = '*'): Readonly<Record<RefusalType, GatewayResponse>> => {
  const cors = {
    'gatewayresponse.header.Access-Control-Allow-Origin': `'${allowOrigin}'`,
    'gatewayresponse.header.Access-Control-Expose-Headers': "'WWW-Authenticate'",
  };
  const challenge = 'gatewayresponse.header.WWW-Authenticate';
  return {
    UNAUTHORIZED: { responseParameters: { ...cors, [challenge]: `'Bearer realm="api"'` } },
    ACCESS_DENIED: {
      responseParameters: { ...cors, [challenge]: 'context.authorizer.challenge' },
      responseTemplates: {
        'application/json':
          '{"error":"$context.authorizer.error","message":"$context.authorizer.error_description","scope":"$context.authorizer.required_scope"}',
      },
    },
    DEFAULT_5XX: { responseParameters: cors },
  };
};

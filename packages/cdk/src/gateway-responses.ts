/** What a REST API answers by itself, by the names of the API. */
export interface GatewayResponse {
  /** `gatewayresponse.header.<name>` to a text in single quotes, or to a variable. */
  readonly responseParameters: Readonly<Record<string, string>>;
  readonly responseTemplates?: Readonly<Record<string, string>>;
}

/** The types of gateway response that an authorizer brings about. */
export type RefusalType = 'UNAUTHORIZED' | 'ACCESS_DENIED' | 'DEFAULT_5XX';

/**
 * Gateway responses of a REST API behind an authorizer of `@cognito-guard/authorizer`: challenges (RFC 6750), and headers
 * without which a browser hides the answer from the page's script.
 *
 * - `UNAUTHORIZED` (401): no token, or a bad one. The challenge has the realm `api`, as the library's own.
 * - `ACCESS_DENIED` (403): a good token that may not do this. Challenge and body come from the authorizer's context.
 * - `DEFAULT_5XX` (500): the authorizer threw, because the pool's keys could not be fetched, for example. Not cached, and
 *   never a 401, on which apps sign their users out.
 *
 * @param allowOrigin - The origin whose scripts may read the answers. Default `*`: the answers hold no secret.
 * @returns The responses by their types, for {@link GuardedRestApi}, which sets them by itself, for `startRestApi` of
 * `@cognito-guard/testing/api-gateway`, or for a REST API that exists already.
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

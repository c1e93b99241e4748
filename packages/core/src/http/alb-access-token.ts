import { sourceMaker, type TokenSource } from './token-source.ts';

/**
 * Reads the access token that an Application Load Balancer adds as `x-amzn-oidc-accesstoken` after it has signed the
 * user in (`authenticate-cognito`). A client that reaches the service directly can send that header, too: see
 * `behindLoadBalancer` of `@cognito-guard/core/load-balancer`.
 *
 * @returns The source.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-authenticate-users.html
 * @example
 * ```ts
 * import { albAccessToken, authenticate } from '@cognito-guard/middy';
 * import middy from '@middy/core';
 *
 * export const handler = middy().use(authenticate(verifier, { token: albAccessToken() }));
 * ```
 */
export const albAccessToken: () => TokenSource = /* @__PURE__ */ sourceMaker(
  'albAccessToken',
  (): TokenSource => (request) =>
    [request.header('x-amzn-oidc-accesstoken') ?? []].flat().filter((token) => token !== ''),
);

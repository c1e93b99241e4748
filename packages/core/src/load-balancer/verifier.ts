import { AlbJwtVerifier } from 'aws-jwt-verify/alb-verifier';
import {
  AlbJwtInvalidClientIdError,
  AlbJwtInvalidSignerError,
  JwtBaseError,
  JwtExpiredError,
  JwtInvalidSignatureError,
  JwtNotBeforeError,
  JwtParseError,
} from 'aws-jwt-verify/error';
import { decomposeUnverifiedJwt } from 'aws-jwt-verify/jwt';
import { AuthError } from '../errors/auth-error.ts';
import type { AuthErrorCode } from '../errors/codes.ts';
import { KeyFailureError } from '../errors/key-failure.ts';
import type { Auth } from '../token/auth.ts';
import type { TokenUse } from '../token/claims.ts';
import type { Verifier } from '../verifier/verifier.ts';
import { LoadBalancerKeys } from './keys.ts';
import { type LoadBalancerOptions, type LoadBalancerSettings, readLoadBalancerOptions } from './options.ts';

/** A verifier for requests whose user a load balancer has signed in. */
export interface LoadBalancerVerifier<Use extends TokenUse | null = TokenUse | null, Custom = unknown>
  extends Verifier<Use, Custom> {
  /**
   * Returns the load balancer's claims about the user: the attributes from the user pool's `userInfo` endpoint.
   *
   * @param auth - The result of {@link Verifier.verify} of this verifier, such as `getAuth(req)`.
   * @returns The claims of `x-amzn-oidc-data`, such as `sub`, `email` and `username`. Frozen.
   * @throws Error where another verifier made `auth`.
   */
  readonly userClaims: (auth: Auth) => Readonly<Record<string, unknown>>;
}

/** The code of each error class that the base throws for an invalid token. */
const codes: readonly (readonly [abstract new (...args: never) => Error, AuthErrorCode])[] = [
  [JwtParseError, 'malformed_token'],
  [JwtInvalidSignatureError, 'invalid_signature'],
  [JwtExpiredError, 'token_expired'],
  [JwtNotBeforeError, 'token_not_active'],
  [AlbJwtInvalidSignerError, 'wrong_issuer'],
  [AlbJwtInvalidClientIdError, 'wrong_client'],
  [JwtBaseError, 'malformed_token'],
];

const refusalOf = (error: unknown): AuthError => {
  if (AuthError.is(error)) return error;
  const code = codes.find(([kind]) => error instanceof kind)?.[1];
  // Every other error of the base comes from the runtime's cryptography, and concerns the key.
  return code === undefined
    ? new AuthError('keys_unavailable', { cause: new KeyFailureError('key_import') })
    : new AuthError(code);
};

const maxDataLength = 16_384;
const dataHeader = 'x-amzn-oidc-data';

const readData = (values: string | readonly string[] | undefined): string => {
  const [data = '', ...others] = [values ?? []].flat();
  if (others.length > 0) throw new AuthError('multiple_tokens');
  if (data === '') throw new AuthError('missing_token');
  if (data.length > maxDataLength) throw new AuthError('malformed_token');
  return data;
};

/** Verifies signed user claims with verifiers of the base, one for each Region. */
const claimsVerifier = ({ regions, keys }: LoadBalancerSettings) => {
  const jwksCache = new LoadBalancerKeys(keys);
  const bySigner = new Map(
    regions.flatMap(({ arns, keysUrl }) => {
      const options = { albArn: [...arns], jwksUri: keysUrl, issuer: null };
      const verifier = AlbJwtVerifier.create(options, { jwksCache });
      return arns.map((arn) => [arn, verifier] as const);
    }),
  );
  return async (data: string, { clientId, issuer, userPoolId, subject }: Auth): Promise<Record<string, unknown>> => {
    const { header, payload } = decomposeUnverifiedJwt(data);
    const verifier = bySigner.get(String(Reflect.get(header, 'signer')));
    if (verifier === undefined) throw new AuthError('wrong_issuer');
    // Checked before the signature, because the base keeps a key for each issuer that a token names. A pool has two
    // issuers, and the load balancer may use another one than the token.
    const [region = ''] = userPoolId.split('_', 1);
    const issuers = [issuer, `https://cognito-idp.${region}.amazonaws.com/${userPoolId}`];
    if (payload.iss === undefined || !issuers.includes(payload.iss)) throw new AuthError('wrong_issuer');
    const claims: Record<string, unknown> = await verifier.verify(data, { clientId });
    // The base accepts a token without exp.
    if (typeof claims['exp'] !== 'number') throw new AuthError('invalid_claims');
    if (claims['sub'] !== subject) throw new AuthError('invalid_claims');
    return Object.freeze(claims);
  };
};

/**
 * Makes a verifier for services behind an Application Load Balancer that signs users in (`authenticate-cognito`). It
 * verifies both tokens that the load balancer adds to a request: the user pool's access token
 * (`x-amzn-oidc-accesstoken`, by `verifier`), and the user's claims, which the load balancer has signed itself
 * (`x-amzn-oidc-data`, ES256, by the `AlbJwtVerifier` of aws-jwt-verify). The second proves that the request came
 * through the load balancer: a request that bypasses it is refused, even with a valid access token.
 *
 * @param verifier - Verifies the access token, with its own rules, cache and revocation store.
 * @param options - {@link LoadBalancerOptions}.
 * @returns The verifier, for `authenticate` with the token source `albAccessToken()`. Besides the AuthErrors of
 *   `verifier`, it throws these for `x-amzn-oidc-data`: `missing_token`, `multiple_tokens`, `malformed_token`,
 *   `invalid_signature`, `unknown_key`, `token_expired`; `wrong_issuer` for another load balancer or user pool,
 *   `wrong_client` for another app client than the access token's, `invalid_claims` for another user;
 *   `keys_unavailable` (503) where the load balancer's key cannot be fetched.
 * @throws TypeError for an invalid option.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-authenticate-users.html
 * @example
 * ```ts
 * import { albAccessToken } from '@cognito-guard/core/http';
 * import { behindLoadBalancer } from '@cognito-guard/core/load-balancer';
 * import { authenticate, getAuth } from '@cognito-guard/express';
 *
 * const guarded = behindLoadBalancer(verifier, {
 *   loadBalancerArn: 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/web/0123456789abcdef',
 * });
 *
 * app.use(authenticate(guarded, { token: albAccessToken() }));
 * app.get('/me', (req, res) => {
 *   const auth = getAuth(req, { verifier: guarded });
 *   res.json({ groups: [...auth.groups], email: guarded.userClaims(auth)['email'] });
 * });
 * ```
 */
export const behindLoadBalancer = <Use extends TokenUse | null, Custom>(
  verifier: Verifier<Use, Custom>,
  options: LoadBalancerOptions,
): LoadBalancerVerifier<Use, Custom> => {
  const verifyClaims = claimsVerifier(readLoadBalancerOptions(verifier, options));
  const claimsOf = new WeakMap<object, Readonly<Record<string, unknown>>>();
  return Object.freeze({
    ...verifier,
    verify: async (token, requirements, given) => {
      if (given?.header === undefined) {
        throw new Error('behindLoadBalancer: verify needs { header }, which authenticate passes.');
      }
      const auth = await verifier.verify(token, requirements, given);
      try {
        claimsOf.set(auth, await verifyClaims(readData(given.header(dataHeader)), auth));
      } catch (error) {
        throw refusalOf(error);
      }
      return auth;
    },
    userClaims: (auth) => {
      const claims = claimsOf.get(auth);
      if (claims === undefined) throw new Error('userClaims: this verifier has not verified that token.');
      return claims;
    },
  } satisfies LoadBalancerVerifier<Use, Custom>);
};

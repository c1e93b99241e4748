import { createPublicKey, verify } from 'node:crypto';
import { decodeToken } from '../tokens/jws.ts';
import type { TestIdentityProvider } from './options.ts';

/** An error answer of AWS. */
export class AwsFault extends Error {
  readonly status: number;

  /** @param name - AWS's `__type`. */
  constructor(name: string, message: string, status = 400) {
    super(message);
    this.name = name;
    this.status = status;
  }
}

export const notAuthorized = (message: string): AwsFault => new AwsFault('NotAuthorizedException', message);

/** A verified login. */
export interface AcceptedLogin {
  /** Logins with the same name have the same identity. */
  readonly name: string;
  readonly claims: Readonly<Record<string, unknown>>;
}

const isSigned = (token: string, kid: unknown, pool: TestIdentityProvider): boolean => {
  const jwk = pool.jwks().keys.find((key) => key.kid === kid);
  if (jwk === undefined) return false;
  const signed = token.slice(0, token.lastIndexOf('.'));
  const signature = Buffer.from(token.slice(signed.length + 1), 'base64url');
  const key = createPublicKey({ key: { kty: 'RSA', n: String(jwk['n']), e: String(jwk['e']) }, format: 'jwk' });
  return verify('RSA-SHA256', Buffer.from(signed), key, signature);
};

/**
 * Verifies the one login of a request, as identity pools do.
 *
 * @throws AwsFault with AWS's message.
 */
export function acceptLogin(
  logins: Readonly<Record<string, string>>,
  pools: readonly TestIdentityProvider[],
  otherProviders: readonly string[],
  nowSeconds: number,
): AcceptedLogin {
  const [[provider, token] = ['', '']] = Object.entries(logins);
  if (otherProviders.includes(provider)) return { name: `${provider}:${token}`, claims: {} };
  const pool = pools.find(({ issuer, updatedIssuer }) =>
    [issuer, updatedIssuer].some((one) => one === `https://${provider}`),
  );
  if (pool === undefined) throw notAuthorized('Token is not from a supported provider of this identity pool.');
  let decoded: ReturnType<typeof decodeToken>;
  try {
    decoded = decodeToken(token);
  } catch {
    throw notAuthorized('Invalid login token. Not a valid OpenId Connect identity token.');
  }
  const { header, payload: claims } = decoded;
  if (claims['iss'] !== (pool.tokenIssuer ?? `https://${provider}`)) {
    throw notAuthorized("Invalid login token. Issuer doesn't match providerName");
  }
  if (claims['token_use'] !== 'id') {
    throw notAuthorized('Invalid login token. Not a valid OpenId Connect identity token.');
  }
  const exp = Number(claims['exp']);
  if (exp <= nowSeconds) throw notAuthorized(`Invalid login token. Token expired: ${nowSeconds} >= ${exp}`);
  if (!isSigned(token, header['kid'], pool)) throw notAuthorized('Invalid login token. Token signature invalid.');
  return { name: `${provider}:CognitoSignIn:${String(claims['sub'])}`, claims };
}

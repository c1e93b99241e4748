import type { AccessTokenOptions } from '../../tokens/token-options.ts';
import type { TestPool } from '../../user-pool/pool.ts';
import type { ConformanceAnswer, ConformanceCase, ConformanceRequest, ConformanceWorld } from './case.ts';

/** The signed-in user of every case. */
export const conformanceUser = '5b3f2c1e-8d4a-4f6b-9a7c-0e1d2f3a4b5c';
/** The app client of every case: the default of `createTestPool`. */
export const conformanceClient = '4f9test8client7id6of5pool4';

/** Planted in hostile requests. No answer may contain it: tokens and claim values are never echoed. */
export const plantedMarker = 'must-not-be-echoed';
/** The response header that injection cases try to create. */
export const injectedHeader = 'x-injected';

/** The user's access token. */
export function userToken(pool: TestPool, options: AccessTokenOptions = {}): string {
  return pool.accessToken({ sub: conformanceUser, ...options });
}

/** `GET path` with these headers. */
export function get(path: string, ...headers: readonly (readonly [string, string])[]): ConformanceRequest {
  return { method: 'GET', path, headers };
}

/** `GET path` with the value in one `Authorization` header. */
export function getAs(authorization: string, path: string = '/me'): ConformanceRequest {
  return get(path, ['Authorization', authorization]);
}

/** `GET /me` with a bearer token. */
export function getMe(token: string): ConformanceRequest {
  return getAs(`Bearer ${token}`);
}

/** 200 for this caller; `null` is an anonymous one. */
export function welcome(subject: string | null = conformanceUser): ConformanceAnswer {
  return { status: 200, code: null, challenge: null, subject };
}

/** 401 without an error code (RFC 6750 §3.1: no authentication information was given). */
export const missingToken: ConformanceAnswer = { status: 401, code: 'missing_token', challenge: {} };

/** 400: more than one credential (RFC 6750 §2). */
export const multipleTokens: ConformanceAnswer = {
  status: 400,
  code: 'multiple_tokens',
  challenge: { error: 'invalid_request' },
};

/** 400: credentials of the Bearer scheme without exactly one token (RFC 6750 §2.1). */
export const malformedCredentials: ConformanceAnswer = {
  status: 400,
  code: 'malformed_credentials',
  challenge: { error: 'invalid_request' },
};

/** 401 with this code. */
export function invalidToken(code: string): ConformanceAnswer {
  return { status: 401, code, challenge: { error: 'invalid_token' } };
}

/** 403 that names the required scope. */
export function insufficientScope(scope: string): ConformanceAnswer {
  return { status: 403, code: 'insufficient_scope', challenge: { error: 'insufficient_scope', scope } };
}

/** 403 without a scope: no scope would help. */
export const insufficientGroup: ConformanceAnswer = {
  status: 403,
  code: 'insufficient_group',
  challenge: { error: 'insufficient_scope' },
};

/** 503: a server error, never an invalid token. */
export const keysUnavailable: ConformanceAnswer = {
  status: 503,
  code: 'keys_unavailable',
  challenge: null,
  retryAfter: true,
};

/** `GET /me` with this bearer token. */
export function bearing(
  name: string,
  token: (world: ConformanceWorld) => string,
  answer: ConformanceAnswer,
): ConformanceCase {
  return { name, request: (world) => getMe(token(world)), answer };
}

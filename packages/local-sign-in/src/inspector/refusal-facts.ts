import type { AuthErrorCode, OnePoolOptions } from '@cognito-guard/core';
import { showNow, showTime } from './times.ts';
import { defaultMaxLength, type TokenOutline } from './token-outline.ts';

/** Found and expected values by name. */
export type Facts = readonly (readonly [name: string, value: string | undefined])[];

/** The rules that a token was verified with. */
export interface Rules {
  readonly pool: Pick<OnePoolOptions, 'userPoolId' | 'issuer' | 'jwksUri' | 'clientId' | 'tokenUse' | 'audience'>;
  readonly allScopes: readonly string[];
  readonly allGroups: readonly string[];
  readonly stepUp: { readonly acr?: readonly string[]; readonly maxAuthAgeSeconds?: number };
}

/** Formats a claim, or a list of claims, on one line. */
const show = (value: unknown): string => {
  const list = Array.isArray(value) ? value : [value];
  const texts = list.map((one) => (typeof one === 'string' ? one : JSON.stringify(one)));
  return value === undefined || list.length === 0 ? 'none' : texts.join(', ');
};

type UnknownClaims = Readonly<Record<string, unknown>>;

const scopesOf = (scope: unknown): readonly string[] =>
  typeof scope === 'string' ? scope.split(' ').filter((one) => one !== '') : [];

const grants = (what: string, needed: readonly string[], found: readonly unknown[]): Facts => [
  [`${what} missing`, show(needed.filter((one) => !found.includes(one)))],
  [`${what} found`, show(found)],
];

const signInFacts = (
  { acr, auth_time: time }: UnknownClaims,
  { acr: levels, maxAuthAgeSeconds: age }: Rules['stepUp'],
): Facts => [
  ['level found', levels && show(acr)],
  ['level needed', levels && show(levels)],
  ['signed in', age === undefined ? undefined : (showTime(time) ?? 'unknown: the token has no auth_time')],
  ['needed', age === undefined ? undefined : `within ${age} seconds`],
];

/**
 * Returns the claim that a refusal is about, and the expected value.
 *
 * @param outline - The decoded token; undefined when it cannot be decoded.
 * @param rules - The rules that the token was verified with.
 */
export const factsAbout = (
  code: AuthErrorCode,
  outline: TokenOutline | undefined,
  { pool, allScopes, allGroups, stepUp }: Rules,
): Facts => {
  if (outline === undefined) return [];
  const { header, claims = {} } = outline;
  const { 'cognito:groups': groups = [] } = claims;
  const client = claims['token_use'] === 'id' ? claims['aud'] : claims['client_id'];
  switch (code) {
    case 'malformed_token':
      return [
        ['alg found', header['alg'] === 'RS256' ? undefined : show(header['alg'])],
        ['length', outline.length > defaultMaxLength ? `${outline.length} characters` : undefined],
      ];
    case 'unknown_key':
      return [['key id found', show(header['kid'])]];
    case 'wrong_issuer':
      return [
        ['issuer found', show(claims['iss'])],
        ['issuer accepted', pool.issuer ?? `that of ${pool.userPoolId}`],
      ];
    case 'wrong_token_use':
      return [
        ['use found', show(claims['token_use'])],
        ['use accepted', show(pool.tokenUse)],
      ];
    case 'wrong_client':
      return [
        ['client found', show(client)],
        ['clients accepted', show(pool.clientId)],
      ];
    case 'wrong_audience':
      return [
        ['audience found', show(claims['aud'])],
        ['audience accepted', show(pool.audience ?? pool.clientId ?? client)],
      ];
    case 'token_expired':
      return [
        ['expired', showTime(claims['exp'])],
        ['this clock', showNow()],
      ];
    case 'token_not_active':
      return [
        ['active from', showTime(claims['nbf'])],
        ['this clock', showNow()],
      ];
    case 'invalid_claims':
      return [
        ['issued', showTime(claims['iat'])],
        ['expires', showTime(claims['exp'])],
        ['this clock', showNow()],
      ];
    case 'insufficient_scope':
      return grants('scopes', allScopes, scopesOf(claims['scope']));
    case 'insufficient_group':
      return grants('groups', allGroups, Array.isArray(groups) ? groups : []);
    case 'insufficient_user_authentication':
      return signInFacts(claims, stepUp);
    default:
      return [];
  }
};

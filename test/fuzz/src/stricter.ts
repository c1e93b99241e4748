import type { Rules } from './oracles.ts';
import { now } from './token-world.ts';

/** A token as a lenient parser decodes it. */
interface View {
  readonly token: string;
  readonly segments: readonly string[];
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
  /** The verifier's rules. */
  readonly clientId: Rules['clientId'];
}

interface Reason {
  readonly name: string;
  readonly holds: (view: View) => boolean;
}

const tolerance = 5;
const day = 86_400;

const bytesOf = (segment: string): Buffer => Buffer.from(segment, 'base64url');

/** JSON text that two parsers could decode differently. */
const isUnclear = (segment: string): boolean => {
  const bytes = bytesOf(segment);
  return !bytes.equals(Buffer.from(bytes.toString('utf8'))) || bytes.subarray(0, 3).toString('hex') === 'efbbbf';
};

const refusedParameters = ['crit', 'b64', 'zip', 'cty', 'jwk', 'jku', 'x5u', 'x5c'];
const acceptedTypes = [undefined, 'jwt', 'at+jwt', 'application/at+jwt'];

const isText = (value: unknown): value is string => typeof value === 'string' && value.isWellFormed();
const isOptional = (value: unknown, is: (value: unknown) => boolean): boolean => value === undefined || is(value);
const isString = (value: unknown): boolean => typeof value === 'string';

const clientOf = ({ claims }: View): unknown => claims[claims['token_use'] === 'id' ? 'aud' : 'client_id'];

/** True for an access token without an audience, or with accepted clients alone as its audience. */
const isForUs = (view: View): boolean => {
  const { aud, token_use: use } = view.claims;
  if (use === 'id' || aud === undefined) return true;
  const named: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
  const accepted: readonly unknown[] = view.clientId === null ? [clientOf(view)] : [view.clientId].flat();
  return named.length > 0 && named.every((one) => accepted.includes(one));
};

/** Reasons why we refuse a token that jose accepts: an independent implementation of our rules. */
const reasons: readonly Reason[] = [
  { name: 'longer than 8,192 characters', holds: ({ token }) => token.length > 8_192 },
  {
    name: 'a second spelling of the same bytes (RFC 4648 §3.5)',
    holds: ({ segments }) => segments.some((segment) => bytesOf(segment).toString('base64url') !== segment),
  },
  {
    name: 'not UTF-8, or with a byte order mark (RFC 8259 §8.1)',
    holds: ({ segments }) => segments.slice(0, 2).some(isUnclear),
  },
  {
    name: 'a header that changes the decoding of the token or contains a key',
    holds: ({ header }) => refusedParameters.some((name) => Object.hasOwn(header, name)),
  },
  {
    name: 'typ of another kind of token (RFC 8725 §3.11)',
    holds: ({ header: { typ } }) =>
      !acceptedTypes.includes(typeof typ === 'string' ? typ.toLowerCase() : (typ as undefined)),
  },
  { name: 'no key id', holds: ({ header: { kid } }) => typeof kid !== 'string' || kid === '' },
  {
    name: 'a time that is not a finite number',
    holds: ({ claims }) => [claims['exp'], claims['iat'], claims['nbf'] ?? 0].some((time) => !Number.isFinite(time)),
  },
  {
    name: 'issued after it expires, or more than 24 hours before',
    holds: ({ claims: { exp, iat } }) => !(Number(exp) >= Number(iat) && Number(exp) - Number(iat) <= day + tolerance),
  },
  { name: 'issued in the future', holds: ({ claims: { iat } }) => Number(iat) - tolerance > now },
  { name: 'minted for another API (RFC 8707)', holds: (view) => !isForUs(view) },
  { name: 'bound to a key (RFC 7800)', holds: ({ claims }) => claims['cnf'] !== undefined },
  { name: 'no subject', holds: ({ claims: { sub } }) => !isText(sub) || sub === '' },
  { name: 'no client', holds: (view) => typeof clientOf(view) !== 'string' || clientOf(view) === '' },
  {
    name: 'a user name that is not a string',
    holds: ({ claims }) =>
      claims['token_use'] === 'id' ? !isText(claims['cognito:username']) : !isOptional(claims['username'], isText),
  },
  {
    name: 'groups that are not a list of strings',
    holds: ({ claims: { 'cognito:groups': groups } }) =>
      !isOptional(groups, () => Array.isArray(groups) && groups.every(isText)),
  },
  {
    name: 'a scope, jti or origin_jti that is not a string',
    holds: ({ claims }) => ['scope', 'jti', 'origin_jti'].some((name) => !isOptional(claims[name], isString)),
  },
];

/** @returns The first reason for the refusal; undefined if there is none. */
export const reasonFor = (token: string, { clientId }: Rules): string | undefined => {
  const segments = token.split('.');
  const [header, claims] = segments
    .slice(0, 2)
    .map((segment) => JSON.parse(bytesOf(segment).toString().replace('\ufeff', '')));
  const view = { token, segments, header, claims, clientId };
  return reasons.find(({ holds }) => holds(view))?.name;
};

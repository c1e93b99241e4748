import type { Rules } from './oracles.ts';
import { now } from './token-world.ts';

/** A token as a lenient reader sees it. */
interface View {
  readonly token: string;
  readonly segments: readonly string[];
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
  /** What the verifier was told to accept. */
  readonly clientId: Rules['clientId'];
}

interface Reason {
  readonly name: string;
  readonly holds: (view: View) => boolean;
}

const tolerance = 5;
const day = 86_400;

const bytesOf = (segment: string): Buffer => Buffer.from(segment, 'base64url');

/** JSON text that two readers could take for different things. */
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

/** Whether an access token was minted for no API, or for clients that are accepted and nothing else. */
const isForUs = (view: View): boolean => {
  const { aud, token_use: use } = view.claims;
  if (use === 'id' || aud === undefined) return true;
  const named: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
  const accepted: readonly unknown[] = view.clientId === null ? [clientOf(view)] : [view.clientId].flat();
  return named.length > 0 && named.every((one) => accepted.includes(one));
};

/** Why a token is refused here that jose accepts: our rules, written a second time and in other words. */
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
    name: 'a header that changes how the token is read, or brings a key',
    holds: ({ header }) => refusedParameters.some((name) => Object.hasOwn(header, name)),
  },
  {
    name: 'typ of something else (RFC 8725 §3.11)',
    holds: ({ header: { typ } }) =>
      !acceptedTypes.includes(typeof typ === 'string' ? typ.toLowerCase() : (typ as undefined)),
  },
  { name: 'no key id', holds: ({ header: { kid } }) => typeof kid !== 'string' || kid === '' },
  {
    name: 'a time that is no finite number',
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
    name: 'a user name that is no text',
    holds: ({ claims }) =>
      claims['token_use'] === 'id' ? !isText(claims['cognito:username']) : !isOptional(claims['username'], isText),
  },
  {
    name: 'groups that are no list of text',
    holds: ({ claims: { 'cognito:groups': groups } }) =>
      !isOptional(groups, () => Array.isArray(groups) && groups.every(isText)),
  },
  {
    name: 'scope, jti or origin_jti that is no string',
    holds: ({ claims }) => ['scope', 'jti', 'origin_jti'].some((name) => !isOptional(claims[name], isString)),
  },
];

/** @returns The first reason that explains a refusal; undefined where there is none. */
export const reasonFor = (token: string, { clientId }: Rules): string | undefined => {
  const segments = token.split('.');
  const [header, claims] = segments
    .slice(0, 2)
    .map((segment) => JSON.parse(bytesOf(segment).toString().replace('\ufeff', '')));
  const view = { token, segments, header, claims, clientId };
  return reasons.find(({ holds }) => holds(view))?.name;
};

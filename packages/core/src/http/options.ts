import type { ChallengeParameters } from '../errors/challenge.ts';
import { optional, readOptions, type Schema } from '../lib/option-schema.ts';
import { arrayLike, fail, flag, functionOf, type Reader, textLike, url } from '../lib/option-values.ts';
import { scopeToken } from '../token/requirement-options.ts';
import { albAccessToken } from './alb-access-token.ts';
import { amplifyCookie } from './amplify-cookie.ts';
import { cookie } from './cookie.ts';
import { bearer, query, type TokenSource } from './token-source.ts';
import { webSocketProtocol } from './web-socket-protocol.ts';

/** How a request is authenticated; the same in every adapter. */
export interface AuthenticateOptions<Optional extends boolean = boolean> {
  /** Where the token is read from. Default {@link bearer}. With several sources, exactly one may hold a token. */
  readonly token?: TokenSource | readonly TokenSource[];
  /** Lets a request without a token pass as anonymous. A bad token is refused all the same. Default false. */
  readonly optional?: Optional;
  /** The `realm` of challenges (RFC 9110 §11.5). Default `api`, in a challenge that has no other parameter. */
  readonly realm?: string;
  /** The URL of the protected resource metadata, put into challenges (RFC 9728 §5.1). Default none. */
  readonly resourceMetadata?: string;
  /**
   * Scopes that challenges with status 401 name, so that a client requests them when it signs in (RFC 6750 §3). They
   * are not enforced: that is what `authorize` is for. Default none.
   */
  readonly challengeScopes?: readonly string[];
}

/** {@link AuthenticateOptions}, resolved. */
export interface AuthenticateSettings {
  readonly sources: readonly TokenSource[];
  readonly isOptional: boolean;
  readonly challenge: ChallengeParameters;
}

/** Functions that return a token source, and a call of each: a caller may pass the function itself by mistake. */
const makers: ReadonlyMap<unknown, string> = new Map<unknown, string>([
  [bearer, 'bearer()'],
  [cookie, "cookie('session')"],
  [query, "query('access_token')"],
  [webSocketProtocol, 'webSocketProtocol()'],
  [albAccessToken, 'albAccessToken()'],
  [amplifyCookie, "amplifyCookie({ clientId: '1example23456789' })"],
]);

/** Texts in place of a token source, and the likely call. */
const calls = new Map([...makers.values()].map((call) => [call.slice(0, call.indexOf('(')), call]));

const tokenSource: Reader<TokenSource> = (given, path) => {
  const call = makers.get(given);
  if (call !== undefined) return fail(path, given, `the result of a call, such as ${call}`, 'the function itself');
  if (typeof given !== 'string' || given === '') return functionOf<TokenSource>()(given, path);
  const expected = 'a function that reads the token, such as bearer() returns';
  return fail(path, given, expected, undefined, `Did you mean ${calls.get(given) ?? "cookie('session')"}?`);
};

/** Reads a token source, or a non-empty array of them. */
export const tokenSources: Reader<readonly TokenSource[]> = (given, path) => {
  const list: readonly unknown[] = Array.isArray(given) ? Array.from(given) : [given];
  if (list.length === 0) return fail(path, given, 'a token source or a non-empty array of them');
  return list.map((one) => tokenSource(one, path));
};

const schema = {
  token: optional(tokenSources, [bearer()]),
  optional: optional(flag, false),
  // A quoted-string of a header.
  realm: optional(textLike(/^[\x20-\x7e]+$/, 'a non-empty string of printable ASCII')),
  resourceMetadata: optional(url),
  challengeScopes: optional(
    arrayLike('a non-empty array of scopes, each without spaces, quotes or backslashes', scopeToken),
  ),
} satisfies Schema<AuthenticateOptions>;

/**
 * Reads {@link AuthenticateOptions}.
 *
 * @throws TypeError for an invalid option.
 */
export const readAuthenticateOptions = (given: unknown): AuthenticateSettings => {
  const {
    token,
    optional: isOptional,
    realm,
    resourceMetadata,
    challengeScopes,
  } = readOptions('authenticate: options', given, schema);
  const challenge = {
    ...(realm !== undefined && { realm }),
    ...(resourceMetadata !== undefined && { resourceMetadata }),
    ...(challengeScopes !== undefined && { scope: challengeScopes.join(' ') }),
  };
  return { sources: token, isOptional, challenge };
};

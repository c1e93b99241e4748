import type { ChallengeParameters } from '../errors/challenge.ts';
import { optional, readOptions, type Schema } from '../lib/option-schema.ts';
import { arrayLike, flag, textLike, url } from '../lib/option-values.ts';
import { scopeToken } from '../token/requirement-options.ts';
import { bearer, type TokenSource } from './token-source.ts';
import { tokenSources } from './token-source-option.ts';

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

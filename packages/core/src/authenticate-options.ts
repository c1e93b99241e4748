import type { ChallengeParameters } from './errors.ts';
import { fail, readFunction, readObject, readOptional, readUrl } from './option-values.ts';
import { bearer, type TokenSource } from './token-source.ts';

/** How a request is authenticated; the same in every adapter. */
export interface AuthenticateOptions<Optional extends boolean = boolean> {
  /** Where the token is read from. Default {@link bearer}. With several sources, exactly one may hold a token. */
  readonly token?: TokenSource | readonly TokenSource[];
  /** Lets a request without a token pass as anonymous. A bad token is refused all the same. Default false. */
  readonly optional?: Optional;
  /** The `realm` of challenges (RFC 9110 §11.5). Default none. */
  readonly realm?: string;
  /** The URL of the protected resource metadata, put into challenges (RFC 9728 §5.1). Default none. */
  readonly resourceMetadata?: string;
}

/** {@link AuthenticateOptions}, resolved. */
export interface AuthenticateSettings {
  readonly sources: readonly TokenSource[];
  readonly isOptional: boolean;
  readonly challenge: ChallengeParameters;
}

/** Printable ASCII: what may stand in a quoted-string of a header. */
const realmForm = /^[\x20-\x7e]+$/;

const readSources = (given: unknown): readonly TokenSource[] => {
  const list: readonly unknown[] = Array.isArray(given) ? Array.from(given) : [given];
  if (list.length === 0) return fail('authenticate: token', given, 'a token source or a non-empty array of them');
  return list.map(readFunction<TokenSource>('authenticate: token'));
};

const readRealm = (given: unknown): { realm: string } =>
  typeof given === 'string' && realmForm.test(given)
    ? { realm: given }
    : fail('authenticate: realm', given, 'a non-empty string of printable ASCII');

/**
 * @param given - {@link AuthenticateOptions}, perhaps.
 * @returns The settings.
 * @throws TypeError naming the option, what was given and what is expected.
 */
export const readAuthenticateOptions = (given: unknown): AuthenticateSettings => {
  const options = readObject('authenticate: options', given, ['token', 'optional', 'realm', 'resourceMetadata']);
  return {
    sources: readOptional(options, 'token', [bearer()], readSources),
    isOptional: readOptional(options, 'optional', false, (optional) =>
      typeof optional === 'boolean' ? optional : fail('authenticate: optional', optional, 'true or false'),
    ),
    challenge: {
      ...readOptional<ChallengeParameters>(options, 'realm', {}, readRealm),
      ...readOptional<ChallengeParameters>(options, 'resourceMetadata', {}, (url) => ({
        resourceMetadata: readUrl('authenticate: resourceMetadata', url),
      })),
    },
  };
};

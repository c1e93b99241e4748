import type { ChallengeParameters } from '../errors/auth-error.ts';
import { fail, readFunction, readObject, readOptional, readUrl } from '../lib/option-values.ts';
import { bearer, cookie, query, type TokenSource } from './token-source.ts';

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
}

/** {@link AuthenticateOptions}, resolved. */
export interface AuthenticateSettings {
  readonly sources: readonly TokenSource[];
  readonly isOptional: boolean;
  readonly challenge: ChallengeParameters;
}

/** Printable ASCII: what may stand in a quoted-string of a header. */
const realmForm = /^[\x20-\x7e]+$/;

/** Functions that make a token source, and how they are called: each would itself be taken for one. */
const makers: ReadonlyMap<unknown, string> = new Map<unknown, string>([
  [bearer, 'bearer()'],
  [cookie, "cookie('session')"],
  [query, "query('access_token')"],
]);

/** Texts in place of a token source, by what they could mean. */
const calls = new Map([...makers.values()].map((call) => [call.slice(0, call.indexOf('(')), call]));

const readTokenSource =
  (option: string) =>
  (given: unknown): TokenSource => {
    const call = makers.get(given);
    if (call !== undefined) return fail(option, given, `what a call returns, such as ${call}`, 'the function itself');
    if (typeof given !== 'string' || given === '') return readFunction<TokenSource>(option)(given);
    const expected = 'a function that reads the token, such as bearer() returns';
    return fail(option, given, expected, undefined, `Did you mean ${calls.get(given) ?? "cookie('session')"}?`);
  };

/**
 * @param option - Its name in messages: `authenticate: token`.
 * @param given - A token source or an array of them, perhaps.
 * @throws TypeError naming the option, what was given and what is expected.
 */
export const readTokenSources = (option: string, given: unknown): readonly TokenSource[] => {
  const list: readonly unknown[] = Array.isArray(given) ? Array.from(given) : [given];
  if (list.length === 0) return fail(option, given, 'a token source or a non-empty array of them');
  return list.map(readTokenSource(option));
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
    sources: readOptional(options, 'token', [bearer()], (token) => readTokenSources('authenticate: token', token)),
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

import { readList, readText } from './option-values.ts';
import { fail, readObject, readRequired } from './readers.ts';

/** An API with scopes of its own. */
export interface ResourceServerOptions {
  /** The part of its scopes before the slash; a URL where tokens are bound to it (`resource`). */
  readonly identifier: string;
  /** Names of its scopes: with identifier `orders`, `read` makes the scope `orders/read`. */
  readonly scopes: readonly string[];
}

/** A `ScopeName` of Cognito. */
const readScopeName = (at: string, given: unknown): string =>
  typeof given === 'string' && /^[\x21\x23-\x2e\x30-\x5b\x5d-\x7e]+$/.test(given)
    ? given
    : fail(at, given, 'the name of a scope without a slash, like "read"');

/** A resource server, resolved and frozen. */
export interface ResourceServer {
  readonly identifier: string;
  readonly scopes: readonly string[];
}

/** The scopes of a resource server, like `orders/read`. */
export const scopesOf = ({ identifier, scopes }: ResourceServer): readonly string[] =>
  scopes.map((name) => `${identifier}/${name}`);

/** @throws TypeError naming the option. */
export const readResourceServer = (at: string, given: unknown): ResourceServer => {
  const from = readObject(at, given, ['identifier', 'scopes']);
  return Object.freeze({
    identifier: readRequired(from, 'identifier', readText(`${at}.identifier`)),
    scopes: readRequired(from, 'scopes', readList(`${at}.scopes`, 'an array of names of scopes', readScopeName)),
  });
};

import { readText, readTexts } from './option-values.ts';
import { readObject, readRequired } from './readers.ts';

/** An API with scopes of its own. */
export interface ResourceServerOptions {
  /** The part of its scopes before the slash; a URL where tokens are bound to it (`resource`). */
  readonly identifier: string;
  /** Names of its scopes: with identifier `orders`, `read` makes the scope `orders/read`. */
  readonly scopes: readonly string[];
}

/**
 * @returns The scopes, like `orders/read`.
 * @throws TypeError naming the option.
 */
export const readResourceServer = (at: string, given: unknown): readonly string[] => {
  const from = readObject(at, given, ['identifier', 'scopes']);
  const identifier = readRequired(from, 'identifier', readText(`${at}.identifier`));
  const scopes = readRequired(from, 'scopes', readTexts(`${at}.scopes`, 'an array of names of scopes'));
  return scopes.map((name) => `${identifier}/${name}`);
};

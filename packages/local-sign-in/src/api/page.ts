import { invalidParameter } from './errors.ts';

/** A part of a list, and the token of the next part. */
interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | undefined;
}

/**
 * Cuts a list as the API pages it.
 *
 * @param token - Of the page before; undefined for the first page.
 * @throws CognitoError for a token that no page had.
 */
export const pageOf = <T>(all: readonly T[], limit: number, token: string | undefined): Page<T> => {
  const text = token === undefined ? '0' : Buffer.from(token, 'base64url').toString();
  const start = Number(text);
  if (!/^\d{1,6}$/.test(text) || start > all.length) throw invalidParameter('Invalid pagination token.');
  const end = start + limit;
  return {
    items: all.slice(start, end),
    next: end < all.length ? Buffer.from(String(end)).toString('base64url') : undefined,
  };
};

import { outlineToken } from './token-outline.ts';

/** Base64url characters of an RS256 signature by a key of 2,048 bits, which Cognito signs with (256 bytes). */
const signatureLength = 342;

/** Whether a text is the header of a JWT. */
const isHeader = (text: string): boolean => outlineToken(`${text}.e30.`) !== undefined;

/**
 * Says what a token lost where it was copied.
 *
 * @returns A sentence that quotes nothing of the token; undefined where nothing is known to be missing.
 */
export const damageOf = (token: string): string | undefined => {
  if (/\.\.\.|…/.test(token)) return 'The token contains an ellipsis: it was cut off.';
  const parts = token.split('.', 6);
  const [header = '', , signature = ''] = parts;
  if (!isHeader(header)) {
    return isHeader(`e${header}`) ? 'The first character of the token is missing.' : undefined;
  }
  if (parts.length < 3)
    return `The token has ${parts.length === 1 ? 'one part' : 'two parts'} of three: it was cut off.`;
  if (parts.length > 3 || outlineToken(`${header}.e30.`)?.header['alg'] !== 'RS256') return undefined;
  if (signature.length >= signatureLength) return undefined;
  return `The signature has ${signature.length} characters instead of ${signatureLength}: the token was cut off.`;
};

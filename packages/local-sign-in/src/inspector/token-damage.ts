import { outlineToken } from './token-outline.ts';

/** Base64url characters of a signature (256 bytes) with a Cognito key, RSA-2048. */
const signatureLength = 342;

/** Whether a text is the header of a JWT. */
const isHeader = (text: string): boolean => outlineToken(`${text}.e30.`) !== undefined;

/**
 * Describes damage to a token from copying.
 *
 * @returns A sentence without any part of the token; undefined when no damage is found.
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

import { createVerifier, type JsonWebKeySet } from '@cognito-guard/core';

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const isKeySet = (value: unknown): value is JsonWebKeySet =>
  isObject(value) && 'keys' in value && Array.isArray(value.keys);

/** Describes text that is not a key set, without quoting it. */
const describe = (text: string, document: unknown): string => {
  if (/-----BEGIN [A-Z ]+-----/.test(text)) return 'a key or certificate in PEM';
  if (document === undefined) return 'data that is not JSON';
  if (Array.isArray(document)) return 'a list: a key set is an object, {"keys": [...]}';
  if (isObject(document) && 'kty' in document) return 'a single key: a key set is an object, {"keys": [...]}';
  if (isObject(document) && 'dependencies' in document) return 'a package.json';
  return 'JSON without a list "keys"';
};

/** Whether core accepts at least one key of the set. */
export const hasUsableKey = (preload: JsonWebKeySet): boolean => {
  try {
    createVerifier({ userPoolId: 'eu-west-1_Any', clientId: null, tokenUse: null, keys: { preload } });
    return true;
  } catch {
    return false;
  }
};

/**
 * Why a text is not a JWK set (RFC 7517 §5) with at least one key that can verify a Cognito token.
 *
 * @returns The end of a sentence; undefined for such a set.
 */
export const keySetProblem = (text: string): string | undefined => {
  const document = parse(text);
  if (!isKeySet(document)) return `is not a key set: it holds ${describe(text, document)}.`;
  return hasUsableKey(document) ? undefined : 'holds no key that can verify a Cognito token.';
};

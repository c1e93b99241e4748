import { readFile } from 'node:fs/promises';
import { createVerifier, type JsonWebKeySet } from '@cognito-guard/core';
import { wrongUsage } from './command-error.ts';

const nextStep = 'Write one with "cognito-guard keys --output FILE".';

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

/** Describes a file that is not a key set, without quoting it. */
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
 * Reads the file of `--jwks`.
 *
 * @returns The text of a JWK set (RFC 7517 §5) with at least one key that can verify a Cognito token.
 * @throws CommandError that describes another content.
 */
export const readKeySetFile = async (path: string): Promise<string> => {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw wrongUsage(`The file of --jwks cannot be read: ${error.code}.`);
  });
  const document = parse(text);
  if (!isKeySet(document))
    throw wrongUsage(`The file of --jwks is not a key set: it holds ${describe(text, document)}. ${nextStep}`);
  if (hasUsableKey(document)) return text;
  throw wrongUsage(`The file of --jwks holds no key that can verify a Cognito token. ${nextStep}`);
};

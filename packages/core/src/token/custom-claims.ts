import { refusal } from '../errors/refusal.ts';
import type { Reader } from '../lib/option-values.ts';
import { checkBySchema, freezePlain, schemaOption, whole } from '../lib/standard-schema.ts';
import type { CommonClaims } from './claims.ts';

/** Makes `auth.custom` of the claims of a token whose other checks passed. */
export type ReadCustomClaims = (claims: CommonClaims) => unknown;

const strictHint = " Is it a strict schema, which refuses Cognito's own claims?";

/**
 * Reads the option `claims`.
 *
 * @returns A function that throws {@link AuthError} `invalid_claims` for claims that the schema refuses, and TypeError
 * where the schema is asynchronous or throws.
 */
export const customClaims: Reader<ReadCustomClaims> = (given, path) => {
  const schema = schemaOption(given, path);
  return (claims) => {
    // A copy, because a schema may change its input in place, as ArkType's do.
    const outcome = checkBySchema(schema, structuredClone(claims), path);
    if (outcome.refusedAt === undefined) return freezePlain(outcome.value);
    // The schema's messages may quote a claim, so only the path is kept.
    const hint = outcome.refusedAt === whole ? strictHint : '';
    throw refusal('invalid_claims', `The claims schema refuses ${outcome.refusedAt}.${hint}`);
  };
};

import { listOf, optional, type Reader, structure, text, textMap, withDefault } from './input.ts';

/**
 * The members that several operations have, with the constraints of the API reference.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_Operations.html
 */
export const clientId: Reader<string> = text({ min: 1, max: 128, pattern: '[\\w+]+' });
export const userPoolId: Reader<string> = text({ min: 1, max: 55, pattern: '[\\w-]+_[0-9a-zA-Z]+' });
/** The name of a user or a group. */
export const username: Reader<string> = text({ min: 1, max: 128, pattern: '[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+' });
export const password: Reader<string> = text({ max: 256, pattern: '[\\S]+.*[\\S]+' });
export const confirmationCode: Reader<string> = text({ min: 1, max: 2048, pattern: '[\\S]+' });
export const token: Reader<string> = text({ max: 131_072, pattern: '[A-Za-z0-9-_=.]+' });
export const session: Reader<string> = text({ min: 20, max: 2048 });
export const secretHash: Reader<string | undefined> = optional(text({ min: 1, max: 128, pattern: '[\\w+=/]+' }));
export const clientSecret: Reader<string | undefined> = optional(text({ min: 1, max: 64, pattern: '[\\w+]+' }));

export const attributeName: Reader<string> = text({ min: 1, max: 32, pattern: '[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+' });
export const paginationToken: Reader<string> = text({ min: 1, max: 131_072, pattern: '[\\S]+' });

/** `AuthParameters`, `ChallengeResponses`. */
export const parameters: Reader<ReadonlyMap<string, string>> = withDefault(textMap, new Map());

/** `ClientMetadata`, which triggers receive. */
export const clientMetadata: Reader<Record<string, string> | undefined> = (given, member) => {
  const map = optional(textMap)(given, member);
  return map && Object.fromEntries(map);
};

/** `UserAttributes`. */
export const attributes: Reader<readonly { readonly Name: string; readonly Value: string | undefined }[]> = withDefault(
  listOf(
    structure({
      Name: attributeName,
      Value: optional(text({ max: 2048 })),
    }),
  ),
  [],
);

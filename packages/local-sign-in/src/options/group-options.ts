import { optional, optionsOf, type Reader, type Schema, textLike, wholeNumberOf } from '@cognito-guard/core/internal';

/** A group of users. */
export interface GroupOptions {
  readonly name: string;
  readonly description?: string;
  /** Of the groups of a user, the one with the lowest number has the preferred role. Default none, the last. */
  readonly precedence?: number;
  /** An IAM role: ID tokens of the group's users have it in `cognito:roles`. Default none. */
  readonly roleArn?: string;
}

/** A group, resolved. */
export interface SeedGroup {
  readonly name: string;
  readonly description: string | undefined;
  readonly precedence: number | undefined;
  readonly roleArn: string | undefined;
}

const schema = {
  name: textLike(/^\S{1,128}$/, 'a name without spaces, of at most 128 characters'),
  description: optional(textLike(/\S/, 'a non-empty string')),
  precedence: optional(wholeNumberOf(0, 2 ** 31 - 1, 'precedence')),
  roleArn: optional(textLike(/^arn:[\w-]+:iam::\d{12}:role\/.+$/, 'the ARN of an IAM role')),
} satisfies Schema<GroupOptions>;

/** Reads a group. */
export const readGroup: Reader<SeedGroup> = optionsOf(schema);

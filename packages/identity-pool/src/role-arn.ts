import { type Reader, textLike } from '@cognito-guard/core/internal';

/** Reads the ARN of an IAM role. */
export const roleArn: Reader<string> = textLike(
  /^arn:[\w-]+:iam::\d{12}:role\/[\w+=,.@/-]+$/,
  'the ARN of an IAM role',
);

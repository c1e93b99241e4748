import { fail } from '@cognito-guard/core/http';

/** A whole number within bounds, its unit being part of the message. */
export const readWhole =
  (option: string, min: number, max: number, unit: string) =>
  (given: unknown): number =>
    typeof given === 'number' && Number.isInteger(given) && given >= min && given <= max
      ? given
      : fail(option, given, `a whole number of ${unit} from ${min} to ${max}`);

/** Text of a given shape. */
export const readText =
  (option: string, shape: RegExp, expected: string) =>
  (given: unknown): string =>
    typeof given === 'string' && shape.test(given) ? given : fail(option, given, expected);

/** The ARN of an IAM role. */
export const readRoleArn = (option: string): ((given: unknown) => string) =>
  readText(option, /^arn:[\w-]+:iam::\d{12}:role\/[\w+=,.@/-]+$/, 'the ARN of an IAM role');

import { isText } from '@cognito-guard/core/internal';

/** The target of a request, from the method ARN of an authorizer's event. */
export interface MethodArn {
  /** Up to the stage and its slash: `arn:aws:execute-api:eu-west-1:123456789012:abcdef1234/prod/`. */
  readonly stage: string;
  /** Method and path, as the client spelled it: `GET/orders/1`; or `$connect`. */
  readonly method: string;
}

/** No wildcard or variable of IAM may occur before the method. */
const methodArnPattern = /^(arn:[^:/*?{}]+:execute-api:[^:/*?{}]*:[^:/*?{}]*:[^:/*?{}]+\/[^:/*?{}]+\/)(.*)$/s;

/**
 * Splits a method ARN. It keeps the partition (`aws-cn`, `aws-us-gov`).
 *
 * @param maker - `restAuthorizer`, for messages.
 * @throws Error where the value is not a method ARN.
 */
export const readMethodArn = (maker: string, arn: unknown): MethodArn => {
  const [, stage, method] = (isText(arn) && methodArnPattern.exec(arn)) || [];
  if (stage !== undefined && method !== undefined) return { stage, method };
  throw new Error(`${maker}: this event names no method of an API. It does not come from an API Gateway authorizer.`);
};

/** Wildcards and variables of IAM, encoded slashes and dots, dot segments, and invisible characters. */
const ambiguousPattern = /[*?{}\\\p{C}]|%(?:2e|2f|5c|[01]|7f)|\/\/|\/\.\.?(?:\/|$)/iu;

/** Whether a policy can name exactly this request: its path has one spelling and no wildcard. */
export const isPlain = ({ method }: MethodArn): boolean => !ambiguousPattern.test(method);

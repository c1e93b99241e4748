/** Where a request goes, as API Gateway names it to an authorizer. */
export interface MethodArn {
  /** Up to the stage and its slash: `arn:aws:execute-api:eu-west-1:123456789012:abcdef1234/prod/`. */
  readonly stage: string;
  /** Method and path, as the client spelled it: `GET/orders/1`; or `$connect`. */
  readonly method: string;
}

/** Nothing in front of the method may hold what IAM reads as a wildcard or a variable. */
const form = /^(arn:[^:/*?{}]+:execute-api:[^:/*?{}]*:[^:/*?{}]*:[^:/*?{}]+\/[^:/*?{}]+\/)(.*)$/s;

/**
 * Takes a method ARN apart. Whatever it starts with stays, so that it is right in every partition (`aws-cn`,
 * `aws-us-gov`).
 *
 * @param maker - `restAuthorizer`, for messages.
 * @throws Error where it is none.
 */
export const readMethodArn = (maker: string, arn: unknown): MethodArn => {
  const [, stage, method] = (typeof arn === 'string' && form.exec(arn)) || [];
  if (stage !== undefined && method !== undefined) return { stage, method };
  throw new Error(`${maker}: this event names no method of an API. It does not come from an API Gateway authorizer.`);
};

/** What IAM reads as a wildcard or a variable, what decodes to a slash or a dot, dot segments, what nobody can see. */
const ambiguous = /[*?{}\\\p{C}]|%(?:2e|2f|5c|[01]|7f)|\/\/|\/\.\.?(?:\/|$)/iu;

/** Whether a policy may name exactly this request: its path has one spelling, and means nothing else to IAM. */
export const isPlain = ({ method }: MethodArn): boolean => !ambiguous.test(method);

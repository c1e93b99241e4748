/** A statement as API Gateway evaluates it. */
export interface PolicyStatement {
  Action: 'execute-api:Invoke';
  Effect: 'Allow' | 'Deny';
  Resource: string[];
}

/** An IAM policy as API Gateway caches and evaluates it. A Deny overrides every Allow; IAM denies resources that no statement names. */
export interface PolicyDocument {
  Version: '2012-10-17';
  Statement: PolicyStatement[];
}

/** The resources that a document allows and denies. */
export interface Resources {
  /** Text after the stage: `GET/orders/*`. */
  readonly allow: readonly string[];
  /** Text after the stage. */
  readonly deny: readonly string[];
  /** Patterns to deny anywhere in a method ARN: `*%2e*`. */
  readonly guards?: readonly string[];
}

/**
 * The prefix of each guard: the same API in any Region, account and stage, in few bytes. IAM allows no wildcard in the
 * API's id. The Region is `?*`, not `*`, so that serverless-offline ignores guards: it converts resources to regular
 * expressions, and would read a guard with a backslash or a line feed as a Deny of everything.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
 */
const apiOf = (stage: string): string => stage.replace(/:execute-api:[^:]*:[^:]*:([^/]+\/).*$/, ':execute-api:?*:*:$1');

/**
 * @param stage - The ARN up to the resources: `arn:…:abcdef1234/prod/`.
 * @param resources - Where they allow nothing, the document denies everything, because a policy needs a statement.
 */
export const makeDocument = (stage: string, { allow, deny, guards = [] }: Resources): PolicyDocument => {
  const statement = (Effect: PolicyStatement['Effect'], Resource: string[]): PolicyStatement[] =>
    Resource.length === 0 ? [] : [{ Action: 'execute-api:Invoke', Effect, Resource }];
  const inStage = (resources: readonly string[]): string[] => resources.map((resource) => stage + resource);
  const denied = [...inStage(deny), ...guards.map((guard) => apiOf(stage) + guard)];
  return {
    Version: '2012-10-17',
    Statement:
      allow.length === 0
        ? statement('Deny', [`${stage}*`])
        : [...statement('Allow', inStage(allow)), ...statement('Deny', denied)],
  };
};

/** A statement as API Gateway evaluates it. */
export interface PolicyStatement {
  Action: 'execute-api:Invoke';
  Effect: 'Allow' | 'Deny';
  Resource: string[];
}

/** An IAM policy as API Gateway caches and evaluates it. A Deny beats every Allow; what neither names is denied. */
export interface PolicyDocument {
  Version: '2012-10-17';
  Statement: PolicyStatement[];
}

/** What a document allows and denies, behind the stage: `GET/orders/*`. */
export interface Resources {
  readonly allow: readonly string[];
  readonly deny: readonly string[];
}

/** Every method and path of the stage. */
export const everything: readonly string[] = ['*'];

/**
 * @param stage - What the resources stand behind: `arn:…:abcdef1234/prod/`.
 * @param resources - Where nothing is allowed, everything is denied: a policy needs a statement.
 */
export const makeDocument = (stage: string, { allow, deny }: Resources): PolicyDocument => {
  const statement = (Effect: PolicyStatement['Effect'], resources: readonly string[]): PolicyStatement[] =>
    resources.length === 0
      ? []
      : [{ Action: 'execute-api:Invoke', Effect, Resource: resources.map((resource) => stage + resource) }];
  return {
    Version: '2012-10-17',
    Statement:
      allow.length === 0 ? statement('Deny', everything) : [...statement('Allow', allow), ...statement('Deny', deny)],
  };
};

/** What API Gateway does with a policy: keep it for the token, and hold every request against it. */
import { runUnsafeSimulation } from '@cloud-copilot/iam-simulate';
import type { PolicyDocument } from '@cognito-guard/authorizer';

const stage = 'arn:aws:execute-api:eu-west-1:123456789012:localapi12/prod/';

/** A method and a path, as a client sends them. */
export interface Visit {
  readonly method: string;
  readonly path: string;
}

export const arnOf = ({ method, path }: Visit): string => `${stage}${method}${path}`;

/** IAM's judgement, by an implementation that is not ours. */
export const allows = (policy: PolicyDocument, visit: Visit): boolean =>
  runUnsafeSimulation(
    {
      request: {
        principal: 'arn:aws:iam::123456789012:user/caller',
        action: 'execute-api:Invoke',
        resource: { resource: arnOf(visit), accountId: '123456789012' },
        contextVariables: {},
      },
      identityPolicies: [{ name: 'authorizer', policy }],
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    },
    {},
  ) === 'Allowed';

/** An authorizer as API Gateway calls it. */
export type Authorizer = (event: object) => Promise<{ policyDocument: PolicyDocument }>;

/** One API whose authorizer has a result cache. The authorizer is asked once for each token. */
export const startGateway = (authorizer: Authorizer): ((token: string, visit: Visit) => Promise<boolean>) => {
  const cache = new Map<string, PolicyDocument>();
  return async (token, visit) => {
    const event = { type: 'TOKEN', authorizationToken: `Bearer ${token}`, methodArn: arnOf(visit) };
    const policy = cache.get(token) ?? (await authorizer(event)).policyDocument;
    cache.set(token, policy);
    return allows(policy, visit);
  };
};

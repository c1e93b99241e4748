/** API Gateway's handling of a policy: it caches the policy for the token, and evaluates it for every request. */
import { runUnsafeSimulation } from '@cloud-copilot/iam-simulate';
import type { PolicyDocument } from '@cognito-guard/authorizer';

const stage = 'arn:aws:execute-api:eu-west-1:123456789012:localapi12/prod/';

/** A method and a path, as a client sends them. */
export interface Visit {
  readonly method: string;
  readonly path: string;
}

export const arnOf = ({ method, path }: Visit): string => `${stage}${method}${path}`;

/** IAM's decision, by an independent implementation. */
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

/** The policy of an authorizer for a token and a requested route. */
export type Authorizer = (token: string, visit: Visit) => Promise<PolicyDocument>;

/** The event that an API passes to its authorizer. */
export const authorizerEvent = (api: 'REST' | 'HTTP', token: string, visit: Visit): object => {
  const authorization = `Bearer ${token}`;
  return api === 'REST'
    ? { type: 'TOKEN', authorizationToken: authorization, methodArn: arnOf(visit) }
    : { version: '2.0', type: 'REQUEST', routeArn: arnOf(visit), headers: { authorization } };
};

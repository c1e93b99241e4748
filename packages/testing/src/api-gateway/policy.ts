import { runSimulation, runUnsafeSimulation } from '@cloud-copilot/iam-simulate';

/** The result of a policy for one method ARN. */
export type Decision = 'allowed' | 'denied' | 'explicitly denied';

/** The values for a policy's conditions. */
export interface PolicyRequest {
  readonly arn: string;
  readonly sourceIp: string;
  /** Milliseconds since the epoch. */
  readonly time: number;
}

type Simulation = Parameters<typeof runUnsafeSimulation>[0];

/** A Resource may have 512 characters. AWS does not document longer ones; here they make the policy invalid. */
const maxResourceLength = 512;

/**
 * The simulator reads `*` and `?` of a request as wildcards of a policy, and its own wildcards do not match line
 * terminators. To IAM, they are ordinary characters. The simulation
 * therefore receives private use characters in their place, in the request and in the policy.
 */
const placeholderOf = (character: string): string => String.fromCharCode(0xe000 + (character.charCodeAt(0) & 0xff));

const withoutLineTerminators = (text: string): string => text.replace(/[\n\r\u2028\u2029]/g, placeholderOf);

/** A method ARN for the simulator. */
const withoutWildcards = (arn: string): string => withoutLineTerminators(arn).replace(/[*?]/g, placeholderOf);

/** A policy for the simulator: `${*}` and `${?}` name the characters. */
const readable = (policy: object): object =>
  JSON.parse(JSON.stringify(policy), (_name, value: unknown) =>
    typeof value === 'string'
      ? withoutLineTerminators(value).replace(/\$\{([*?])\}/g, (_variable, character: string) =>
          placeholderOf(character),
        )
      : value,
  );

const simulationOf = (policy: object, { arn, sourceIp, time }: PolicyRequest): Simulation => ({
  request: {
    principal: 'arn:aws:iam::123456789012:user/caller',
    action: 'execute-api:Invoke',
    resource: { resource: withoutWildcards(arn), accountId: '123456789012' },
    contextVariables: {
      'aws:SourceIp': sourceIp,
      'aws:CurrentTime': new Date(time).toISOString(),
      'aws:EpochTime': String(Math.floor(time / 1000)),
    },
  },
  identityPolicies: [{ name: 'authorizer', policy: readable(policy) }],
  serviceControlPolicies: [],
  resourceControlPolicies: [],
});

const resourcesOf = (policy: object): readonly unknown[] =>
  [(policy as { Statement?: unknown }).Statement]
    .flat()
    .flatMap((statement) =>
      typeof statement === 'object' && statement !== null ? Object.values(statement).flat() : [],
    );

/** Whether IAM and API Gateway accept a document as an authorizer's policy. */
export const isPolicy = async (document: unknown): Promise<boolean> => {
  if (typeof document !== 'object' || document === null) return false;
  const isShort = (value: unknown): boolean => typeof value !== 'string' || value.length <= maxResourceLength;
  if (!resourcesOf(document).every(isShort)) return false;
  // Any ARN: the simulator validates the whole policy first.
  const arn = 'arn:aws:execute-api:eu-west-1:123456789012:localapi12/prod/GET/any';
  const { resultType } = await runSimulation(simulationOf(document, { arn, sourceIp: '127.0.0.1', time: 0 }), {});
  return resultType !== 'error';
};

/**
 * Evaluates a valid policy. Uses the simulation without validation: the other one rejects ARNs without a path (`…/GET/`) and
 * `$connect`.
 */
export const evaluatePolicy = (policy: object, request: PolicyRequest): Decision => {
  const result = runUnsafeSimulation(simulationOf(policy, request), {});
  if (result === 'Allowed') return 'allowed';
  return result === 'ExplicitlyDenied' ? 'explicitly denied' : 'denied';
};

import { runSimulation, runUnsafeSimulation } from '@cloud-copilot/iam-simulate';

/** What a policy says of one method ARN. */
export type Decision = 'allowed' | 'denied' | 'explicitly denied';

/** Who asks, and when: what the conditions of a policy may look at. */
export interface PolicyRequest {
  readonly arn: string;
  readonly sourceIp: string;
  /** Milliseconds since the epoch. */
  readonly time: number;
}

type Simulation = Parameters<typeof runUnsafeSimulation>[0];

/** A Resource may have 512 characters. What a longer one does is not documented; here it makes the policy invalid. */
const maxResourceLength = 512;

/**
 * The simulator reads `*` and `?` of a request as wildcards of a policy, and its own wildcards do not match line
 * terminators. To IAM, all of them are characters like others. So they go through the simulation as characters of a
 * private use area, in the request and in the policy.
 */
const standIn = (character: string): string => String.fromCharCode(0xe000 + (character.charCodeAt(0) & 0xff));

const withoutLineTerminators = (text: string): string => text.replace(/[\n\r\u2028\u2029]/g, standIn);

/** A method ARN for the simulator. */
const withoutWildcards = (arn: string): string => withoutLineTerminators(arn).replace(/[*?]/g, standIn);

/** A policy for the simulator: `${*}` and `${?}` name the characters. */
const readable = (policy: object): object =>
  JSON.parse(JSON.stringify(policy), (_name, value: unknown) =>
    typeof value === 'string'
      ? withoutLineTerminators(value).replace(/\$\{([*?])\}/g, (_variable, character: string) => standIn(character))
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

/** Whether IAM takes a document for a policy, and API Gateway for one of an authorizer. */
export const isPolicy = async (document: unknown): Promise<boolean> => {
  if (typeof document !== 'object' || document === null) return false;
  const isShort = (value: unknown): boolean => typeof value !== 'string' || value.length <= maxResourceLength;
  if (!resourcesOf(document).every(isShort)) return false;
  // Any ARN does: the simulator looks at the whole policy first.
  const arn = 'arn:aws:execute-api:eu-west-1:123456789012:localapi12/prod/GET/any';
  const { resultType } = await runSimulation(simulationOf(document, { arn, sourceIp: '127.0.0.1', time: 0 }), {});
  return resultType !== 'error';
};

/**
 * What a valid policy says. The simulation is the one that validates nothing: the other knows no ARN without a path
 * behind the method (`…/GET/`) and no `$connect`.
 */
export const evaluatePolicy = (policy: object, request: PolicyRequest): Decision => {
  const result = runUnsafeSimulation(simulationOf(policy, request), {});
  if (result === 'Allowed') return 'allowed';
  return result === 'ExplicitlyDenied' ? 'explicitly denied' : 'denied';
};

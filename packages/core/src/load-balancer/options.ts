import { get } from '#runtime';
import { type FetchFunction, getWith } from '../lib/http-get.ts';
import { optional, optionsOf, readOptions, type Schema } from '../lib/option-schema.ts';
import { fail, functionOf, numberOf, textsLike, url } from '../lib/option-values.ts';
import type { LoadBalancerKeySettings } from './keys.ts';

/** Options of `behindLoadBalancer`. */
export interface LoadBalancerOptions {
  /**
   * The ARN of the load balancer that signs users in; or several, of any Regions. The ARN of a listener or a rule is
   * invalid.
   */
  readonly loadBalancerArn: string | readonly string[];
  /** How the load balancers' public keys are fetched. */
  readonly keys?: {
    /** Fetches a key. Default `node:https` with Node's global agent; on edge runtimes the global `fetch`. */
    readonly fetch?: FetchFunction;
    /** Total deadline of one fetch in milliseconds, 1 to 60,000. Default 2,500. */
    readonly timeoutMs?: number;
    /** The URL of the keys, without the key's id. Default the endpoint of each load balancer's Region. */
    readonly url?: string;
  };
}

/** {@link LoadBalancerOptions}, resolved. */
export interface LoadBalancerSettings {
  /** The load balancers of one Region share its keys. */
  readonly regions: readonly { readonly arns: readonly string[]; readonly keysUrl: string }[];
  readonly keys: LoadBalancerKeySettings;
}

const arnPattern =
  /^arn:(aws|aws-us-gov):elasticloadbalancing:([a-z]{2}(?:-[a-z]+)+-\d):\d{12}:loadbalancer\/app\/[^/]+\/[0-9a-f]+$/;

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-authenticate-users.html#user-claims-encoding */
const endpointOf = (partition: string, region: string): string =>
  partition === 'aws-us-gov'
    ? `https://s3-${region}.amazonaws.com/aws-elb-public-keys-prod-${region}`
    : `https://public-keys.auth.elb.${region}.amazonaws.com`;

const endpointOfArn = (arn: string, path: string): string => {
  const [, partition, region] = arnPattern.exec(arn) ?? [];
  if (partition !== undefined && region !== undefined) return endpointOf(partition, region);
  const expected =
    'the ARN of an Application Load Balancer, like "arn:aws:elasticloadbalancing:eu-west-1:…:loadbalancer/app/web/…"';
  return fail(path, arn, expected);
};

const name = 'behindLoadBalancer';

const keys = optionsOf({
  fetch: optional((given, path) => getWith(functionOf<FetchFunction>()(given, path)), get),
  timeoutMs: optional(numberOf(1, 60_000, 'milliseconds'), 2_500),
  url: optional(url),
} satisfies Schema<NonNullable<LoadBalancerOptions['keys']>>);

const schema = {
  loadBalancerArn: textsLike('an ARN or a non-empty array of ARNs'),
  keys: optional(keys, keys({}, name)),
} satisfies Schema<LoadBalancerOptions>;

/**
 * Reads {@link LoadBalancerOptions}.
 *
 * @throws TypeError for an invalid option.
 */
export const readLoadBalancerOptions = (verifier: unknown, given: unknown): LoadBalancerSettings => {
  if (typeof Reflect.get(Object(verifier), 'verify') !== 'function') {
    return fail(`${name}: verifier`, verifier, 'made by createVerifier()');
  }
  const { loadBalancerArn, keys } = readOptions(`${name}: options`, given, schema);
  const byUrl = new Map<string, string[]>();
  for (const arn of loadBalancerArn) {
    const endpoint = endpointOfArn(arn, `${name}: loadBalancerArn`);
    const keysUrl = (keys.url ?? endpoint).replace(/\/$/, '');
    byUrl.set(keysUrl, [...(byUrl.get(keysUrl) ?? []), arn]);
  }
  return {
    regions: [...byUrl].map(([keysUrl, arns]) => ({ keysUrl, arns })),
    keys: { get: keys.fetch, timeoutMs: keys.timeoutMs },
  };
};

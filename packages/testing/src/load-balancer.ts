import { generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';
import { knownOptions } from './lib/known-options.ts';
import { decodeToken } from './tokens/jws.ts';

/** Options of {@link createTestLoadBalancer}. */
export interface TestLoadBalancerOptions {
  /** Default: the ARN of a load balancer in `eu-west-1`. */
  readonly loadBalancerArn?: string;
}

/** Deviations from the claims and header that a real load balancer would sign. */
export interface SignInOverrides {
  /** Claims that override `sub`, `username`, `iss` and `exp` or are added. `undefined` removes a claim. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Header members that override `alg`, `kid`, `signer`, `iss`, `client` and `exp` or are added. */
  readonly header?: Readonly<Record<string, unknown>>;
}

/** A load balancer that signs users in, in your process. */
export interface TestLoadBalancer {
  readonly loadBalancerArn: string;
  /** Options for `behindLoadBalancer`: the ARN, and a `fetch` that serves the key. */
  readonly options: {
    readonly loadBalancerArn: string;
    readonly keys: { readonly fetch: (url: string, init?: RequestInit) => Promise<Response> };
  };
  /** The number of key requests. */
  readonly fetchCount: number;
  /** The key in use: its id, and the PEM text that the key endpoint serves. */
  readonly key: { readonly kid: string; readonly publicKeyPem: string };
  /**
   * Builds the headers that the load balancer adds to a signed-in user's request.
   *
   * @param accessToken - The user's access token, of a test pool.
   * @param overrides - {@link SignInOverrides}.
   */
  headers(accessToken: string, overrides?: SignInOverrides): Record<string, string>;
  /** Signs with a new key from now on. The old one stays published. */
  rotateKey(): void;
  /** Makes the key endpoint fail with a status, without an answer or without a connection; `undefined` ends the fault. */
  failFetch(fault: number | 'hang' | 'network' | undefined): void;
}

interface Key {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKeyPem: string;
}

const createKey = (): Key => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { kid: randomUUID(), privateKey, publicKeyPem: String(publicKey.export({ type: 'spki', format: 'pem' })) };
};

/** Base64url with padding: load balancers write it, although JWTs must not have it. */
const padded = (bytes: Buffer): string => bytes.toString('base64').replaceAll('+', '-').replaceAll('/', '_');

const segment = (value: object): string => padded(Buffer.from(JSON.stringify(value)));

/** Lifetime of signed claims in seconds. */
const lifetime = 120;

const hang = (signal: AbortSignal | null | undefined): Promise<never> =>
  new Promise((_resolve, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
  });

/**
 * Creates an Application Load Balancer that signs users in: it adds their access token and their claims, signed with
 * ES256, to requests, and serves its public key. Nothing leaves the process.
 *
 * @param options - {@link TestLoadBalancerOptions}.
 * @returns The load balancer. Its tokens are valid for 120 seconds of real time.
 * @throws TypeError that names an unknown option.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-authenticate-users.html
 * @example
 * ```ts
 * import { behindLoadBalancer } from '@cognito-guard/core/load-balancer';
 * import { createTestLoadBalancer } from '@cognito-guard/testing';
 *
 * const loadBalancer = createTestLoadBalancer();
 * const guarded = behindLoadBalancer(verifier, loadBalancer.options);
 * const headers = loadBalancer.headers(token, { claims: { email: 'ada@example.com' } });
 * ```
 */
export const createTestLoadBalancer = (options: TestLoadBalancerOptions = {}): TestLoadBalancer => {
  const account = 'arn:aws:elasticloadbalancing:eu-west-1:123456789012';
  const { loadBalancerArn = `${account}:loadbalancer/app/local/0123456789abcdef` } = knownOptions(
    'createTestLoadBalancer',
    options,
    ['loadBalancerArn'],
  );
  const published = new Map<string, Key>();
  const publish = (): Key => {
    const key = createKey();
    published.set(key.kid, key);
    return key;
  };
  let current = publish();
  let fault: number | 'hang' | 'network' | undefined;
  let fetchCount = 0;

  const fetchKey = async (url: string, init?: RequestInit): Promise<Response> => {
    fetchCount += 1;
    if (fault === 'network') throw new TypeError('fetch failed');
    if (fault === 'hang') return hang(init?.signal);
    if (fault !== undefined) return new Response(null, { status: fault });
    const key = published.get(url.slice(url.lastIndexOf('/') + 1));
    return key === undefined ? new Response(null, { status: 404 }) : new Response(key.publicKeyPem);
  };

  return {
    loadBalancerArn,
    options: Object.freeze({ loadBalancerArn, keys: Object.freeze({ fetch: fetchKey }) }),
    get fetchCount() {
      return fetchCount;
    },
    get key() {
      const { kid, publicKeyPem } = current;
      return { kid, publicKeyPem };
    },
    headers: (accessToken, { claims = {}, header = {} } = {}) => {
      const { sub, username, iss, client_id: client } = decodeToken(accessToken).payload;
      const exp = Math.floor(Date.now() / 1000) + lifetime;
      const { kid, privateKey } = current;
      const head = { typ: 'JWT', kid, alg: 'ES256', iss, client, signer: loadBalancerArn, exp, ...header };
      const input = `${segment(head)}.${segment({ sub, username, exp, iss, ...claims })}`;
      const signature = sign('SHA256', Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' });
      return {
        'x-amzn-oidc-accesstoken': accessToken,
        'x-amzn-oidc-identity': String(sub),
        'x-amzn-oidc-data': `${input}.${padded(signature)}`,
      };
    },
    rotateKey: () => {
      current = publish();
    },
    failFetch: (next) => {
      fault = next;
    },
  };
};

import { readFunction, readObject, readOptional } from '@cognito-guard/core/http';
import type { AwsCredentialIdentityProvider } from '@smithy/types';
import { AwsV4Signer } from 'aws4fetch';
import { readText } from './option-values.ts';

/** `fetch`, signing. */
export type SignedFetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/** Options of {@link signedFetch}. */
export interface SignedFetchOptions {
  /** The API's region, such as `eu-west-1`. */
  readonly region: string;
  /** The service's signing name. Default `execute-api`, API Gateway; `lambda` for function URLs. */
  readonly service?: string;
  /** What to send requests with. Default the global `fetch`. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** Milliseconds since the epoch, for tests. Default `Date.now`. */
  readonly clock?: () => number;
}

const name = 'signedFetch';

/** RFC 3986 §2.3: every octet that is not unreserved. */
const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

/** One spelling to sign and to send: whoever reads the URL on the other side, reads what was signed. */
const strictUrl = ({ origin, pathname, searchParams }: URL): string => {
  const path = pathname.replace(/[!'()*]/g, encode);
  const query = [...searchParams]
    .filter(([name]) => name !== '') // No signer agrees with another on these.
    .map(([name, value]) => `${encode(name)}=${encode(value)}`);
  return `${origin}${path}${query.length === 0 ? '' : `?${query.join('&')}`}`;
};

/**
 * A `fetch` whose requests carry the caller's AWS identity (Signature Version 4), for routes with `AWS_IAM`
 * authorization.
 *
 * Method, host, path, query, body and most headers are signed. Bodies are read whole, and redirects are not followed: a
 * signature is good for one address.
 *
 * @param credentials - Whose requests: an exchange's provider, or any other of the AWS SDK.
 * @param options - See {@link SignedFetchOptions}.
 * @returns A function like `fetch`, for absolute URLs. It rejects as `fetch` does, and with what the provider rejects with.
 * @throws TypeError naming the option.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html
 * @example
 * ```ts
 * import { type CredentialProvider, signedFetch } from '@cognito-guard/identity-pool';
 *
 * const readOrders = async (credentials: CredentialProvider): Promise<unknown> => {
 *   const request = signedFetch(credentials, { region: 'eu-west-1' });
 *   const response = await request('https://abc123.execute-api.eu-west-1.amazonaws.com/prod/orders?limit=10');
 *   return response.json();
 * };
 * ```
 */
export const signedFetch = (credentials: AwsCredentialIdentityProvider, options: SignedFetchOptions): SignedFetch => {
  const read = readObject(`${name}: options`, options, ['region', 'service', 'fetch', 'clock']);
  const send = readOptional<(url: string, init: RequestInit) => Promise<Response>>(
    read,
    'fetch',
    (url, init) => globalThis.fetch(url, init),
    readFunction(`${name}: fetch`),
  );
  const clock = readOptional(read, 'clock', () => Date.now(), readFunction<() => number>(`${name}: clock`));
  const provide = readFunction<AwsCredentialIdentityProvider>(`${name}: credentials`)(credentials);
  const readRegion = readText(`${name}: region`, /^[a-z]{2,4}(?:-[a-z]+)+-\d$/, 'an AWS region, such as eu-west-1');
  const region = readRegion(read['region']);
  const readService = readText(`${name}: service`, /^[\w-]+$/, 'a signing name');
  const service = readOptional(read, 'service', 'execute-api', readService);

  return async (input, init) => {
    if (typeof input === 'string' && !URL.canParse(input)) {
      throw new TypeError(`${name}: a request needs an absolute URL, such as https://api.example.com/orders.`);
    }
    const request = new Request(input, init);
    const { accessKeyId, secretAccessKey, sessionToken } = await provide();
    const content = await request.arrayBuffer();
    const body = content.byteLength > 0 ? content : null;
    const { method, url, headers } = await new AwsV4Signer({
      method: request.method,
      url: strictUrl(new URL(request.url)),
      headers: request.headers,
      body,
      accessKeyId,
      secretAccessKey,
      ...(sessionToken !== undefined && { sessionToken }),
      region,
      service,
      datetime: new Date(clock()).toISOString().replace(/[:-]|\.\d{3}/g, ''),
    }).sign();
    return send(url.href, { method, headers, body, redirect: 'manual', signal: request.signal });
  };
};

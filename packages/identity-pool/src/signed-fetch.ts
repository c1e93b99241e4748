import { functionOf, optional, readOptions, type Schema } from '@cognito-guard/core/internal';
import type { AwsCredentialIdentityProvider } from '@smithy/types';
import { AwsV4Signer } from 'aws4fetch';
import { type SigningOptions, signingOptions, signingTime, strictUrl } from './signing.ts';

/** A `fetch` that signs its requests. */
export type SignedFetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/** Options of {@link signedFetch}. */
export interface SignedFetchOptions extends SigningOptions {
  /** Sends the signed requests. Default the global `fetch`. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
}

const name = 'signedFetch';

const schema = {
  ...signingOptions,
  fetch: optional(functionOf<NonNullable<SignedFetchOptions['fetch']>>(), (url, init) => globalThis.fetch(url, init)),
} satisfies Schema<SignedFetchOptions>;

/**
 * Creates a `fetch` that signs its requests with AWS Signature Version 4, for routes with `AWS_IAM` authorization.
 *
 * The signature covers method, host, path, query, body and most headers. The function buffers the body and does not
 * follow redirects, because a signature is valid for one URL.
 *
 * @param credentials - The signer's credentials: an exchange's provider, or any other provider of the AWS SDK.
 * @param options - See {@link SignedFetchOptions}.
 * @returns A function like `fetch`, for absolute URLs. It rejects with the errors of `fetch` and of the provider.
 * @throws TypeError for an invalid option.
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
  const { clock, region, service, fetch } = readOptions(`${name}: options`, options, schema);
  const provide = functionOf<AwsCredentialIdentityProvider>()(credentials, `${name}: credentials`);

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
      datetime: signingTime(clock()),
    }).sign();
    return fetch(url.href, { method, headers, body, redirect: 'manual', signal: request.signal });
  };
};

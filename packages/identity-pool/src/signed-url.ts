import { functionOf, optional, readOptions, type Schema, wholeNumberOf } from '@cognito-guard/core/internal';
import type { AwsCredentialIdentityProvider } from '@smithy/types';
import { AwsV4Signer } from 'aws4fetch';
import { type SigningOptions, signingOptions, signingTime, strictUrl } from './signing.ts';

/** Options of {@link signedUrl}. */
export interface SignedUrlOptions extends SigningOptions {
  /** Lifetime of the URL in seconds (`X-Amz-Expires`), 1 to 604,800; it ends with the credentials. Default 60. */
  readonly expiresInSeconds?: number;
}

const name = 'signedUrl';

const schema = {
  ...signingOptions,
  expiresInSeconds: optional(wholeNumberOf(1, 604_800, 'seconds'), 60),
} satisfies Schema<SignedUrlOptions>;

/**
 * Creates signed URLs for clients that cannot set headers, such as a browser's `WebSocket`. The query contains the
 * signature (AWS Signature Version 4). The URL grants access until it expires: do not log it.
 *
 * @param credentials - The signer's credentials: an exchange's provider, or any other provider of the AWS SDK.
 * @param options - See {@link SignedUrlOptions}.
 * @returns A function that signs an absolute `wss:` or `https:` URL, for `GET` without a body. It rejects with the
 * provider's errors, and with a TypeError for other URLs.
 * @throws TypeError for an invalid option.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-control-access-iam.html
 * @example
 * ```ts
 * import { type CredentialProvider, signedUrl } from '@cognito-guard/identity-pool';
 *
 * const connect = async (credentials: CredentialProvider): Promise<WebSocket> => {
 *   const sign = signedUrl(credentials, { region: 'eu-west-1' });
 *   return new WebSocket(await sign('wss://abc123.execute-api.eu-west-1.amazonaws.com/prod'));
 * };
 * ```
 */
export const signedUrl = (
  credentials: AwsCredentialIdentityProvider,
  options: SignedUrlOptions,
): ((url: string | URL) => Promise<string>) => {
  const { clock, region, service, expiresInSeconds } = readOptions(`${name}: options`, options, schema);
  const provide = functionOf<AwsCredentialIdentityProvider>()(credentials, `${name}: credentials`);

  return async (given) => {
    const url = URL.canParse(String(given)) ? new URL(given) : undefined;
    if (url === undefined || !/^(?:wss?|https?):$/.test(url.protocol)) {
      throw new TypeError(
        `${name}: the URL must be absolute, with wss: or https:, such as wss://api.example.com/prod.`,
      );
    }
    const { accessKeyId, secretAccessKey, sessionToken } = await provide();
    url.searchParams.set('X-Amz-Expires', String(expiresInSeconds));
    const signed = await new AwsV4Signer({
      method: 'GET',
      url: strictUrl(url),
      accessKeyId,
      secretAccessKey,
      ...(sessionToken !== undefined && { sessionToken }),
      region,
      service,
      datetime: signingTime(clock()),
      signQuery: true,
    }).sign();
    return strictUrl(signed.url);
  };
};

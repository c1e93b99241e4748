import { readFunction, readObject, readOptional, readRequired } from '@cognito-guard/core/http';
import type { AwsCredentialIdentityProvider } from '@smithy/types';
import { readText } from './option-values.ts';

/** What every signature needs (AWS Signature Version 4). */
export interface SigningOptions {
  /** The API's region, such as `eu-west-1`. */
  readonly region: string;
  /** The service's signing name. Default `execute-api`, API Gateway; `lambda` for function URLs. */
  readonly service?: string;
  /** Milliseconds since the epoch, for tests. Default `Date.now`. */
  readonly clock?: () => number;
}

/** {@link SigningOptions}, resolved, and the object that they were read from. */
interface Signer {
  readonly provide: AwsCredentialIdentityProvider;
  readonly region: string;
  readonly service: string;
  readonly clock: () => number;
  readonly read: Readonly<Record<string, unknown>>;
}

/**
 * @param name - The function that is configured, for messages.
 * @param more - Names of its further options.
 * @throws TypeError naming the option.
 */
export const readSigner = (
  name: string,
  credentials: AwsCredentialIdentityProvider,
  options: SigningOptions,
  more: readonly string[],
): Signer => {
  const read = readObject(`${name}: options`, options, ['region', 'service', ...more, 'clock']);
  const readRegion = readText(`${name}: region`, /^[a-z]{2,4}(?:-[a-z]+)+-\d$/, 'an AWS region, such as eu-west-1');
  const readService = readText(`${name}: service`, /^[\w-]+$/, 'a signing name');
  return {
    clock: readOptional(read, 'clock', () => Date.now(), readFunction<() => number>(`${name}: clock`)),
    provide: readFunction<AwsCredentialIdentityProvider>(`${name}: credentials`)(credentials),
    region: readRequired(read, 'region', readRegion),
    service: readOptional(read, 'service', 'execute-api', readService),
    read,
  };
};

/** `20260102T030405Z`. */
export const signingTime = (now: number): string => new Date(now).toISOString().replace(/[:-]|\.\d{3}/g, '');

/** RFC 3986 §2.3: every octet that is not unreserved. */
const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

/** One spelling to sign and to send: whoever reads the URL on the other side, reads what was signed. */
export const strictUrl = ({ origin, pathname, searchParams }: URL): string => {
  const path = pathname.replace(/[!'()*]/g, encode);
  const query = [...searchParams]
    .filter(([name]) => name !== '') // No signer agrees with another on these.
    .map(([name, value]) => `${encode(name)}=${encode(value)}`);
  return `${origin}${path}${query.length === 0 ? '' : `?${query.join('&')}`}`;
};

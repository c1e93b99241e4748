import { functionOf, optional, type Reader, type Schema, textLike } from '@cognito-guard/core/internal';

/** Options of every signature (AWS Signature Version 4). */
export interface SigningOptions {
  /** The region of the API, such as `eu-west-1`. */
  readonly region: string;
  /** The service's signing name. Default `execute-api` (API Gateway); `lambda` for function URLs. */
  readonly service?: string;
  /** Milliseconds since the epoch, for tests. Default `Date.now`. */
  readonly clock?: () => number;
}

/** The schema of {@link SigningOptions}. */
export const signingOptions: {
  readonly region: Reader<string>;
  readonly service: Reader<string>;
  readonly clock: Reader<() => number>;
} = {
  region: textLike(/^[a-z]{2,4}(?:-[a-z]+)+-\d$/, 'an AWS region, such as eu-west-1'),
  service: optional(textLike(/^[\w-]+$/, 'a signing name'), 'execute-api'),
  clock: optional(functionOf<() => number>(), () => Date.now()),
} satisfies Schema<SigningOptions>;

/** Formats a time as `20260102T030405Z`. */
export const signingTime = (now: number): string => new Date(now).toISOString().replace(/[:-]|\.\d{3}/g, '');

/** Percent-encodes every octet that is not unreserved (RFC 3986 §2.3). */
const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

/** Normalizes a URL, so that the signed and the sent spelling are the same. */
export const strictUrl = ({ origin, pathname, searchParams }: URL): string => {
  const path = pathname.replace(/[!'()*]/g, encode);
  const query = [...searchParams]
    .filter(([name]) => name !== '') // Signers disagree on parameters without a name.
    .map(([name, value]) => `${encode(name)}=${encode(value)}`);
  return `${origin}${path}${query.length === 0 ? '' : `?${query.join('&')}`}`;
};

import { functionOf, optional, type Reader, type Schema, textLike } from '@cognito-guard/core/internal';

/** What every signature needs (AWS Signature Version 4). */
export interface SigningOptions {
  /** The API's region, such as `eu-west-1`. */
  readonly region: string;
  /** The service's signing name. Default `execute-api`, API Gateway; `lambda` for function URLs. */
  readonly service?: string;
  /** Milliseconds since the epoch, for tests. Default `Date.now`. */
  readonly clock?: () => number;
}

/** The declaration of {@link SigningOptions}. */
export const signingOptions: {
  readonly region: Reader<string>;
  readonly service: Reader<string>;
  readonly clock: Reader<() => number>;
} = {
  region: textLike(/^[a-z]{2,4}(?:-[a-z]+)+-\d$/, 'an AWS region, such as eu-west-1'),
  service: optional(textLike(/^[\w-]+$/, 'a signing name'), 'execute-api'),
  clock: optional(functionOf<() => number>(), () => Date.now()),
} satisfies Schema<SigningOptions>;

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

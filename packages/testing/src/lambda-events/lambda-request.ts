import type { IdentityCaller } from './identity-caller.ts';

/** A header or parameter name and its value. */
export type NameAndValue = readonly [name: string, value: string];

/** One request, from which the builders make events. Every member has a default. */
export interface LambdaRequest {
  /** Default `GET`. */
  readonly method?: string;
  /** Path and query as sent, for example `/orders/1?expand=true`; default `/`. */
  readonly path?: string;
  /** Pairs in order, a name as often as it was sent; or a record. Default none. */
  readonly headers?: readonly NameAndValue[] | Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Default none. */
  readonly body?: string;
  /** Whether `body` is base64; default false. */
  readonly isBase64Encoded?: boolean;
  /**
   * The route that matched, `GET /orders/{id}`. Default: `$default` where the host has such a route, otherwise the
   * method and the path.
   */
  readonly route?: string;
  /** Values of the path parameters; default none. */
  readonly pathParameters?: Readonly<Record<string, string>>;
  /** `requestContext.authorizer`; default none. */
  readonly authorizer?: Readonly<Record<string, unknown>>;
  /** Who signed the request, on a route with `AWS_IAM` authorization; default none. For functions only. */
  readonly signedBy?: IdentityCaller;
  /** Default `prod`, and `$default` for HTTP APIs. */
  readonly stage?: string;
  /** Default none. */
  readonly stageVariables?: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch; default 1,767,225,600,000, the start of 2026. */
  readonly timeEpoch?: number;
  /** Default `request-1`. */
  readonly requestId?: string;
  /** Default `127.0.0.1`. */
  readonly sourceIp?: string;
}

/** The account, Region and API of all events. */
export const gateway = {
  accountId: '123456789012',
  apiId: 'localapi12',
  arn: 'arn:aws:execute-api:eu-west-1:123456789012:localapi12',
  domainName: 'localapi12.execute-api.eu-west-1.amazonaws.com',
} as const;

/** Combines the values of one name. */
export type Join<T> = (values: readonly string[]) => T;
export const last: Join<string> = (values) => values.at(-1) ?? '';
export const list: Join<string[]> = (values) => [...values];
export const comma: Join<string> = (values) => values.join(',');

/** Groups pairs by name, in the order of their first appearance. */
export const byName = <T>(pairs: readonly NameAndValue[], join: Join<T>): Record<string, T> => {
  const values = new Map<string, string[]>();
  for (const [name, value] of pairs) values.set(name, [...(values.get(name) ?? []), value]);
  return Object.fromEntries([...values].map(([name, all]) => [name, join(all)]));
};

/** Adds a named stage to a path, as some members of events have it. */
export const staged = (stage: string, pathname: string): string =>
  stage === '$default' ? pathname : `/${stage}${pathname}`;

/** REST APIs write null for an empty record. */
export const orNull = <T extends object>(record: T): T | null => (Object.keys(record).length === 0 ? null : record);

const pairsOf = (headers: LambdaRequest['headers'] = []): readonly NameAndValue[] =>
  Array.isArray(headers)
    ? headers
    : Object.entries(headers).flatMap(([name, value = []]) =>
        [value].flat().map((one: string): NameAndValue => [name, one]),
      );

/** A parsed request with its defaults. */
export interface RequestParts {
  readonly method: string;
  /** The path as sent. */
  readonly pathname: string;
  /** The query as sent, without its question mark. */
  readonly search: string;
  readonly headers: readonly NameAndValue[];
  /** Names in lower case. */
  readonly lowerCaseHeaders: readonly NameAndValue[];
  /** Decoded. */
  readonly parameters: readonly NameAndValue[];
  readonly userAgent: string;
  readonly timeEpoch: number;
  /** `12/Mar/2020:19:03:58 +0000`. */
  readonly time: string;
  readonly requestId: string;
  readonly sourceIp: string;
}

/** Parses a request. */
export const partsOf = (request: LambdaRequest): RequestParts => {
  const { method = 'GET', path = '/', timeEpoch = Date.UTC(2026, 0), requestId = 'request-1' } = request;
  const [pathname = '/', ...rest] = path.split('?');
  const search = rest.join('?');
  const headers = pairsOf(request.headers);
  const lowerCaseHeaders = headers.map(([name, value]): NameAndValue => [name.toLowerCase(), value]);
  const [, day, month, year, clock] = new Date(timeEpoch).toUTCString().split(' ');
  return {
    method,
    pathname,
    search,
    headers,
    lowerCaseHeaders,
    parameters: [...new URLSearchParams(search)],
    userAgent: byName(lowerCaseHeaders, last)['user-agent'] ?? '',
    timeEpoch,
    time: `${day}/${month}/${year}:${clock} +0000`,
    requestId,
    sourceIp: request.sourceIp ?? '127.0.0.1',
  };
};

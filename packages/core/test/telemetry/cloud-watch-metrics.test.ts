import type { VerifierEvent } from '@cognito-guard/core';
import { type CloudWatchMetricsOptions, cloudWatchMetrics } from '@cognito-guard/core/telemetry';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { eventOfLaterVersion, eventsOfEachType, verifyWith } from '../support/verifier-events.ts';

interface EmfDocument {
  readonly _aws: {
    readonly Timestamp: number;
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string; readonly Unit: string }[];
    }[];
  };
  readonly [member: string]: unknown;
}

afterEach(() => vi.restoreAllMocks());

const now = 1_800_000_000_000;

const linesOf = (events: readonly VerifierEvent[], options: CloudWatchMetricsOptions = {}): readonly string[] => {
  const lines: string[] = [];
  const listener = cloudWatchMetrics({ write: (line) => lines.push(line), clock: () => now, ...options });
  for (const event of events) listener(event);
  return lines;
};

const parse = (line = ''): EmfDocument => JSON.parse(line);

/** The metrics that CloudWatch extracts from a line: each metric under each set of dimensions, with its value. */
const extract = (line: string): Readonly<Record<string, unknown>> => {
  const document = parse(line);
  return Object.fromEntries(
    document._aws.CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) =>
      Dimensions.flatMap((names) =>
        Metrics.map(({ Name, Unit }) => {
          const dimensions = names.map((name) => `${name}=${document[name]}`);
          return [[Namespace, Name, ...dimensions].join(' '), `${document[Name]} ${Unit}`];
        }),
      ),
    ),
  );
};

test('each event is a metric, counted without details for alarms and with its code, reason or pool', () => {
  expect(linesOf(eventsOfEachType).map(extract)).toEqual([
    { 'CognitoGuard verified': '1 Count', 'CognitoGuard verification_time': '180 Microseconds' },
    {
      'CognitoGuard rejected': '1 Count',
      'CognitoGuard verification_time': '40 Microseconds',
      'CognitoGuard rejected code=token_expired': '1 Count',
      'CognitoGuard verification_time code=token_expired': '40 Microseconds',
    },
    { 'CognitoGuard keys_refreshed': '1 Count' },
    {
      'CognitoGuard keys_failed': '1 Count',
      'CognitoGuard keys_failed userPoolId=eu-west-1_AbC123xyz reason=timeout': '1 Count',
    },
    { 'CognitoGuard keys_stale': '1 Count', 'CognitoGuard keys_stale userPoolId=eu-west-1_AbC123xyz': '1 Count' },
    { 'CognitoGuard revocation_failed': '1 Count', 'CognitoGuard revocation_failed reason=error': '1 Count' },
    { 'CognitoGuard sign_out_failed': '1 Count', 'CognitoGuard sign_out_failed step=cognito': '1 Count' },
  ]);
});

test('namespace and fixed dimensions apply to every metric', () => {
  const options = { namespace: 'Orders/prod', dimensions: { FunctionName: 'orders-authorizer' } };
  const [, rejected = ''] = linesOf(eventsOfEachType, options);
  expect(Object.keys(extract(rejected))).toEqual([
    'Orders/prod rejected FunctionName=orders-authorizer',
    'Orders/prod verification_time FunctionName=orders-authorizer',
    'Orders/prod rejected FunctionName=orders-authorizer code=token_expired',
    'Orders/prod verification_time FunctionName=orders-authorizer code=token_expired',
  ]);
});

test('a field that is not a dimension stays in the line, for log queries', () => {
  expect(parse(linesOf(eventsOfEachType)[0])).toMatchObject({
    _aws: { Timestamp: now },
    type: 'verified',
    userPoolId: 'eu-west-1_AbC123xyz',
    tokenUse: 'access',
    cache: 'miss',
  });
});

/** The MUSTs of the specification of the embedded metric format. */
test.each([...eventsOfEachType, eventOfLaterVersion])(
  "the line of $type is one document that meets CloudWatch's specification",
  (event) => {
    const [line = ''] = linesOf([event], { dimensions: { FunctionName: 'orders' } });
    expect(line).not.toContain('\n');
    const document = parse(line);
    const [directive, ...others] = document._aws.CloudWatchMetrics;
    expect(others).toEqual([]);
    expect(Object.keys(document._aws).sort()).toEqual(['CloudWatchMetrics', 'Timestamp']);
    expect(Object.keys(directive ?? {}).sort()).toEqual(['Dimensions', 'Metrics', 'Namespace']);
    for (const { Name, Unit, ...rest } of directive?.Metrics ?? []) {
      expect(rest).toEqual({});
      expect(document[Name]).toEqual(expect.any(Number));
      expect(['Count', 'Microseconds']).toContain(Unit);
    }
    expect(directive?.Metrics.length).toBeGreaterThan(0);
    for (const names of directive?.Dimensions ?? []) {
      expect(new Set(names).size).toBe(names.length);
      for (const name of names) expect(document[name]).toEqual(expect.any(String));
    }
  },
);

test('an event of a later version is counted by its type, with its plain fields and no others', () => {
  const document = parse(linesOf([eventOfLaterVersion])[0]);
  expect(document).toMatchObject({ type: 'pool_retired', pool_retired: 1, errorCode: 'ENOTFOUND', reason: 'timeout' });
  for (const name of ['userPoolId', 'attempts', 'details']) expect(document).not.toHaveProperty(name);
});

test('a verifier with the sink writes one line per event, without token text, claims, kids or URLs', async () => {
  const lines: string[] = [];
  const { secrets } = await verifyWith(cloudWatchMetrics({ write: (line) => lines.push(line) }));
  const types = lines.map((line) => parse(line)['type']);
  expect(types.slice(0, 4)).toEqual(['keys_refreshed', 'verified', 'verified', 'rejected']);
  expect(types).toContain('keys_failed');
  for (const secret of secrets) expect(lines.join('\n')).not.toContain(secret);
});

describe('the default destination of lines', () => {
  const listener = cloudWatchMetrics();
  const event: VerifierEvent = {
    type: 'rejected',
    code: 'malformed_token',
    cause: 'The token must be a string.',
    userPoolId: undefined,
    microseconds: 1,
  };

  test('is standard output, not the console, because Lambda wraps console lines in JSON', () => {
    const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const logged = vi.spyOn(console, 'log').mockReturnValue();
    listener(event);
    expect(written.mock.calls.map(([text]) => String(text))).toEqual([expect.stringMatching(/^\{"_aws":.*\}\n$/)]);
    expect(logged).not.toHaveBeenCalled();
  });

  test('is the console on runtimes without standard output', () => {
    const logged = vi.spyOn(console, 'log').mockReturnValue();
    vi.stubGlobal('process', undefined);
    try {
      listener(event);
    } finally {
      vi.unstubAllGlobals();
    }
    expect(logged.mock.calls).toEqual([[expect.stringMatching(/^\{"_aws":.*\}$/)]]);
  });
});

test.each<[unknown, string]>([
  [null, 'cloudWatchMetrics must be an object'],
  [{ namespaces: 'Orders' }, 'cloudWatchMetrics has no option "namespaces"'],
  [{ namespace: '' }, 'cloudWatchMetrics: namespace must be 1 to 255 letters'],
  [{ namespace: 'My Orders' }, 'cloudWatchMetrics: namespace must be 1 to 255 letters'],
  [{ dimensions: 'FunctionName' }, 'cloudWatchMetrics: dimensions must be an object'],
  [{ dimensions: { FunctionName: undefined } }, 'cloudWatchMetrics: dimensions.FunctionName must be 1 to 1024'],
  [{ dimensions: { FunctionName: ' ' } }, 'cloudWatchMetrics: dimensions.FunctionName must be 1 to 1024'],
  [{ dimensions: { _aws: 'x' } }, 'cloudWatchMetrics: dimensions must be an object whose names'],
  [{ write: 'stdout' }, 'cloudWatchMetrics: write must be a function'],
  [{ clock: 5 }, 'cloudWatchMetrics: clock must be a function'],
])('the invalid option %j throws at construction', (options, message) => {
  const make = (): unknown => cloudWatchMetrics(options as CloudWatchMetricsOptions);
  expect(make).toThrow(TypeError);
  expect(make).toThrow(message);
});

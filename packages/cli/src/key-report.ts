import type { FetchFunction, PoolOptions } from '@cognito-guard/core';
import type { KeyProblem } from './next-step.ts';
import { makeVerifier } from './pool-flags.ts';

/** The result of fetching a pool's keys, by core's own rules and limits. */
export interface KeyReport {
  /** The host of the last request. */
  readonly host: string;
  /** Undefined with usable keys. */
  readonly keyProblem: KeyProblem | undefined;
  /** The number of usable keys. */
  readonly keys: number;
  /** The number of published keys that are not usable. */
  readonly skipped: number;
  readonly holdsPrivateKey: boolean;
  /** The duration of all requests. */
  readonly milliseconds: number;
  /** The endpoint's clock minus this one, ± 0.5 s; undefined without a Date header. */
  readonly clockAheadSeconds: number | undefined;
  /** The body. Core has read it to its end, unless it was too long. */
  readonly body: Uint8Array;
}

/** One response, and the chunks of it that core has read. */
interface Answer {
  readonly host: string;
  readonly clockAheadSeconds: number | undefined;
  readonly chunks: readonly Uint8Array[];
}

/** RFC 9110 §6.6.1: Date has whole seconds, on average half a second behind. */
const readClock = (response: Response, startedAt: number): number | undefined => {
  const date = Date.parse(response.headers.get('date') ?? '');
  return Number.isNaN(date) ? undefined : (date + 500 - (startedAt + Date.now()) / 2) / 1000;
};

/** Adds a code to the error of a blocked port (Fetch standard, "bad port"), which has none. */
const nameBlockedPort = (error: unknown): never => {
  const isBlocked = error instanceof Error && error.cause instanceof Error && error.cause.message === 'bad port';
  throw isBlocked ? Object.assign(new Error('bad port'), { code: 'BAD_PORT' }) : error;
};

/** The global `fetch`, which records each response and its body. */
const recordingFetch =
  (record: (answer: Answer) => void): FetchFunction =>
  async (url, init) => {
    const { host } = new URL(url);
    const chunks: Uint8Array[] = [];
    const startedAt = Date.now();
    record({ host, clockAheadSeconds: undefined, chunks });
    const response = await fetch(url, init).catch(nameBlockedPort);
    record({ host, clockAheadSeconds: readClock(response, startedAt), chunks });
    if (response.body === null) return response;
    const keep = new TransformStream<Uint8Array, Uint8Array>({
      transform: (chunk, controller) => {
        chunks.push(chunk);
        controller.enqueue(chunk);
      },
    });
    return new Response(response.body.pipeThrough(keep), response);
  };

/**
 * Fetches a pool's keys, as a service does at its first request.
 *
 * @param pool - The options of the pool.
 * @throws CommandError for invalid options of the pool. The report contains failures of the endpoint.
 */
export const fetchKeys = async (
  pool: Pick<PoolOptions, 'userPoolId' | 'issuer' | 'issuerFormat' | 'jwksUri'>,
): Promise<KeyReport> => {
  let answer: Answer = { host: '', clockAheadSeconds: undefined, chunks: [] };
  let outcome: Pick<KeyReport, 'keyProblem' | 'keys' | 'skipped'> = {
    keyProblem: { reason: 'network', errorCode: undefined },
    keys: 0,
    skipped: 0,
  };
  let holdsPrivateKey = false;
  const fetch = recordingFetch((latest) => {
    answer = latest;
  });
  const verifier = makeVerifier({
    ...pool,
    clientId: null,
    tokenUse: null,
    keys: { fetch },
    onEvent: (event) => {
      if (event.type === 'keys_refreshed')
        outcome = { keyProblem: undefined, keys: event.keys, skipped: event.skipped };
      if (event.type !== 'keys_failed') return;
      const { reason, errorCode } = event;
      if (reason === 'private_key') holdsPrivateKey = true;
      else outcome = { keyProblem: { reason, errorCode }, keys: 0, skipped: 0 };
    },
  });
  const startedAt = performance.now();
  // The events have recorded the outcome already.
  await verifier.ready().catch(() => undefined);
  const { host, clockAheadSeconds, chunks } = answer;
  const milliseconds = Math.round(performance.now() - startedAt);
  return { host, ...outcome, holdsPrivateKey, milliseconds, clockAheadSeconds, body: Buffer.concat(chunks) };
};

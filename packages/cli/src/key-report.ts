import type { FetchFunction, PoolOptions } from '@cognito-guard/core';
import type { KeyTrouble } from './next-step.ts';
import { makeVerifier } from './pool-flags.ts';

/** The result of fetching a pool's keys, by core's own rules and limits. */
export interface KeyReport {
  /** The host of the last request. */
  readonly host: string;
  /** Undefined where there are usable keys. */
  readonly trouble: KeyTrouble | undefined;
  /** Usable keys. */
  readonly keys: number;
  /** Published keys that are not usable. */
  readonly skipped: number;
  readonly holdsPrivateKey: boolean;
  /** How long everything took. */
  readonly milliseconds: number;
  /** How far the endpoint's clock is ahead of this one, ± 0.5 s; undefined where it sent no Date. */
  readonly clockAheadSeconds: number | undefined;
  /** The body; core has read it to its end, unless it was too long. */
  readonly body: Uint8Array;
}

/** One response, and what core has read of it. */
interface Answer {
  readonly host: string;
  readonly clockAheadSeconds: number | undefined;
  readonly chunks: readonly Uint8Array[];
}

/** RFC 9110 §6.6.1: Date has whole seconds, so on average it is half of one behind. */
const readClock = (response: Response, startedAt: number): number | undefined => {
  const date = Date.parse(response.headers.get('date') ?? '');
  return Number.isNaN(date) ? undefined : (date + 500 - (startedAt + Date.now()) / 2) / 1000;
};

/** Fetch standard, "bad port": `fetch` blocks it without a code, and a service's own client does not. */
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
 * Fetches a pool's keys, as a service would at its first request.
 *
 * @param pool - Which pool, and where its keys are.
 * @throws CommandError where the pool's options are mistaken. Failures of the endpoint are in the report.
 */
export const askForKeys = async (
  pool: Pick<PoolOptions, 'userPoolId' | 'issuer' | 'issuerFormat' | 'jwksUri'>,
): Promise<KeyReport> => {
  let answer: Answer = { host: '', clockAheadSeconds: undefined, chunks: [] };
  let outcome: Pick<KeyReport, 'trouble' | 'keys' | 'skipped'> = {
    trouble: { reason: 'network', errorCode: undefined },
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
      if (event.type === 'keys_refreshed') outcome = { trouble: undefined, keys: event.keys, skipped: event.skipped };
      if (event.type !== 'keys_failed') return;
      const { reason, errorCode } = event;
      if (reason === 'private_key') holdsPrivateKey = true;
      else outcome = { trouble: { reason, errorCode }, keys: 0, skipped: 0 };
    },
  });
  const startedAt = performance.now();
  // The events have recorded the outcome already.
  await verifier.ready().catch(() => undefined);
  const { host, clockAheadSeconds, chunks } = answer;
  const milliseconds = Math.round(performance.now() - startedAt);
  return { host, ...outcome, holdsPrivateKey, milliseconds, clockAheadSeconds, body: Buffer.concat(chunks) };
};

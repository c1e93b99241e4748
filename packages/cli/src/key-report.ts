import type { FetchFunction, PoolOptions } from '@cognito-guard/core';
import type { KeyTrouble } from './next-step.ts';
import { makeVerifier } from './pool-flags.ts';

/** What came of asking a pool for its keys, by core's own rules and limits. */
export interface KeyReport {
  /** Who was asked last. */
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
  /** How far the endpoint's clock is ahead of this one, half a second more or less; undefined where it did not say. */
  readonly clockAheadSeconds: number | undefined;
  /** What was answered, as bytes; core has read them to their end, unless they were too many. */
  readonly body: Uint8Array;
}

/** One answer, and what core has read of it. */
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

/** The global `fetch`, which tells of each answer, and keeps what passes through. */
const recordingFetch =
  (record: (answer: Answer) => void): FetchFunction =>
  async (url, init) => {
    const { host } = new URL(url);
    const chunks: Uint8Array[] = [];
    const startedAt = Date.now();
    record({ host, clockAheadSeconds: undefined, chunks });
    const response = await fetch(url, init);
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
 * Asks a pool for its keys, as a service would at its first request.
 *
 * @param pool - Which pool, and where its keys are.
 * @throws CommandError where the pool's options are mistaken. What the endpoint does is never thrown.
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
  // Its events have told already how it ended.
  await verifier.ready().catch(() => undefined);
  const { host, clockAheadSeconds, chunks } = answer;
  const milliseconds = Math.round(performance.now() - startedAt);
  return { host, ...outcome, holdsPrivateKey, milliseconds, clockAheadSeconds, body: Buffer.concat(chunks) };
};

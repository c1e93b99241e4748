import type { JumpingClock } from './clock.ts';
import type { Fetch } from './keys-endpoint.ts';
import type { LabelledToken } from './tokens.ts';

/** A request with the driver's real times. */
export interface Sent {
  readonly token: LabelledToken;
  /** True if the route requires the scope that half of the tokens have. */
  readonly needsScope: boolean;
  readonly sentAt: number;
  readonly receivedAt: number;
}

/** The state that a correct answer depends on besides the request. */
export interface Surroundings {
  readonly clock: JumpingClock;
  /** The key fetches of the server. */
  readonly log: readonly Fetch[];
  /** Real time of the last rotation, fault or jump. */
  readonly changedAt: number;
  /** How long the server may take to use the endpoint's response. */
  readonly settlingMs: number;
}

/** `200`, or status and code: `401 token_expired`. */
export type Answer = string;

const toleranceMs = 5_000;
/** Minimum time between a successful fetch and a fetch for an unknown kid (promise: 5 s). */
const unknownKidPauseMs = 5_000;
/** Back-off after failed fetches; the last step repeats. The jitter is 10 %. */
const pausesMs = [1_000, 2_000, 5_000, 10_000, 30_000] as const;
/** The age at which a key set is refreshed, with its jitter. */
const softAgeMs = 660_000;
const hardAgeMs = 86_400_000;
/** After this time without a change, a healthy server has refreshed a key set older than its soft age. */
const quietMs = 3_000;

/** After this time, a successful response may be too late: a server waits 2.5 s. */
const lateMs = 1_500;

/** A possible state of a server: its fetches up to one of them. */
type Knowledge = readonly Fetch[];

/** All possible states of the server between two moments. */
const knowledgeDuring = (
  log: readonly Fetch[],
  { sentAt, receivedAt }: Sent,
  settlingMs: number,
): readonly Knowledge[] => {
  const all: Knowledge[] = [];
  for (let end = log.length; end >= 0; end--) {
    const next = log[end];
    // The fetch after this state ended before the request, so the server has left the state.
    if (next?.endedAt !== undefined && next.endedAt + settlingMs < sentAt) break;
    if ((log[end - 1]?.startedAt ?? 0) <= receivedAt) all.push(log.slice(Math.max(0, end - 40), end));
  }
  return all;
};

/** On a busy machine, a successful response can be too late: then it counts as success and as failure. */
const eitherWay = (known: Knowledge): readonly Knowledge[] => {
  const index = known.findLastIndex(({ startedAt, endedAt = Date.now() }) => endedAt - startedAt > lateMs);
  const late = known[index];
  return late?.kids === undefined ? [known] : [known, known.with(index, { ...late, kids: undefined })];
};

/** The maximum pause of a server after its last fetch; 0 after a successful one. */
const pauseAfter = (known: Knowledge, settlingMs: number): number => {
  const failures = known.length - 1 - known.findLastIndex(({ kids }) => kids !== undefined);
  return failures === 0 ? 0 : (pausesMs[failures - 1] ?? 30_000) * 1.1 + settlingMs;
};

const timeAnswer = ({ exp, nbf, iat }: LabelledToken, now: number): Answer | undefined => {
  if (now >= exp * 1000 + toleranceMs) return '401 token_expired';
  if (now < nbf * 1000 - toleranceMs) return '401 token_not_active';
  return now < iat * 1000 - toleranceMs ? '401 invalid_claims' : undefined;
};

/**
 * Computes the correct answers to a request: more than one if a time limit, a jump or a fetch falls between request and
 * answer.
 */
export const rightAnswers = (sent: Sent, around: Surroundings): ReadonlySet<Answer> => {
  const { token, needsScope, sentAt, receivedAt } = sent;
  const { clock, log, changedAt, settlingMs } = around;
  const right = new Set<Answer>();
  const startOf = (fetch: Fetch | undefined): readonly number[] =>
    fetch === undefined ? [] : clock.during(fetch.startedAt - settlingMs, fetch.startedAt).flat();

  const byKey = (now: number, known: Knowledge): void => {
    const last = known.at(-1);
    const good = known.findLast(({ kids }) => kids !== undefined);
    const goodAges = startOf(good).map((at) => Math.abs(now - at));
    const isStale = last?.kids !== undefined && Math.min(...goodAges) > softAgeMs && sentAt - changedAt > quietMs;
    if (good?.kids?.has(token.kid) && goodAges.some((age) => age < hardAgeMs) && !isStale) {
      right.add(token.flaw ?? (needsScope && !token.hasScope ? '403 insufficient_scope' : '200'));
      if (goodAges.every((age) => age < hardAgeMs)) return;
    }
    // Requests that share a fetch share its result, even after a clock jump.
    const isJoined = last !== undefined && (last.endedAt ?? receivedAt) + settlingMs >= sentAt;
    // Without a key: a recent successful fetch proves that it does not exist; a failed fetch proves nothing.
    const isFresh = goodAges.some((age) => age < unknownKidPauseMs) || (isJoined && last === good);
    if (isFresh && !good?.kids?.has(token.kid)) right.add('401 unknown_key');
    const isPausing = startOf(last).some((at) => Math.abs(now - at) < pauseAfter(known, settlingMs));
    if (isPausing || (isJoined && last !== good)) right.add('503 keys_unavailable');
  };

  const states = knowledgeDuring(log, sent, settlingMs).flatMap(eitherWay);
  for (const now of clock.during(sentAt, receivedAt).flat()) {
    const early = token.earlyFlaw ?? timeAnswer(token, now);
    if (early !== undefined) right.add(early);
    else for (const known of states) byKey(now, known);
  }
  return right;
};

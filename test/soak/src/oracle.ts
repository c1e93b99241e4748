import type { JumpingClock } from './clock.ts';
import type { Fetch } from './keys-endpoint.ts';
import type { LabelledToken } from './tokens.ts';

/** A request, as the driver saw it: real times. */
export interface Sent {
  readonly token: LabelledToken;
  /** Whether the route asks for the scope that half of the tokens have. */
  readonly needsScope: boolean;
  readonly sentAt: number;
  readonly receivedAt: number;
}

/** Everything that a right answer depends on beside the request. */
export interface Surroundings {
  readonly clock: JumpingClock;
  /** The fetches of the server that was asked. */
  readonly log: readonly Fetch[];
  /** Real time of the last rotation, fault or jump. */
  readonly changedAt: number;
  /** How long the server may take to use what the endpoint has sent it. */
  readonly settlingMs: number;
}

/** `200`, or status and code: `401 token_expired`. */
export type Answer = string;

const toleranceMs = 5_000;
/** No fetch for an unknown kid this soon after a good one (the promise: within 5 s). */
const unknownKidPauseMs = 5_000;
/** Back-off after failed fetches; the last one repeats. Its jitter is a tenth. */
const pausesMs = [1_000, 2_000, 5_000, 10_000, 30_000] as const;
/** A set is refreshed at this age, with its jitter. */
const softAgeMs = 660_000;
const hardAgeMs = 86_400_000;
/** After this long without a change, a healthy server has refreshed a set that is over its soft age. */
const quietMs = 3_000;

/** After this long, a good answer may have come too late: a server waits 2.5 s. */
const lateMs = 1_500;

/** What a server may hold and have tried: the fetches up to one of them. */
type Knowledge = readonly Fetch[];

/** Every state that the server may have been in between two moments. */
const knowledgeDuring = (
  log: readonly Fetch[],
  { sentAt, receivedAt }: Sent,
  settlingMs: number,
): readonly Knowledge[] => {
  const all: Knowledge[] = [];
  for (let end = log.length; end >= 0; end--) {
    const next = log[end];
    // The fetch behind this state was over before the request was sent: the state is past.
    if (next?.endedAt !== undefined && next.endedAt + settlingMs < sentAt) break;
    if ((log[end - 1]?.startedAt ?? 0) <= receivedAt) all.push(log.slice(Math.max(0, end - 40), end));
  }
  return all;
};

/** On a busy machine, a good answer may have come too late: then it counts as either. */
const eitherWay = (known: Knowledge): readonly Knowledge[] => {
  const index = known.findLastIndex(({ startedAt, endedAt = Date.now() }) => endedAt - startedAt > lateMs);
  const late = known[index];
  return late?.kids === undefined ? [known] : [known, known.with(index, { ...late, kids: undefined })];
};

/** How long a server may wait after its last fetch; 0 where that was a good one. */
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
 * The answers that are right for a request, whatever the server did when: more than one where a time limit, a jump or a
 * fetch falls between sending and receiving.
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
    // Requests that share a fetch share its result, even after a jump of the clock.
    const isJoined = last !== undefined && (last.endedAt ?? receivedAt) + settlingMs >= sentAt;
    // Without a key: a good fetch just now has shown that there is none; a failed one leaves it open.
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

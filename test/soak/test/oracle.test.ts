import { expect, test } from 'vitest';
import { JumpingClock } from '../src/clock.ts';
import type { Fetch } from '../src/keys-endpoint.ts';
import { rightAnswers, type Sent } from '../src/oracle.ts';
import type { LabelledToken } from '../src/tokens.ts';

const start = 1_800_000_000_000;
const seconds = (count: number): number => start + count * 1000;

const token: LabelledToken = {
  text: '',
  kind: 'good',
  kid: 'a',
  subject: 'user',
  iat: start / 1000,
  nbf: start / 1000,
  exp: start / 1000 + 3_600,
  hasScope: true,
};
const fetched = (at: number, kids?: readonly string[], endedAt: number | undefined = seconds(at) + 5): Fetch => ({
  startedAt: seconds(at),
  endedAt,
  kids: kids && new Set(kids),
});

/** The correct answers to a request that was sent at `at` and took 10 ms. */
const right = (
  at: number,
  log: readonly Fetch[],
  {
    clock = new JumpingClock(),
    changedAt = 0,
    ...more
  }: Partial<Sent> & { clock?: JumpingClock; changedAt?: number } = {},
): readonly string[] => {
  const sent = { token, needsScope: false, sentAt: seconds(at), receivedAt: seconds(at) + 10, ...more };
  return [...rightAnswers(sent, { clock, log, changedAt, settlingMs: 250 })].sort();
};

test('with a served key, the correct answer depends on token and route', () => {
  const log = [fetched(0, ['a'])];
  expect(right(10, log)).toEqual(['200']);
  expect(right(10, log, { needsScope: true, token: { ...token, hasScope: false } })).toEqual([
    '403 insufficient_scope',
  ]);
  expect(right(10, log, { token: { ...token, flaw: '401 wrong_client' } })).toEqual(['401 wrong_client']);
});

test('a token is valid until 5 s after exp, and only at that moment two answers are correct', () => {
  const log = [fetched(3_590, ['a'])];
  expect(right(3_604.9, log)).toEqual(['200']);
  expect(right(3_604.995, log)).toEqual(['200', '401 token_expired']);
  expect(right(3_605, log)).toEqual(['401 token_expired']);
});

test('a key that was not served is unknown for 5 s, then the server must fetch it', () => {
  expect(right(2, [fetched(0, ['b'])])).toEqual(['401 unknown_key']);
  expect(right(10, [fetched(0, ['b'])])).toEqual([]);
  expect(right(10, [fetched(0, ['b']), fetched(10, ['a'])])).toEqual(['200']);
  expect(right(10, [fetched(0, ['b']), fetched(10, ['b'])])).toEqual(['401 unknown_key']);
});

test('503 is correct only during the pause after a failed fetch, and never for a known key', () => {
  const failed = fetched(10);
  expect(right(10.5, [fetched(0, ['b']), failed])).toEqual(['503 keys_unavailable']);
  expect(right(12, [fetched(0, ['b']), failed])).toEqual([]);
  expect(right(12, [fetched(0, ['a']), failed])).toEqual(['200']);
  expect(right(12, [failed])).toEqual([]);
});

test('a withdrawn key is invalid after the time in which a healthy server must have refreshed', () => {
  const log = [fetched(0, ['a'])];
  expect(right(650, log)).toEqual(['200']);
  expect(right(670, log)).toEqual([]);
  expect(right(670, log, { changedAt: seconds(669) })).toEqual(['200']);
  expect(right(670, [...log, fetched(666, ['b'])])).toEqual(['401 unknown_key']);
});

test('requests that share a fetch share its result, even after a clock jump', async () => {
  const clock = new JumpingClock();
  const startedAt = Date.now() - 1_000;
  await clock.jump(3_600_000, async () => undefined);
  const now = clock.now() / 1000;
  const living = { ...token, iat: now, nbf: now, exp: now + 300 };
  const sent = { clock, token: living, sentAt: Date.now() + 300, receivedAt: Date.now() + 400 };
  const failing: Fetch = { startedAt, endedAt: undefined, kids: undefined };
  expect(right(0, [failing], sent)).toEqual(['503 keys_unavailable']);
  expect(right(0, [{ ...failing, endedAt: startedAt + 5 }], sent)).toEqual([]);
});

test('a late successful response counts as success and as failure', () => {
  const late: Fetch = { startedAt: seconds(8), endedAt: seconds(9.8), kids: new Set(['a']) };
  expect(right(9.9, [late])).toEqual(['200', '503 keys_unavailable']);
});

test('during a clock jump, both offsets are correct', async () => {
  const clock = new JumpingClock();
  const log = [fetched(0, ['a'])];
  const now = Date.now();
  const living = { ...token, iat: now / 1000 - 60, nbf: now / 1000 - 60, exp: now / 1000 + 60 };
  const recent: Fetch = { startedAt: now, endedAt: now, kids: new Set(['a']) };
  let during: readonly string[] = [];
  await clock.jump(120_000, async () => {
    during = right(0, [recent], { clock, token: living, sentAt: now - 5, receivedAt: Date.now() + 5 });
  });
  expect(during).toEqual(['200', '401 token_expired']);
  const sentAt = Date.now() + 1_000;
  expect(right(0, log, { clock, token: living, sentAt, receivedAt: sentAt + 10 })).toEqual(['401 token_expired']);
});

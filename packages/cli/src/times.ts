const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

const units = [
  [2 * day, 'day', day],
  [2 * hour, 'hour', hour],
  [2 * minute, 'minute', minute],
  [0, 'second', 1],
] as const;

/** The largest date that there is, in seconds (ECMA-262 §21.4.1.1). */
const maxSeconds = 8.64e12;

/** How far off a moment is: `in 12 minutes`, `48 minutes ago`. */
const fromNow = (seconds: number): string => {
  const distance = seconds - Date.now() / 1000;
  const [, unit, length] = units.find(([from]) => Math.abs(distance) >= from) ?? units[3];
  return new Intl.RelativeTimeFormat('en').format(Math.trunc(distance / length), unit);
};

const showDate = (date: Date): string =>
  date
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, ' UTC');

/**
 * A NumericDate (RFC 7519 §2) for people.
 *
 * @param seconds - Since the epoch, or whatever stands in its place.
 * @returns Like `2026-11-21 08:12:03 UTC, in 12 minutes`; undefined where it is no time.
 */
export const showTime = (seconds: unknown): string | undefined =>
  typeof seconds === 'number' && Math.abs(seconds) <= maxSeconds
    ? `${showDate(new Date(seconds * 1000))}, ${fromNow(seconds)}`
    : undefined;

/** The time by this machine's clock. */
export const showNow = (): string => showDate(new Date());

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

const units = [
  [2 * day, 'day', day],
  [2 * hour, 'hour', hour],
  [2 * minute, 'minute', minute],
  [0, 'second', 1],
] as const;

/** The largest date of ECMAScript, in seconds (ECMA-262 §21.4.1.1). */
const maxSeconds = 8.64e12;

/** Formats a relative time: `in 12 minutes`, `48 minutes ago`. */
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
 * Formats a NumericDate (RFC 7519 §2).
 *
 * @param seconds - Seconds since the epoch, or an unverified claim of any type.
 * @returns Like `2026-11-21 08:12:03 UTC, in 12 minutes`; undefined for a value that is not a time.
 */
export const showTime = (seconds: unknown): string | undefined =>
  typeof seconds === 'number' && Math.abs(seconds) <= maxSeconds
    ? `${showDate(new Date(seconds * 1000))}, ${fromNow(seconds)}`
    : undefined;

/** Formats the time of this machine's clock. */
export const showNow = (): string => showDate(new Date());

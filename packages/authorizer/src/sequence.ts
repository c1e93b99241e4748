import { greedy, parameter } from './route-path.ts';

/** A method followed by path segments. In a sequence of requests, `{}` is one segment; in one of IAM text, only `*` occurs. */
export type Sequence = readonly string[];

const isWildcard = (segment: string): boolean => segment === greedy || segment === parameter;

/**
 * Matches two sequences segment by segment.
 *
 * @param isOverlap - True: whether some request is in both. False: whether `wide` includes every request of `narrow`.
 */
const walk = (wide: Sequence, narrow: Sequence, isOverlap: boolean): boolean => {
  // Index n: whether the first n segments of `narrow` match the segments of `wide` read so far.
  let reached: readonly boolean[] = [true];
  for (const segment of wide) {
    const next = [false];
    let isStuck = true;
    for (const [index, other] of narrow.entries()) {
      const fits =
        segment === other ||
        segment === greedy ||
        (segment === parameter && (isOverlap || other !== greedy)) ||
        (isOverlap && isWildcard(other));
      const goesOn = (segment === greedy && next[index]) || (isOverlap && other === greedy && reached[index + 1]);
      const isReached = fits && (reached[index] || goesOn) === true;
      if (isReached) isStuck = false;
      next.push(isReached);
    }
    if (isStuck) return false;
    reached = next;
  }
  return reached[narrow.length] === true;
};

/** Whether the lengths differ, or the literal segments before the first greedy wildcard. A cheap test before `walk`. */
const isDisjoint = (a: Sequence, b: Sequence): boolean => {
  const [start, end] = [a.indexOf(greedy), b.indexOf(greedy)];
  if ((start < 0 && a.length < b.length) || (end < 0 && b.length < a.length)) return true;
  const aligned = Math.min(start < 0 ? a.length : start, end < 0 ? b.length : end);
  for (let index = 0; index < aligned; index += 1) {
    if (a[index] !== b[index] && a[index] !== parameter && b[index] !== parameter) return true;
  }
  return false;
};

/** Whether a request is in both. */
export const overlaps = (a: Sequence, b: Sequence): boolean => !isDisjoint(a, b) && walk(a, b, true);

/** Whether every request of `narrow` is in `wide`. A false negative is possible, a false positive is not. */
export const covers = (wide: Sequence, narrow: Sequence): boolean =>
  !isDisjoint(wide, narrow) && walk(wide, narrow, false);

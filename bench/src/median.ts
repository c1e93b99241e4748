/** The median: robust against single outliers, and it includes regular costs such as garbage collection. */
export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const [lower = 0, upper = lower] = sorted.slice(
    Math.floor((sorted.length - 1) / 2),
    Math.floor(sorted.length / 2) + 1,
  );
  return (lower + upper) / 2;
};

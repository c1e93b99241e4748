/** Something to measure; it is called with a running number, so that each call can take another input. */
export type Subject = (index: number) => unknown;

const callsPerBatch = 500;

const cpuMicroseconds = async (subject: Subject, calls: number): Promise<number> => {
  const before = process.cpuUsage();
  for (let index = 0; index < calls; index++) await subject(index);
  const used = process.cpuUsage(before);
  return (used.user + used.system) / calls;
};

/**
 * Measures subjects side by side: round by round each gets a turn, so that a noisy moment hits all of them, and the
 * least of its turns counts.
 *
 * @param subjects - By name.
 * @param rounds - Turns of each.
 * @returns Microseconds of CPU time for one call, by name.
 */
export const measure = async <Name extends string>(
  subjects: Readonly<Record<Name, Subject>>,
  rounds = 30,
): Promise<Record<Name, number>> => {
  const entries = Object.entries<Subject>(subjects);
  const least = new Map(entries.map(([name]) => [name, Number.POSITIVE_INFINITY]));
  for (const [, subject] of entries) await cpuMicroseconds(subject, 2 * callsPerBatch);
  for (let round = 0; round < rounds; round++) {
    for (const [name, subject] of entries) {
      const taken = await cpuMicroseconds(subject, callsPerBatch);
      least.set(name, Math.min(least.get(name) ?? taken, taken));
    }
  }
  return Object.fromEntries(least) as Record<Name, number>;
};

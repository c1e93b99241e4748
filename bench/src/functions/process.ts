/** The process that a subject has for itself. Arguments: the fixture, the module of subjects, the subject's name. */
import { serve } from '../child.ts';
import { readFixture } from '../fixture.ts';
import type { Subjects } from './subject.ts';

/** What the parent asks: one turn, as long as this. */
export interface TurnQuestion {
  readonly turnMs: number;
}

const [fixturePath = '', module = '', name = ''] = process.argv.slice(2);
const { subjects } = (await import(module)) as { readonly subjects: Subjects };
const subject = await subjects[name]?.(await readFixture(fixturePath));
if (subject === undefined) throw new Error(`There is no subject "${name}" in ${module}.`);

let next = 0;
const cpuMicroseconds = async (calls: number): Promise<number> => {
  const before = process.cpuUsage();
  for (const end = next + calls; next < end; next++) await subject(next);
  const { user, system } = process.cpuUsage(before);
  return user + system;
};

let callsPerMs = 0;

serve<TurnQuestion>(async ({ turnMs }) => {
  if (callsPerMs === 0) {
    // Every input twice, and until the compiler has made up its mind: then a turn's length can be told.
    let [calls, spent] = [1_000, await cpuMicroseconds(1_000)];
    while (spent < 300_000) {
      spent += await cpuMicroseconds(500);
      calls += 500;
    }
    callsPerMs = calls / (spent / 1000);
  }
  const calls = Math.max(1, Math.round(callsPerMs * turnMs));
  return (await cpuMicroseconds(calls)) / calls;
});

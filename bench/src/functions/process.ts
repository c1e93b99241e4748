/** The process of one subject. Arguments: the fixture, the module of subjects, the subject's name. */
import { serve } from '../child.ts';
import { readFixture } from '../fixture.ts';
import type { Subjects } from './subject.ts';

/** The parent's request: one round of this duration. */
export interface TurnQuestion {
  readonly turnMs: number;
}

const [fixturePath = '', module = '', name = ''] = process.argv.slice(2);
const { subjects } = (await import(module)) as { readonly subjects: Subjects };
const subject = await subjects[name]?.(await readFixture(fixturePath));
if (subject === undefined) throw new Error(`${module} has no subject "${name}".`);

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
    // Warms up with every input twice, until the compiler has settled, to estimate the length of a round.
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

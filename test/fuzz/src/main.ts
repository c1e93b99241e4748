import { parseArgs } from 'node:util';
import { makeTargets, runRound } from './campaign.ts';
import { startHosts } from './hosts.ts';

const help = `Sends modified tokens, requests and Lambda events to every adapter and to two other verifiers.

  npm run fuzz                    for a minute
  npm run fuzz -- --minutes 30    for longer
  npm run fuzz -- --seed 7        the same cases again, as far as they go

A found case is printed in its smallest form. Put it into packages/core/test/verifier/fuzz-findings.test.ts.`;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
    help: { type: 'boolean', short: 'h' },
  },
});
const minutes = Number(values.minutes);
const seed = Number(values.seed);

if (values.help) {
  console.log(help);
} else if (!(minutes > 0) || !Number.isInteger(seed)) {
  console.error(`--minutes must be a positive number, --seed a whole one.\n\n${help}`);
  process.exitCode = 2;
} else {
  await using started = await startHosts();
  const targets = makeTargets(started.hosts);
  const cases = new Map<string, number>();
  const found = new Set<string>();
  const startedAt = performance.now();
  console.log(`seed ${seed}, ${minutes} min\n`);
  for (let round = 0; performance.now() - startedAt < minutes * 60_000; round++) {
    for (const target of targets) {
      const ended = await runRound(target, seed + round);
      cases.set(target.name, (cases.get(target.name) ?? 0) + ended.cases);
      if (ended.found !== undefined) found.add(ended.found);
    }
    if (found.size >= 5) break;
  }
  for (const { name, tally } of targets) {
    console.log(`${name}: ${cases.get(name)} cases`);
    for (const [what, times] of [...tally].sort(([, a], [, b]) => b - a))
      console.log(`${String(times).padStart(9)}  ${what}`);
  }
  console.log(`\nfound: ${found.size}`);
  for (const text of found) console.log(`\n${text}`);
  process.exitCode = found.size === 0 ? 0 : 1;
}

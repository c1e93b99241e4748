import { parseArgs } from 'node:util';
import { writePages } from './docs/pages.ts';
import type { Effort } from './figure.ts';
import { groups } from './groups.ts';
import { measureAll, type Selection, select } from './report.ts';
import { tableOf } from './table.ts';

const help = `Measures cognito-guard beside its peers and its limits, in one run.

  npm run bench                       a table
  npm run bench -- --only NAME        groups or figures with this in their name
  npm run bench -- --list             the names
  npm run bench -- --scaling          how cost and memory grow; takes minutes
  npm run bench -- --docs             all of it, written to docs/bench as well
  npm run bench -- --tokens 1000000   tokens for the memory of one verifier; a million take some minutes more
  npm run bench -- --quick            short rounds: for a log, not for a claim
  npm run bench -- --json             one JSON object

It is a report: a missed target is printed as missed and does not fail it.`;

const usual: Effort = {
  rounds: 25,
  turnMs: 25,
  loadSeconds: 3,
  coldStarts: 20,
  maxSize: 100_000,
  memoryTokens: 100_000,
};
const quick: Effort = { rounds: 3, turnMs: 10, loadSeconds: 1, coldStarts: 3, maxSize: 1_000, memoryTokens: 5_000 };

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    list: { type: 'boolean' },
    scaling: { type: 'boolean', default: false },
    docs: { type: 'boolean', default: false },
    tokens: { type: 'string' },
    quick: { type: 'boolean' },
    json: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  },
});

const readEffort = (): Effort => {
  const effort = values.quick ? quick : usual;
  if (values.tokens === undefined) return effort;
  const memoryTokens = Number(values.tokens);
  if (!Number.isInteger(memoryTokens) || memoryTokens < 1_000) {
    throw new TypeError(`--tokens is "${values.tokens}"; expected an integer of at least 1000.`);
  }
  return { ...effort, memoryTokens };
};

const readSelections = (): readonly Selection[] => {
  if (values.only === undefined) {
    const wanted = groups.filter(({ isScaling }) => values.docs || isScaling === values.scaling);
    return wanted.map((group) => ({ group, figures: group.figures }));
  }
  const selections = select(groups, values.only);
  if (selections.length > 0) return selections;
  throw new TypeError(`--only is "${values.only}"; expected a part of a name that --list shows.`);
};

if (values.help) {
  console.log(help);
} else if (values.list) {
  for (const { name, isScaling, figures } of groups) {
    console.log(isScaling ? `${name} (--scaling)` : name);
    for (const figure of figures) console.log(`  ${figure.name}`);
  }
} else {
  const selections = readSelections();
  const report = await measureAll(selections, readEffort(), (name) => console.error(`measuring ${name} …`));
  if (values.docs) await writePages(report, groups);
  console.log(values.json ? JSON.stringify(report, undefined, 2) : tableOf(report));
}

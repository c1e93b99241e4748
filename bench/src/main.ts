import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { measure } from './measure.ts';
import { makeSubjects } from './subjects.ts';

/** A figure: the ratio of two measured times, and the bound that it has to keep. */
interface Figure {
  readonly name: string;
  readonly ratio: number;
  readonly bound: { readonly atMost: number } | { readonly atLeast: number };
}

const help = `Measures verification beside aws-jwt-verify, the raw RSA call and the bare hash of a token.

  npm run bench              a table
  npm run bench -- --json    one JSON object

Every figure is a ratio of CPU times taken in one run. It is a report: a missed target does not fail it.`;

const isHeld = ({ ratio, bound }: Figure): boolean =>
  'atMost' in bound ? ratio <= bound.atMost : ratio >= bound.atLeast;

const { values } = parseArgs({ options: { json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } });
if (values.help) {
  console.log(help);
} else {
  const micros = await measure(await makeSubjects());
  const figures: readonly Figure[] = [
    { name: 'uncached / raw RSA verification', ratio: micros.uncached / micros.rawRsa, bound: { atMost: 1.8 } },
    { name: 'aws-jwt-verify / uncached', ratio: micros.base / micros.uncached, bound: { atLeast: 1.3 } },
    { name: 'aws-jwt-verify / cached', ratio: micros.base / micros.cached, bound: { atLeast: 15 } },
    { name: 'cached / bare hash of the token', ratio: micros.cached / micros.bareHash, bound: { atMost: 1.35 } },
    { name: 'hostile 8 KB / valid token of that size', ratio: micros.hostile / micros.validLong, bound: { atMost: 1 } },
    { name: 'hostile 8 KB / valid 1 KB token', ratio: micros.hostile / micros.uncached, bound: { atMost: 1 } },
  ];
  const machine = { cpu: cpus()[0]?.model ?? 'unknown', node: process.version };
  if (values.json) {
    const held = figures.map((figure) => ({ ...figure, held: isHeld(figure) }));
    console.log(JSON.stringify({ machine, microseconds: micros, figures: held }, undefined, 2));
  } else {
    console.log(`${machine.cpu}, Node ${machine.node}; microseconds of CPU time for one call, least of 30 rounds\n`);
    for (const [name, time] of Object.entries(micros)) console.log(`${name.padEnd(12)}${time.toFixed(2).padStart(8)}`);
    console.log();
    for (const figure of figures) {
      const bound = 'atMost' in figure.bound ? `≤ ${figure.bound.atMost}` : `≥ ${figure.bound.atLeast}`;
      const held = isHeld(figure) ? 'held' : 'MISSED';
      console.log(`${figure.name.padEnd(42)}${figure.ratio.toFixed(2).padStart(7)}   ${bound.padEnd(7)} ${held}`);
    }
  }
}

/**
 * Runs every gate, one line each: `npm run check`, or some of them by name: `npm run check -- lint docs`.
 * A release requires these gates and the tests, which have their own command.
 */
import { run } from './run.ts';

type Command = readonly [string, ...string[]];

/** In this order. */
const gates: Readonly<Record<string, Command>> = {
  lock: ['node', 'scripts/check-lock.ts'],
  build: ['npm', 'run', 'build', '--silent'],
  lint: ['biome', 'ci', '--error-on-warnings', '--colors=off', '.'],
  types: ['tsc', '-p', 'tsconfig.test.json', '--pretty', 'false'],
  unused: ['knip', '--treat-config-hints-as-errors'],
  docs: ['node', 'scripts/check-docs.ts'],
  package: ['node', 'scripts/check-package.ts'],
};

/** Gates that read the output of `build`. After a failed build they would check an older one. */
const needsBuild: ReadonlySet<string> = new Set(['docs', 'package']);

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !Object.hasOwn(gates, name));
if (unknown.length > 0) {
  console.error(`There is no gate named ${unknown.join(', ')}. The gates: ${Object.keys(gates).join(', ')}.`);
  process.exit(2);
}

const red: string[] = [];
for (const [name, command] of Object.entries(gates)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  if (needsBuild.has(name) && red.includes('build')) {
    red.push(name);
    console.log(`RED ${name.padEnd(8)} not run: it needs the build`);
    continue;
  }
  const start = performance.now();
  const { ok, output } = await run(command);
  const seconds = ((performance.now() - start) / 1000).toFixed(1).padStart(5);
  // The scripts of this folder end with a summary line; the other tools print nothing on success.
  const summary = command[0] === 'node' ? `  ${output.split('\n').at(-1) ?? ''}` : '';
  console.log(`${ok ? 'ok ' : 'RED'} ${name.padEnd(8)}${seconds} s${ok ? summary : ''}`);
  if (!ok) {
    red.push(name);
    console.log(`\n$ ${command.join(' ')}\n${output}\n`);
  }
}
if (red.length > 0) {
  console.error(`Red: ${red.join(', ')}. To run one gate again: npm run check -- ${red[0]}`);
  process.exitCode = 1;
}

/**
 * Mutation testing: Stryker changes one expression in a source file and runs the tests that execute it. A mutant that no
 * test kills reveals untested behaviour.
 *
 * Code that runs only when a module loads (patterns, constants) is static: its mutants need all tests, so the npm scripts
 * skip them by `--ignoreStatic`. Without the flag, a later `npx stryker run test/mutation/core.ts` runs only these.
 *
 * @param name - A folder of `packages`. Only its own tests run, not those of dependent packages.
 * @returns Options for Stryker.
 */
export const mutationOf = (name: string): object => ({
  testRunner: 'vitest',
  vitest: { configFile: 'test/mutation/vitest.config.ts', dir: `packages/${name}/test`, related: false },
  mutate: [`packages/${name}/src/**/*.ts`],
  coverageAnalysis: 'perTest',
  // Stryker reads tsconfig files by the compiler API, which TypeScript 7 does not have; this run does not need them.
  tsconfigFile: 'none.json',
  // Mutants of unchanged sources and tests keep their result; `--force` runs them again.
  incremental: true,
  incrementalFile: `node_modules/.stryker/${name}.json`,
  jsonReporter: { fileName: `node_modules/.stryker/${name}-report.json` },
  reporters: ['clear-text', 'json', 'progress-append-only'],
  clearTextReporter: { logTests: false, allowEmojis: false },
  concurrency: 2,
  allowConsoleColors: false,
  thresholds: { high: 90, low: 85, break: 85 },
});

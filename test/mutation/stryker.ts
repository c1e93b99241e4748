/**
 * Mutation testing: Stryker changes one thing in a source file and runs the tests that execute it. A change that no test
 * notices is a promise that no test keeps.
 *
 * A mutant is run against the tests that execute it. What runs only while a module is loaded (patterns, constants) no
 * test executes, so it takes all of them: the npm scripts leave it out by `--ignoreStatic`. Without the flag, afterwards,
 * `npx stryker run test/mutation/core.ts` asks for these alone.
 *
 * @param name - A folder of `packages`. Its own tests have to notice, not those of its users.
 * @returns Options for Stryker.
 */
export const mutationOf = (name: string): object => ({
  testRunner: 'vitest',
  vitest: { configFile: 'test/mutation/vitest.config.ts', dir: `packages/${name}/test`, related: false },
  mutate: [`packages/${name}/src/**/*.ts`],
  coverageAnalysis: 'perTest',
  // Stryker reads tsconfig files with the compiler's API, which TypeScript 7 does not have; nothing here needs it.
  tsconfigFile: 'none.json',
  // A test that was there and a source that did not change keep their verdict; `--force` asks again.
  incremental: true,
  incrementalFile: `node_modules/.stryker/${name}.json`,
  jsonReporter: { fileName: `node_modules/.stryker/${name}-report.json` },
  reporters: ['clear-text', 'json', 'progress-append-only'],
  clearTextReporter: { logTests: false, allowEmojis: false },
  concurrency: 2,
  allowConsoleColors: false,
  thresholds: { high: 90, low: 85, break: 85 },
});

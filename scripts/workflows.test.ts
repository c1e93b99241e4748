/** Security of the workflows, which have permissions for the repository and for npm. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { root } from './run.ts';

interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly 'timeout-minutes'?: number;
}

interface Workflow {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly concurrency?: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const workflows = globSync('.github/workflows/*.yml', { cwd: root })
  .sort()
  .map((path) => ({ path, text: read(path), workflow: parse(read(path)) as Workflow }));
const { scripts } = JSON.parse(read('package.json')) as { readonly scripts: Readonly<Record<string, string>> };

/** @returns The lines with an action that is not pinned by a commit with its version in a comment. */
const unpinned = (text: string): readonly string[] =>
  text
    .split('\n')
    .filter((line) => /\buses:/.test(line))
    .filter((line) => !/^\s*(?:- )?uses: [\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line));

/** @returns The commands that do not exist in package.json. */
const unknownCommands = (text: string): readonly string[] => {
  const named = [...text.matchAll(/\bnpm run (?:--\S+ )*([\w:-]+)/g)].map(([, name = '']) => name);
  const files = [...text.matchAll(/\brun: (\.\S+)/g)].map(([, path = '']) => path);
  return [
    ...named.filter((name) => !Object.hasOwn(scripts, name)),
    ...files.filter((path) => !existsSync(join(root, path))),
  ];
};

test('every action is pinned by a commit, with the version in a comment', () => {
  expect(workflows.length).toBeGreaterThan(2);
  expect(workflows.flatMap(({ path, text }) => unpinned(text).map((line) => `${path}: ${line.trim()}`))).toEqual([]);
});

test('every command of a workflow and of .ci/run exists', () => {
  const texts = [...workflows, { path: '.ci/run', text: read('.ci/run') }];
  expect(texts.flatMap(({ path, text }) => unknownCommands(text).map((name) => `${path}: ${name}`))).toEqual([]);
});

test('every write permission of a job is listed here', () => {
  const rights = workflows.flatMap(({ path, workflow: { permissions, jobs } }) => [
    ...Object.entries(permissions ?? { 'every right': 'write' }).map(([name, level]) => [path, name, level] as const),
    ...Object.entries(jobs).flatMap(([job, { permissions: own = {} }]) =>
      Object.entries(own).map(([name, level]) => [`${path} ${job}`, name, level] as const),
    ),
  ]);
  expect(rights.filter(([, , level]) => level !== 'read').map(([place, name]) => `${place}: ${name}`)).toEqual([
    '.github/workflows/release.yml version: contents',
    '.github/workflows/release.yml version: pull-requests',
    '.github/workflows/release.yml publish: contents',
    '.github/workflows/release.yml publish: id-token',
    '.github/workflows/release.yml attest: contents',
    '.github/workflows/release.yml attest: id-token',
    '.github/workflows/release.yml attest: attestations',
    '.github/workflows/scorecard.yml scorecard: security-events',
    '.github/workflows/scorecard.yml scorecard: id-token',
    '.github/workflows/site.yml deploy: pages',
    '.github/workflows/site.yml deploy: id-token',
  ]);
});

test('npm publishes by OIDC with provenance: no workflow reads a secret', () => {
  expect(workflows.filter(({ text }) => /secrets\.|NPM_TOKEN/.test(text)).map(({ path }) => path)).toEqual([]);
  expect(read('.github/workflows/release.yml')).toContain("NPM_CONFIG_PROVENANCE: 'true'");
});

test('every workflow limits concurrency, and every job has a timeout', () => {
  expect(workflows.filter(({ workflow }) => workflow.concurrency === undefined).map(({ path }) => path)).toEqual([]);
  expect(
    workflows.flatMap(({ path, workflow }) =>
      Object.entries(workflow.jobs).flatMap(([name, job]) => (job['timeout-minutes'] ? [] : [`${path} ${name}`])),
    ),
  ).toEqual([]);
});

test('dependabot updates the actions and every lock file', () => {
  const { updates } = parse(read('.github/dependabot.yml')) as {
    readonly updates: readonly {
      readonly 'package-ecosystem': string;
      readonly directory?: string;
      readonly directories?: readonly string[];
    }[];
  };
  const of = (ecosystem: string): readonly string[] =>
    updates
      .filter((update) => update['package-ecosystem'] === ecosystem)
      .flatMap(({ directory, directories = [] }) => [...directories, ...(directory === undefined ? [] : [directory])]);
  const locks = globSync('{.,docs,test/*,test/*/*}/package-lock.json', { cwd: root, exclude: ['**/node_modules'] });
  expect([...of('npm')].sort()).toEqual(locks.map((path) => join('/', dirname(path))).sort());
  expect(of('github-actions')).toEqual(['/']);
});

test('every issue form parses, and its fields have unique ids', () => {
  for (const path of globSync('.github/ISSUE_TEMPLATE/{bug,feature}.yml', { cwd: root })) {
    const form = parse(read(path)) as {
      readonly name: string;
      readonly description: string;
      readonly body: readonly { readonly type: string; readonly id?: string }[];
    };
    expect(form, path).toMatchObject({ name: expect.any(String), description: expect.any(String) });
    const ids = form.body.filter(({ type }) => type !== 'markdown').map(({ id }) => id);
    expect(ids, path).not.toContain(undefined);
    expect(new Set(ids).size, path).toBe(ids.length);
  }
});

describe('the checks of workflows find', () => {
  test.each([
    ['a tag', '      - uses: actions/checkout@v6'],
    ['a short commit', '      - uses: actions/checkout@de0fac2 # v6.0.2'],
    ['a commit without its version', '      - uses: actions/checkout@de0fac2e4500dabe0009e67214ff5f5447ce83dd'],
    [
      'a commit with a major version only',
      '        uses: actions/checkout@de0fac2e4500dabe0009e67214ff5f5447ce83dd # v6',
    ],
    ['an image', '      - uses: docker://node:24'],
  ])('%s', (_, line) => {
    expect(unpinned(line)).toEqual([line]);
  });

  test.each([
    ['a missing script', 'run: npm run gone -- --minutes 5', 'gone'],
    ['a missing script after a flag', 'run: npm run --silent gone', 'gone'],
    ['a missing file', 'run: ./gone.sh', './gone.sh'],
  ])('%s', (_, line, name) => {
    expect(unknownCommands(line)).toEqual([name]);
  });
});

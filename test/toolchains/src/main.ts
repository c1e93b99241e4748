/**
 * Installs the packed packages into copies of `projects/*` outside the workspace, and compiles and runs each with the
 * compilers and test runners of users. `npm test -- Jest` runs those whose name contains this text.
 */
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { report, root, run, runOrThrow } from '../../../scripts/run.ts';

type Command = readonly [string, ...string[]];

/** One way to build and run a project. */
interface Toolchain {
  readonly name: string;
  /** Members to merge into the project's JSON files before the commands run, by path. */
  readonly settings?: Readonly<Record<string, object>>;
  readonly commands: readonly Command[];
}

interface Project {
  /** A folder of `projects`. */
  readonly folder: string;
  /** Exact versions in addition to those of its package.json. */
  readonly versions?: Readonly<Record<string, string>>;
  readonly toolchains: readonly Toolchain[];
}

interface Manifest {
  readonly devDependencies?: Readonly<Record<string, string>>;
}

const compiled = (name: string, compiler: string, type: 'module' | 'commonjs', compilerOptions: object): Toolchain => ({
  name,
  settings: { 'package.json': { type }, 'tsconfig.json': { compilerOptions, extends: './tsconfig.base.json' } },
  commands: [
    ['node', `node_modules/${compiler}/bin/tsc`, '-p', 'tsconfig.json'],
    ['node', 'build/main.js'],
  ],
});

const jest = (version: string): Project => ({
  folder: 'jest',
  versions: { jest: version },
  toolchains: ['ts-jest', 'swc', 'babel'].map((transformer) => ({
    name: `Jest ${version} with ${transformer}`,
    commands: [['npx', '--no-install', 'jest', '--ci', '--selectProjects', transformer]],
  })),
});

const projects: readonly Project[] = [
  {
    folder: 'server',
    toolchains: [
      compiled('CommonJS, TypeScript 5.4, node10', 'typescript-5.4', 'commonjs', {
        module: 'commonjs',
        moduleResolution: 'node10',
      }),
      compiled('CommonJS, TypeScript 5.4, node16', 'typescript-5.4', 'commonjs', { module: 'node16' }),
      compiled('CommonJS, TypeScript 7, nodenext', 'typescript', 'commonjs', { module: 'nodenext' }),
      compiled('CommonJS, TypeScript 7, bundler', 'typescript', 'commonjs', {
        module: 'commonjs',
        moduleResolution: 'bundler',
      }),
      compiled('ES modules, TypeScript 5.4, nodenext', 'typescript-5.4', 'module', { module: 'nodenext' }),
      compiled('ES modules, TypeScript 7, bundler', 'typescript', 'module', {
        module: 'esnext',
        moduleResolution: 'bundler',
      }),
      { name: 'ES modules and CommonJS in one process', commands: [['node', 'both.mjs']] },
    ],
  },
  jest('29.7.0'),
  jest('30.5.2'),
  {
    folder: 'next',
    toolchains: ['turbopack', 'webpack'].map((bundler) => ({
      name: `Next.js with ${bundler}`,
      commands: [['node', 'check.mjs', `--${bundler}`]],
    })),
  },
  {
    folder: 'web',
    toolchains: [
      {
        name: 'tRPC and SvelteKit',
        commands: [
          ['npx', '--no-install', 'tsc', '-p', 'tsconfig.json'],
          ['node', 'build/check.js'],
        ],
      },
    ],
  },
];

const source = fileURLToPath(new URL('../projects/', import.meta.url));
const packed = ['core', 'express', 'testing'];

const changeJson = (path: string, change: (value: Manifest) => object): void => {
  const value = JSON.parse(readFileSync(path, 'utf8')) as Manifest;
  writeFileSync(path, `${JSON.stringify(change(value), undefined, 2)}\n`);
};

/** Runs the commands in order, until one fails. */
const runAll = async (commands: readonly Command[], folder: string): Promise<string | undefined> => {
  for (const command of commands) {
    const { ok, output } = await run(command, folder);
    if (!ok) return `$ ${command.join(' ')}\n${output}`;
  }
  return undefined;
};

const testProject = async (project: Project, tarballs: readonly string[], work: string): Promise<readonly string[]> => {
  const folder = mkdtempSync(join(work, 'project-'));
  cpSync(join(source, project.folder), folder, { recursive: true });
  changeJson(join(folder, 'package.json'), (manifest) => ({
    ...manifest,
    devDependencies: { ...manifest.devDependencies, ...project.versions },
  }));
  await runOrThrow(['npm', 'install', '--prefer-offline', '--no-audit', '--no-fund', ...tarballs], folder);
  const problems: string[] = [];
  for (const { name, settings = {}, commands } of project.toolchains) {
    for (const [file, members] of Object.entries(settings)) {
      changeJson(join(folder, file), (value) => ({ ...value, ...members }));
    }
    const problem = await runAll(commands, folder);
    console.log(`${problem === undefined ? 'ok ' : 'RED'} ${name}`);
    if (problem !== undefined) problems.push(`${name}:\n${problem}`);
  }
  return problems;
};

const wanted = process.argv[2] ?? '';
const chosen = projects
  .map((project) => ({ ...project, toolchains: project.toolchains.filter(({ name }) => name.includes(wanted)) }))
  .filter(({ toolchains }) => toolchains.length > 0);
const work = mkdtempSync(join(tmpdir(), 'cognito-guard-toolchains-'));
try {
  await runOrThrow(['npm', 'pack', '--pack-destination', work, ...packed.map((name) => join(root, 'packages', name))]);
  const tarballs = globSync('*.tgz', { cwd: work }).map((file) => join(work, file));
  const problems: string[] = [];
  for (const project of chosen) problems.push(...(await testProject(project, tarballs, work)));
  report(problems, `${chosen.flatMap(({ toolchains }) => toolchains).length} toolchains.`);
} finally {
  rmSync(work, { recursive: true });
}

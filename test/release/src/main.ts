/**
 * A dry run of the release: publishes every package to a local registry, as npm would receive it. Then Node.js 20, 22 and
 * 24 install all packages from there into a blank folder and load every entry, and every example is installed from there
 * outside the repository and runs its tests. `npm run release:dry-run -- express` runs only
 * the examples whose name contains this text.
 */
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { report, root, runOrThrow } from '../../../scripts/run.ts';
import { installedNodes } from '../../runtimes/src/node.ts';
import { type Registry, startRegistry } from './registry.ts';

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly exports?: object;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

const readManifest = (path: string): Manifest => JSON.parse(readFileSync(path, 'utf8')) as Manifest;
const manifests = globSync(join(root, 'packages/*/package.json'))
  .map((path) => ({ folder: dirname(path), manifest: readManifest(path) }))
  .filter(({ manifest }) => manifest.private !== true);
const packageNames = manifests.map(({ manifest }) => manifest.name);
/** npm leaves optional peers to the user, and some entries load them. */
const peers = Object.entries(Object.assign({}, ...manifests.map(({ manifest }) => manifest.peerDependencies))).map(
  ([name, range]) => `${name}@${range}`,
);

const publishAll = async (work: string, registry: Registry): Promise<void> => {
  const packed = join(work, 'packed');
  mkdirSync(packed);
  writeFileSync(join(packed, '.npmrc'), registry.npmrc);
  const folders = manifests.map(({ folder }) => folder);
  await runOrThrow(['npm', 'pack', '--ignore-scripts', '--pack-destination', packed, ...folders]);
  // Provenance is a statement of the release workflow, which a local run cannot make.
  for (const tarball of globSync('*.tgz', { cwd: packed })) {
    await runOrThrow(['npm', 'publish', `./${tarball}`, '--provenance=false'], packed);
  }
};

const blankFolder = (work: string, name: string, registry: Registry): string => {
  const folder = join(work, name.replaceAll(' ', '-'));
  mkdirSync(folder);
  writeFileSync(join(folder, '.npmrc'), registry.npmrc);
  return folder;
};

/** Installs every package with one Node.js, and loads every entry. */
const installWith = async (name: string, node: string, work: string, registry: Registry): Promise<string> => {
  const folder = blankFolder(work, name, registry);
  const path = [dirname(node), process.env['PATH']].join(delimiter);
  const withNode = (command: readonly string[]): Promise<string> =>
    runOrThrow(['env', `PATH=${path}`, ...command], folder);
  await withNode(['npm', 'init', '-y']);
  await withNode(['npm', 'install', '--prefer-offline', ...packageNames, ...peers]);
  const script = fileURLToPath(new URL('load-entries.mjs', import.meta.url));
  const libraries = manifests.filter(({ manifest }) => manifest.exports !== undefined);
  const loaded = await withNode(['node', script, ...libraries.map(({ manifest }) => manifest.name)]);
  const version = await withNode(['npx', '--no-install', 'cognito-guard', '--version']);
  const sbom = await withNode(['npm', 'sbom', '--sbom-format', 'cyclonedx', '--omit', 'peer']);
  const { components } = JSON.parse(sbom) as { readonly components: readonly object[] };
  return `${loaded}, cognito-guard ${version.trim()}, ${components.length} components in the SBOM`;
};

/** The test runner that the repository gives its examples. */
const { devDependencies = {} } = readManifest(join(root, 'package.json'));
const testTools = ['vitest', 'typescript', '@types/node', 'yaml', 'fast-check'].map(
  (tool) => `${tool}@${devDependencies[tool]}`,
);

/** Examples whose sources the tests of another one import: `../../mcp-server/src/app.ts`. */
const neighboursOf = (source: string): readonly string[] =>
  globSync('test/**/*.ts', { cwd: source })
    .flatMap((path) => [...readFileSync(join(source, path), 'utf8').matchAll(/from '\.\.\/\.\.\/([\w-]+)\/src\//g)])
    .map(([, name = '']) => join(source, '..', name));

/** Copies an example into a folder outside the repository, and installs it. */
const installExample = async (source: string, parent: string, registry: Registry): Promise<string> => {
  const folder = blankFolder(parent, basename(source), registry);
  const isSource = (path: string): boolean =>
    !/[/\\](node_modules|dist|cdk\.out)([/\\]|$)/.test(path.slice(source.length));
  cpSync(source, folder, { recursive: true, filter: isSource });
  await runOrThrow(['npm', 'install', '--prefer-offline', '--save-dev', ...testTools], folder);
  return folder;
};

/** Installs an example outside the repository, and runs its tests. */
const testExample = async (source: string, parent: string, registry: Registry): Promise<string | undefined> => {
  try {
    for (const neighbour of new Set(neighboursOf(source))) await installExample(neighbour, parent, registry);
    const folder = await installExample(source, parent, registry);
    writeFileSync(join(folder, 'vitest.config.ts'), 'export default { test: { testTimeout: 30_000 } };\n');
    await runOrThrow(['npx', '--no-install', 'vitest', 'run', '--passWithNoTests'], folder);
    return undefined;
  } catch (error) {
    return String(error);
  }
};

const wanted = process.argv[2] ?? '';
const examples = globSync(join(root, 'examples/*/package.json'))
  .map((path) => dirname(path))
  .filter((folder) => basename(folder).includes(wanted))
  .sort();
const work = mkdtempSync(join(tmpdir(), 'release-dry-run-'));
const problems: string[] = [];
try {
  await using registry = await startRegistry(join(work, 'registry'));
  await publishAll(work, registry);
  console.log(`${manifests.length} packages are published to the local registry.`);
  for (const [name, node] of wanted === '' ? installedNodes() : []) {
    console.log(`${name}: ${await installWith(name, node, work, registry)}`);
  }
  for (const example of examples) {
    const parent = join(work, `examples-${basename(example)}`);
    mkdirSync(parent);
    const problem = await testExample(example, parent, registry);
    console.log(`${problem === undefined ? 'ok ' : 'RED'} examples/${basename(example)}`);
    if (problem !== undefined) problems.push(`examples/${basename(example)}:\n${problem}`);
    rmSync(parent, { recursive: true });
  }
  report(problems, `${examples.length} examples.`);
} finally {
  rmSync(work, { recursive: true });
}

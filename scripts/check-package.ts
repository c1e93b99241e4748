/**
 * Checks the published packages. It packs every public package, runs publint and attw on the tarballs, and installs all of
 * them in an empty folder outside the workspace. There it imports, type-checks and bundles them like a user, and
 * synthesizes every example with a CDK app.
 */
import { cpSync, existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, delimiter, dirname, join } from 'node:path';
import { type BuildResult, build } from 'esbuild';
import { report, root, run, runOrThrow } from './run.ts';
import { sizeBadge } from './size-badge.ts';

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly exports?: Readonly<Record<string, unknown>>;
  readonly bin?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

interface ForbiddenStrings {
  readonly strings: readonly string[];
  readonly reason: string;
}

interface Package {
  readonly manifest: Manifest;
  readonly folder: string;
  /** The entries that a user can import: `@cognito-guard/core`, `@cognito-guard/core/http`. */
  readonly entries: readonly string[];
  /** The commands that it installs, by name, with their files. */
  readonly commands: Readonly<Record<string, string>>;
}

type Bundle = BuildResult<{ metafile: true; write: false }>;

/** Limits of a minified bundle in KB: the target, and the upper bound above which the gate fails. See decision 0013. */
interface SizeLimit {
  readonly target: number;
  readonly bound: number;
}

/** Core with its two dependencies. A cold start parses every byte. */
const coreLimit: SizeLimit = { target: 50, bound: 63 };

/** A whole Lambda function. */
const authorizerLimit: SizeLimit = { target: 68, bound: 85.5 };
const authorizerProgram = `
import { restAuthorizer } from '@cognito-guard/authorizer';
import { createVerifier } from '@cognito-guard/core';
const { USER_POOL_ID: userPoolId, CLIENT_ID: clientId } = process.env;
export const handler = restAuthorizer(createVerifier({ userPoolId, clientId, tokenUse: 'access' }), {
  routes: [
    { method: 'GET', path: '/me' },
    { method: 'GET', path: '/orders/{id}', allScopes: ['orders/read'] },
    { method: '*', path: '/admin/*', anyGroup: ['admins'] },
  ],
});
`;

/**
 * Strings that a package's bundle must not contain, with the reason. A minified bundle has no comments, so a hit is code.
 * Another check covers undeclared dependencies of every package.
 */
const forbidden: Readonly<Record<string, ForbiddenStrings>> = {
  '@cognito-guard/core': {
    strings: ['@aws-sdk', 'express"', 'hono"', '@middy', 'process.env'],
    reason: 'core works on every host and reads no configuration except its options',
  },
  '@cognito-guard/express': {
    strings: ['@aws-sdk', 'hono', 'middy', 'process.env'],
    reason: 'an adapter imports only its own host',
  },
  '@cognito-guard/hono': {
    strings: ['@aws-sdk', 'express', 'middy', 'process.env'],
    reason: 'an adapter imports only its own host',
  },
  '@cognito-guard/fastify': {
    strings: ['@aws-sdk', 'express"', 'hono', 'middy', 'process.env'],
    reason: 'an adapter imports only its own host',
  },
  '@cognito-guard/middy': {
    strings: ['@aws-sdk', 'express', 'hono', 'process.env'],
    reason: 'an adapter imports only its own host',
  },
  '@cognito-guard/nest': {
    strings: ['@aws-sdk', 'express"', 'hono', 'middy', 'process.env'],
    reason: 'an adapter imports only its own host',
  },
  '@cognito-guard/authorizer': {
    strings: ['@aws-sdk', 'express"', 'hono', 'middy', 'process.env'],
    reason: 'an adapter imports only its own host',
  },
  '@cognito-guard/revocation-redis': {
    strings: ['@aws-sdk', 'aws-jwt-verify', '@redis/client', 'ioredis/built', 'process.env'],
    reason: 'a store receives its client from the user and bundles none',
  },
  '@cognito-guard/revocation-dynamodb': {
    strings: ['aws-jwt-verify', 'lru-cache', 'redis', 'process.env'],
    reason: 'the SDK is a peer dependency of the store',
  },
  '@cognito-guard/cdk': {
    strings: ['@aws-sdk', 'express"', 'hono"', '@middy'],
    reason: 'constructs read only their options, and deployed functions have their own entry',
  },
  '@cognito-guard/cli': {
    strings: ['@smithy/', 'express"', 'hono"', '@middy', 'process.env'],
    reason: 'a command reads its arguments and no hidden settings, and the AWS SDK is an optional peer dependency',
  },
  '@cognito-guard/local-sign-in': {
    strings: ['@aws-sdk', 'express"', '@middy', 'process.env'],
    reason: 'its options are its only configuration, and it needs no AWS',
  },
  '@cognito-guard/identity-pool': {
    strings: ['aws-jwt-verify', '@smithy/', 'express', 'hono', 'process.env'],
    reason: 'its input is a verified token, and the SDK is a peer dependency',
  },
  '@cognito-guard/testing': {
    strings: ['@aws-sdk', 'aws-jwt-verify', '@cognito-guard/core'],
    reason: 'tokens that the tested code creates would prove nothing',
  },
};

/**
 * Modules that a host's declarations import without installing them: Middy 7 imports an optional peer that requires the
 * AWS SDK. Users who check declaration files have the same problem with Middy alone.
 */
const missingOfHosts = `declare module '@aws/durable-execution-sdk-js' {
  export interface DurableContext {
    readonly lambdaContext: unknown;
  }
}
`;

/** The CDK's declarations do not compile with `exactOptionalPropertyTypes`, so its users cannot enable the option. */
const isOfCdk = (entry: string): boolean => entry.startsWith('@cognito-guard/cdk');

/** The type tests of custom claims use schemas of these libraries, which core has as devDependencies. */
const schemaLibraries = ['arktype', 'valibot', 'zod'] as const;

/** A user's compiler may be older than ours. */
const oldestTypeScript = '5.9.3';

const problems: string[] = [];
const readManifest = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;

const packages: readonly Package[] = globSync('packages/*/package.json', { cwd: root })
  .map((path) => join(root, path, '..'))
  .map((folder) => ({ folder, manifest: readManifest(folder) }))
  .filter(({ manifest }) => manifest.private !== true)
  .map(({ folder, manifest }) => ({
    folder,
    manifest,
    entries: Object.keys(manifest.exports ?? {})
      .filter((key) => !key.endsWith('.json'))
      .map((key) => manifest.name + key.slice(1)),
    commands: manifest.bin ?? {},
  }));
const entries = packages.flatMap((pack) => pack.entries);
const commandCount = packages.flatMap((pack) => Object.keys(pack.commands)).length;

/** Runs a check; its output becomes a problem if it fails. */
const check = async (what: string, command: readonly [string, ...string[]], cwd?: string): Promise<void> => {
  const { ok, output } = await run(command, cwd);
  if (!ok) problems.push(`${what}:\n${output}`);
};

/** Checks the installed files of a package. */
const checkFiles = ({ manifest, folder }: Package, installed: string): void => {
  const files = globSync('**/*', { cwd: installed }).map((path) => path.replaceAll('\\', '/'));
  for (const needed of ['README.md', 'LICENSE']) {
    if (!files.includes(needed))
      problems.push(`${manifest.name} ships no ${needed}. Put one next to its package.json.`);
  }
  for (const file of files.filter((path) => /\.test\b|\.bench\b|\.test-d\b|tsbuildinfo|^test\b/.test(path))) {
    problems.push(`${manifest.name} ships ${file}. Exclude it by "files" in its package.json.`);
  }
  for (const file of files.filter((path) => /^dist\/.*\.c?js$/.test(path))) {
    const source = join(folder, file.replace(/^dist\/(?:cjs\/)?/, 'src/').replace(/c?js$/, 'ts'));
    if (existsSync(source) || existsSync(`${source}x`)) continue;
    problems.push(
      `${manifest.name} ships ${file}, whose source does not exist. Delete its dist folder, then: npm run build -- --force`,
    );
  }
};

/** The Node.js executables: the one that runs this gate, and the machine's own if it is another. */
const nodes = (): readonly string[] => {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const theirs = (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => !folder.includes('node_modules'))
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
  return theirs === undefined ? [process.execPath] : [process.execPath, theirs];
};

const checkImports = async (consumer: string): Promise<void> => {
  const imports = entries.map((entry) => `import(${JSON.stringify(entry)})`).join(', ');
  writeFileSync(join(consumer, 'import-all.mjs'), `await Promise.all([${imports}]);\n`);
  for (const node of nodes()) await check(`Importing every entry with ${node}`, [node, 'import-all.mjs'], consumer);
};

/** Runs every command by npx and with every Node.js executable. */
const checkCommands = async (consumer: string): Promise<void> => {
  for (const { manifest, commands } of packages) {
    for (const [command, file] of Object.entries(commands)) {
      const path = join('node_modules', manifest.name, file);
      for (const start of [
        ['npx', '--loglevel=error', '--no-install', command],
        ...nodes().map((node) => [node, path]),
      ]) {
        const [program = '', ...args] = start;
        const { ok, output } = await run([program, ...args, '--version'], consumer);
        if (!ok || output !== manifest.version) {
          problems.push(`${start.join(' ')} --version does not print ${manifest.version} but:\n${output}`);
        }
      }
    }
  }
};

/**
 * Type-checks a small program and the packages' type tests, which import only `@cognito-guard/…` and so compile here too.
 * In contrast to the workspace, the compiler checks declaration files as well.
 */
const checkTypes = async (consumer: string): Promise<void> => {
  const importAll = (names: readonly string[]): string =>
    [
      ...names.map((name, index) => `import * as entry${index} from ${JSON.stringify(name)};\n`),
      `export const entries = [${names.map((_name, index) => `entry${index}`).join(', ')}];\n`,
    ].join('');
  writeFileSync(join(consumer, 'import-all.ts'), importAll(entries.filter((entry) => !isOfCdk(entry))));
  writeFileSync(join(consumer, 'import-cdk.ts'), importAll(entries.filter(isOfCdk)));
  for (const { folder, manifest } of packages) {
    // Type tests and their shared file keep their folders.
    for (const path of globSync(['test/**/*.test-d.ts', 'test/support/types.ts'], { cwd: folder })) {
      const copy = join(consumer, 'type-tests', manifest.name.replaceAll('/', '-'), path);
      mkdirSync(dirname(copy), { recursive: true });
      writeFileSync(copy, readFileSync(join(folder, path)));
    }
  }
  writeFileSync(join(consumer, 'missing-of-hosts.d.ts'), missingOfHosts);
  const resolutions = {
    nodenext: { module: 'nodenext' },
    bundler: { module: 'esnext', moduleResolution: 'bundler' },
  };
  for (const [resolution, options] of Object.entries(resolutions)) {
    const compilerOptions = {
      target: 'es2023',
      strict: true,
      allowImportingTsExtensions: true,
      experimentalDecorators: true,
      noEmit: true,
      types: ['node'],
      ...options,
    };
    const programs = {
      all: {
        compilerOptions: { ...compilerOptions, exactOptionalPropertyTypes: true },
        include: ['import-all.ts', 'missing-of-hosts.d.ts', 'type-tests'],
      },
      cdk: { compilerOptions, include: ['import-cdk.ts'] },
    };
    for (const [name, program] of Object.entries(programs)) {
      const config = join(consumer, `tsconfig.${name}.${resolution}.json`);
      writeFileSync(config, JSON.stringify(program));
      // Ours, and the consumer's own, which is the oldest that is supported.
      for (const compiler of ['tsc', join(consumer, 'node_modules/.bin/tsc')]) {
        const { output: version } = await run([compiler, '--version']);
        const what = `Types of ${name} under ${resolution} resolution, ${version}`;
        await check(what, [compiler, '-p', config, '--pretty', 'false']);
      }
    }
  }
};

/** The package of a bundled file: the part after the last node_modules. */
const packageOf = (path: string): string | undefined =>
  /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path.replaceAll('\\', '/'))?.[1];

/** The declared dependencies of a package, transitively, as npm has installed them. */
const declaredBy = (name: string, consumer: string, known: Set<string> = new Set()): ReadonlySet<string> => {
  const folder = join(consumer, 'node_modules', name);
  if (known.has(name) || !existsSync(join(folder, 'package.json'))) return known.add(name);
  known.add(name);
  const { dependencies, peerDependencies } = readManifest(folder);
  for (const other of Object.keys({ ...dependencies, ...peerDependencies })) declaredBy(other, consumer, known);
  return known;
};

/** Bundles entries without tree shaking: minified, for Node.js. */
const bundle = (names: readonly string[], resolveDir: string, external: readonly string[]): Promise<Bundle> =>
  bundleProgram(names.map((name, index) => `export * as e${index} from '${name}';`).join('\n'), resolveDir, external);

const bundleProgram = (contents: string, resolveDir: string, external: readonly string[]): Promise<Bundle> =>
  build({
    stdin: { contents, resolveDir },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    external: [...external],
    legalComments: 'none',
    metafile: true,
    write: false,
    logLevel: 'silent',
  });

const checkBundles = async (consumer: string): Promise<void> => {
  for (const { manifest, entries: packageEntries, commands } of packages) {
    const files = Object.values(commands).map((file) => join(consumer, 'node_modules', manifest.name, file));
    const own = [...packageEntries, ...files];
    const { outputFiles, metafile } = await bundle(own, consumer, Object.keys(manifest.peerDependencies ?? {}));
    const undeclared = new Set(Object.keys(metafile.inputs).map(packageOf));
    for (const name of [undefined, ...declaredBy(manifest.name, consumer)]) undeclared.delete(name);
    if (undeclared.size > 0) {
      problems.push(
        `${manifest.name} bundles undeclared packages: ${[...undeclared].join(', ')}. Declare or remove them.`,
      );
    }
    const rule = forbidden[manifest.name];
    if (rule === undefined) {
      problems.push(`${manifest.name} has no row in the table of forbidden strings in scripts/check-package.ts.`);
    }
    const text = outputFiles.map((file) => file.text).join('');
    for (const string of (rule?.strings ?? []).filter((candidate) => text.includes(candidate))) {
      problems.push(`The bundle of ${manifest.name} contains ${JSON.stringify(string)}: ${rule?.reason}.`);
    }
  }
};

/** Examples with a CDK app, and the pinned versions of the cdk command in their manifests. */
const cdkExamples = globSync('examples/*/cdk.json', { cwd: root }).map((path) => join(root, dirname(path)));
const cdkCommands = new Set(
  cdkExamples.map((folder) => `aws-cdk@${readManifest(folder).devDependencies?.['aws-cdk']}`),
);

/** Synthesizes a copy of every example with a CDK app by the pinned command, with the packed packages. */
const checkExamples = async (consumer: string): Promise<void> => {
  const context = ['-c', 'userPoolId=eu-west-1_AbC123xyz', '-c', 'clientId=web'];
  for (const folder of cdkExamples) {
    const copy = join(consumer, 'examples', basename(folder));
    const isSource = (path: string): boolean => !/^(?:node_modules|dist|cdk\.out)$/.test(basename(path));
    cpSync(folder, copy, { recursive: true, filter: isSource });
    await check(
      `cdk synth of ${basename(folder)}`,
      ['npx', '--no-install', 'cdk', 'synth', '--quiet', ...context],
      copy,
    );
    if (globSync('cdk.out/*.template.json', { cwd: copy }).length !== 1) {
      problems.push(`cdk synth of ${basename(folder)} wrote no template.`);
    }
  }
};

/** The front page shows the sizes as badges: `node scripts/check-package.ts --badges` draws them anew. */
const checkBadge = (file: string, drawn: string): void => {
  const path = join(root, 'docs/badges', file);
  if (process.argv.includes('--badges')) writeFileSync(path, drawn);
  else if (!existsSync(path) || readFileSync(path, 'utf8') !== drawn)
    problems.push(`docs/badges/${file} has another size: run "node scripts/check-package.ts --badges".`);
};

/** @returns The size, for the gate's last line. */
const checkSize = (what: string, { outputFiles }: Bundle, unit: number, { target, bound }: SizeLimit): string => {
  const kilobytes = outputFiles.reduce((sum, file) => sum + file.contents.length, 0) / unit;
  const met = kilobytes <= target ? 'met' : 'missed';
  const figure = `${what} ${kilobytes.toFixed(1)} KB minified (target ${target}: ${met}; at most ${bound})`;
  if (kilobytes > bound) problems.push(`Too large: ${figure}. Look for a dependency without tree shaking.`);
  checkBadge(`${what.replaceAll(' ', '-').toLowerCase()}.svg`, sizeBadge(what, kilobytes));
  return figure;
};

const checkSizes = async (consumer: string): Promise<string> =>
  [
    checkSize('core', await bundle(['@cognito-guard/core'], consumer, []), 1024, coreLimit),
    checkSize('REST authorizer', await bundleProgram(authorizerProgram, consumer, []), 1000, authorizerLimit),
  ].join(', ');

/** Installs the tarballs, their peers, and the types of a TypeScript user. */
const install = async (tarballs: readonly string[], consumer: string): Promise<void> => {
  mkdirSync(consumer);
  writeFileSync(join(consumer, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  const versions = { ...readManifest(root).devDependencies };
  for (const { manifest } of packages) {
    for (const peer of Object.keys(manifest.peerDependencies ?? {})) {
      const version = manifest.devDependencies?.[peer];
      if (version !== undefined) versions[peer] = version;
      else problems.push(`${manifest.name} has the peer ${peer} without a devDependency on it, so no test uses both.`);
    }
  }
  const peers = packages.flatMap(({ manifest }) => Object.keys(manifest.peerDependencies ?? {}));
  Object.assign(
    versions,
    packages.find(({ manifest }) => manifest.name === '@cognito-guard/core')?.manifest.devDependencies,
  );
  const extras = [...new Set([...peers, '@types/node', ...schemaLibraries])].map((name) => `${name}@${versions[name]}`);
  extras.push(`typescript@${oldestTypeScript}`, ...cdkCommands);
  await runOrThrow(['npm', 'install', '--prefer-offline', '--no-audit', '--no-fund', ...tarballs, ...extras], consumer);
};

/** @returns A summary of the checks. */
const checkAll = async (work: string): Promise<string> => {
  const consumer = join(work, 'consumer');
  await runOrThrow(['npm', 'pack', '--pack-destination', work, ...packages.map(({ folder }) => folder)]);
  const tarballs = globSync('*.tgz', { cwd: work }).map((file) => join(work, file));
  if (tarballs.length === 0 || tarballs.length !== packages.length) {
    throw new Error(`npm pack wrote ${tarballs.length} tarballs for ${packages.length} public packages.`);
  }
  for (const { manifest, entries: packageEntries } of packages) {
    const tarball = join(work, `${manifest.name.slice(1).replace('/', '-')}-${manifest.version}.tgz`);
    await check(`publint, ${basename(tarball)}`, ['publint', 'run', tarball, '--strict']);
    // A package with commands alone has no types to resolve.
    if (packageEntries.length === 0) continue;
    await check(`attw, ${basename(tarball)}`, ['attw', tarball, '--profile', 'strict', '--no-definitely-typed']);
  }
  await install(tarballs, consumer);
  for (const pack of packages) checkFiles(pack, join(consumer, 'node_modules', pack.manifest.name));
  await checkImports(consumer);
  await checkCommands(consumer);
  await checkTypes(consumer);
  await checkBundles(consumer);
  await checkExamples(consumer);
  const sizes = await checkSizes(consumer);
  return `${packages.length} packages, ${entries.length} entries, ${commandCount} command(s), ${cdkExamples.length} examples, ${sizes}`;
};

const work = mkdtempSync(join(tmpdir(), 'cognito-guard-'));
try {
  report(problems, await checkAll(work));
} catch (error) {
  // Earlier problems often explain why a step failed.
  report([...problems, String(error)], 'The check did not complete.');
} finally {
  rmSync(work, { recursive: true });
}

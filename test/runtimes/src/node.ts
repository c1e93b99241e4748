import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** The supported major versions. Each is a binary of the npm package `node`. */
const majors = [20, 22, 24] as const;

/** The path of a binary. The package `node` has none for some platforms, such as macOS on ARM. */
const binaryOf = (major: number): string => path(`../node/node_modules/node${major}/bin/node`);

/** @returns Name and binary of each installed Node.js. Throws in CI for a missing one. */
export const installedNodes = (): readonly (readonly [name: string, binary: string])[] =>
  majors.flatMap((major) => {
    const binary = binaryOf(major);
    if (existsSync(binary)) return [[`node ${major}`, binary] as const];
    if (process.env['CI']) throw new Error(`Node ${major} is not installed in test/runtimes/node.`);
    console.warn(`node ${major} is skipped: the npm package "node" has no binary for this platform.`);
    return [];
  });

/**
 * Compiles a server of this folder to JavaScript, because Node 20 does not load TypeScript. The bundle excludes packages:
 * each Node.js resolves the installed ones.
 *
 * @param entry - The server's file name.
 * @returns The path of the compiled file.
 */
export const compile = async (entry: string): Promise<string> => {
  const outfile = path(`../dist/${basename(entry, '.ts')}.js`);
  await build({
    entryPoints: [path(`./${entry}`)],
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    outfile,
  });
  return outfile;
};

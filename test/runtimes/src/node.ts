import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** The majors that the packages support. Each is a binary of the npm package `node`, as a user would run it. */
const majors = [20, 22, 24] as const;

/** Where a major's binary is. The package `node` has none for some platforms, such as macOS on ARM. */
const binaryOf = (major: number): string => path(`../node/node_modules/node${major}/bin/node`);

/** @returns Each installed Node, as its name and its binary. In CI a missing one is an error. */
export const installedNodes = (): readonly (readonly [name: string, binary: string])[] =>
  majors.flatMap((major) => {
    const binary = binaryOf(major);
    if (existsSync(binary)) return [[`node ${major}`, binary] as const];
    if (process.env['CI']) throw new Error(`Node ${major} is not installed in test/runtimes/node.`);
    console.warn(`node ${major} is left out: the npm package "node" has no binary for this platform.`);
    return [];
  });

/**
 * Compiles a server of this folder to JavaScript, which Node 20 needs. Packages stay outside: each Node resolves the
 * installed ones itself.
 *
 * @param entry - Its file name.
 * @returns The file to run.
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

import { fileURLToPath } from 'node:url';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { type BuildOptions, buildSync } from 'esbuild';

/**
 * A Lambda asset of one small file: a cold start reads and parses every byte of it.
 *
 * @param name - A file in `src`, without `.ts`. Its `handler` becomes `index.handler`.
 * @param options - What to build differently.
 */
export const bundle = (name: string, options: BuildOptions = {}): Code => {
  const folder = fileURLToPath(new URL(`../dist/${name}`, import.meta.url));
  buildSync({
    entryPoints: [fileURLToPath(new URL(`../src/${name}.ts`, import.meta.url))],
    outfile: `${folder}/index.mjs`,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    legalComments: 'none',
    ...options,
  });
  return Code.fromAsset(folder);
};

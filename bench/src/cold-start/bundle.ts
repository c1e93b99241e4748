import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/** A bundle, ready to deploy. */
export interface Bundle {
  readonly url: string;
  readonly kilobytes: number;
}

/**
 * Bundles a handler as the documentation recommends: a minified ES module for Node.js.
 *
 * @param name - The handler's module in this folder.
 * @param folder - The output folder.
 */
export const bundle = async (name: string, folder: string): Promise<Bundle> => {
  const outfile = join(folder, `${name}.mjs`);
  await build({
    entryPoints: [fileURLToPath(new URL(`./${name}.ts`, import.meta.url))],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    legalComments: 'none',
    logLevel: 'error',
  });
  return { url: pathToFileURL(outfile).href, kilobytes: (await stat(outfile)).size / 1_024 };
};

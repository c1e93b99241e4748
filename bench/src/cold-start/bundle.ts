import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/** A bundle as it would be deployed. */
export interface Bundle {
  readonly url: string;
  readonly kilobytes: number;
}

/**
 * Bundles a handler as our documentation advises: minified ES module, for Node.
 *
 * @param name - Of its module beside this one.
 * @param folder - Where the bundle is written.
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

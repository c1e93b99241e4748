import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { Miniflare } from 'miniflare';
import type { RunningApp } from './run-process.ts';

/** Bundles a Worker like wrangler. */
const bundle = async (entry: string): Promise<string> => {
  const { outputFiles, metafile } = await build({
    entryPoints: [fileURLToPath(new URL(entry, import.meta.url))],
    bundle: true,
    format: 'esm',
    platform: 'browser',
    conditions: ['workerd', 'worker', 'browser'],
    // Other files of the testing package import them; the bundle must not contain any.
    external: ['node:*'],
    metafile: true,
    write: false,
    outdir: 'dist',
  });
  // workerd rejects node:crypto's key objects, even if a flag lets a Worker import them.
  const builtins = Object.values(metafile.outputs).flatMap(({ imports }) => imports.map(({ path }) => path));
  if (builtins.length > 0) throw new Error(`The bundle for workerd imports ${builtins.join(', ')}.`);
  return outputFiles.map((file) => file.text).join('');
};

/**
 * Starts a Worker in workerd, the runtime of Cloudflare's Workers, without compatibility flags for Node.js.
 *
 * @param entry - The Worker's module, relative to this file.
 * @param env - The Worker's variables.
 */
export const runWorkerd = async (entry: string, env: object): Promise<RunningApp> => {
  const miniflare = new Miniflare({
    modules: true,
    script: await bundle(entry),
    compatibilityDate: '2026-07-30',
    bindings: { ...env },
    host: '127.0.0.1',
    port: 0,
    // Otherwise Miniflare sends a request to determine its location.
    cf: false,
  });
  const { origin } = await miniflare.ready;
  return { origin, [Symbol.asyncDispose]: () => miniflare.dispose() };
};

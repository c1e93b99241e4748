import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { Miniflare } from 'miniflare';
import type { RunningApp } from './run-process.ts';

/** Bundles a Worker for the edge, the way wrangler does. */
const bundle = async (entry: string): Promise<string> => {
  const { outputFiles, metafile } = await build({
    entryPoints: [fileURLToPath(new URL(entry, import.meta.url))],
    bundle: true,
    format: 'esm',
    platform: 'browser',
    conditions: ['workerd', 'worker', 'browser'],
    // The testing package imports them elsewhere; the bundle must not hold any.
    external: ['node:*'],
    metafile: true,
    write: false,
    outdir: 'dist',
  });
  // workerd refuses node:crypto's key objects, also where a flag lets a Worker import them.
  const builtins = Object.values(metafile.outputs).flatMap(({ imports }) => imports.map(({ path }) => path));
  if (builtins.length > 0) throw new Error(`The bundle for workerd imports ${builtins.join(', ')}.`);
  return outputFiles.map((file) => file.text).join('');
};

/**
 * Starts a Worker in workerd, the runtime of Cloudflare's Workers, with no compatibility flag for Node.
 *
 * @param entry - Its module, relative to this file.
 * @param env - Its variables.
 */
export const runWorkerd = async (entry: string, env: object): Promise<RunningApp> => {
  const miniflare = new Miniflare({
    modules: true,
    script: await bundle(entry),
    compatibilityDate: '2026-07-30',
    bindings: { ...env },
    host: '127.0.0.1',
    port: 0,
    // Otherwise Miniflare asks the network where it is.
    cf: false,
  });
  const { origin } = await miniflare.ready;
  return { origin, [Symbol.asyncDispose]: () => miniflare.dispose() };
};

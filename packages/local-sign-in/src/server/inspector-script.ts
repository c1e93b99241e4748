import { fileURLToPath } from 'node:url';

const pathOf = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/**
 * Bundles the script of the inspector's page. The build of this package writes the bundle in place of this function, so
 * that only tests from sources need esbuild.
 *
 * @returns JavaScript, one module without imports.
 */
export const inspectorScript = async (): Promise<string> => {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    entryPoints: [pathOf('../../src/inspector/page/local-pool.ts')],
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2023',
    minify: true,
    write: false,
    conditions: ['@cognito-guard/source', 'browser'],
    // Under the condition of the sources, core takes the runtime of Node.js.
    alias: { '#runtime': pathOf('../../../core/src/runtime/web.ts') },
  });
  return outputFiles[0]?.text ?? '';
};

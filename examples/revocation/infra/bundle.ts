import { fileURLToPath } from 'node:url';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { type BuildOptions, buildSync } from 'esbuild';

/** Bundles the function into one file. The Node 24 runtime includes the AWS SDK. */
export const bundle = (options: BuildOptions = {}): Code => {
  const folder = fileURLToPath(new URL('../dist/handler', import.meta.url));
  buildSync({
    entryPoints: [fileURLToPath(new URL('../src/handler.ts', import.meta.url))],
    outfile: `${folder}/index.mjs`,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    external: ['@aws-sdk/*'],
    legalComments: 'none',
    ...options,
  });
  return Code.fromAsset(folder);
};

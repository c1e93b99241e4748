/**
 * Writes the CommonJS build of a package next to its ES modules: `dist/cjs`, with declarations. Run it in the package's
 * folder after `tsc -b`.
 *
 * Jest and CommonJS TypeScript projects load it by the condition `require`. Node.js, bundlers and edge runtimes load the
 * ES modules.
 */
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';

type Target = string | { readonly [condition: string]: Target };

interface Manifest {
  readonly imports?: Readonly<Record<string, Target>>;
}

const output = 'dist/cjs';

/** `dist/cjs/package.json` is the nearest manifest of its files, so it repeats the package's `imports`. */
const targetBelowOutput = (target: Target): Target =>
  typeof target === 'string'
    ? target.replace('./dist/', './')
    : Object.fromEntries(
        Object.entries(target)
          .filter(([condition]) => condition !== '@cognito-guard/source')
          .map(([condition, inner]) => [condition, targetBelowOutput(inner)]),
      );

const { imports = {} } = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
const scripts = globSync('dist/**/*.js', { exclude: [`${output}/**`] });
await build({
  entryPoints: scripts,
  outdir: output,
  outbase: 'dist',
  format: 'cjs',
  platform: 'node',
  target: 'node20',
});

for (const path of globSync('dist/**/*.d.ts', { exclude: [`${output}/**`] })) {
  const copy = join(output, path.slice('dist/'.length));
  mkdirSync(dirname(copy), { recursive: true });
  writeFileSync(copy, readFileSync(path, 'utf8').replace(/^\/\/# sourceMappingURL=.*\n?/m, ''));
}
writeFileSync(
  join(output, 'package.json'),
  `${JSON.stringify({ type: 'commonjs', imports: targetBelowOutput(imports) }, undefined, 2)}\n`,
);

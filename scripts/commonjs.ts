/**
 * Writes the CommonJS build of a package beside its ES modules: `dist/cjs`, with declarations. Run in a package's folder,
 * after `tsc -b`.
 *
 * Jest and CommonJS TypeScript projects load it by the condition `require`. The extensions `.cjs` and `.d.cts` state the
 * format, so that the package's own `imports` apply.
 */
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';

const output = 'dist/cjs';
const write = (path: string, text: string): void => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
};

const scripts = globSync('dist/**/*.js', { exclude: [`${output}/**`] });
const { outputFiles } = await build({
  entryPoints: scripts,
  outdir: output,
  outbase: 'dist',
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  write: false,
});
for (const { path, text } of outputFiles) {
  write(path.replace(/\.js$/, '.cjs'), text.replace(/((?:require|import)\("\.{1,2}\/[^"]+)\.js"\)/g, '$1.cjs")'));
}

for (const path of globSync('dist/**/*.d.ts', { exclude: [`${output}/**`] })) {
  const text = readFileSync(path, 'utf8')
    .replace(/^\/\/# sourceMappingURL=.*\n?/m, '')
    .replace(/((?:from |import\()['"]\.{1,2}\/[^'"]+)\.[jt]sx?(['"])/g, '$1.cjs$2');
  write(join(output, path.slice('dist/'.length).replace(/\.d\.ts$/, '.d.cts')), text);
}

import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, runOrThrow } from '../../../scripts/run.ts';

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/**
 * Packs every public package.
 *
 * @param folder - Where the tarballs go.
 * @returns A function that makes an `npm install` command take the tarballs instead of the registry's packages.
 */
export const packAll = async (folder: string): Promise<(command: string) => string> => {
  const manifests = globSync('packages/*/package.json', { cwd: root })
    .map((path) => ({ path, manifest: JSON.parse(readFileSync(join(root, path), 'utf8')) as Manifest }))
    .filter(({ manifest }) => manifest.private !== true);
  const folders = manifests.map(({ path }) => join(root, path, '..'));
  await runOrThrow(['npm', 'pack', '--ignore-scripts', '--pack-destination', folder, ...folders]);

  const byName = new Map(manifests.map(({ manifest }) => [manifest.name, manifest]));
  const tarballOf = ({ name, version }: Manifest): string =>
    join(folder, `${name.slice(1).replace('/', '-')}-${version}.tgz`);
  /** The packages that these need of ours: they are not in the registry either. */
  const withDependencies = (names: readonly string[], known: Set<Manifest> = new Set()): ReadonlySet<Manifest> => {
    for (const name of names) {
      const manifest = byName.get(name);
      if (manifest === undefined || known.has(manifest)) continue;
      withDependencies(Object.keys(manifest.dependencies ?? {}), known.add(manifest));
    }
    return known;
  };

  const installPattern = /^npm install .*$/gm;
  return (command) =>
    command.replaceAll(installPattern, (line) => {
      const words = line.split(' ');
      const others = words.filter((word) => !byName.has(word));
      const tarballs = [...withDependencies(words)].map(tarballOf);
      return [...others, '--no-audit', '--no-fund', '--prefer-offline', ...tarballs].join(' ');
    });
};

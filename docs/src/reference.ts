/** The reference of the public API, from the TSDoc of the packages: one page for each entry of each package. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  Application,
  type CommentDisplayPart,
  type DeclarationReflection,
  type ProjectReflection,
  ReflectionKind,
  type TypeDocOptions,
} from 'typedoc';
import type { PluginOptions } from 'typedoc-plugin-markdown';
import { root } from './site.ts';

interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly exports: Readonly<Record<string, unknown>>;
}

/** The source of each entry of the published packages. Other packages re-export from core, so it is first. */
const entrySources = globSync('packages/*/package.json', { cwd: root })
  .sort((a, b) => Number(b.includes('/core/')) - Number(a.includes('/core/')) || (a < b ? -1 : 1))
  .flatMap((path) => {
    const manifest = JSON.parse(readFileSync(join(root, path), 'utf8')) as Manifest;
    if (manifest.private === true) return [];
    return Object.keys(manifest.exports)
      .filter((key) => !key.endsWith('.json') && key !== './internal')
      .map((key) => join(root, path, '..', 'src', `${key === '.' ? 'index' : key.slice(2)}.ts`));
  });

/** Renames the modules from their files to the entries that a program imports: `core/src/http` to `core/http`. */
const nameEntries = (project: ProjectReflection): void => {
  for (const module of project.children ?? []) module.name = module.name.replace('/src', '');
};

/** Resolves links to names that the linking file does not import. */
const resolveLinks = (project: ProjectReflection): void => {
  const declarations = new Map<string, DeclarationReflection>();
  for (const { children = [] } of project.children ?? []) {
    for (const child of children) if (!declarations.has(child.name)) declarations.set(child.name, child);
  }
  const resolve = (part: CommentDisplayPart): void => {
    if (part.kind !== 'inline-tag' || part.tag !== '@link' || part.target !== undefined) return;
    const target = declarations.get(part.text);
    if (target !== undefined) part.target = target;
  };
  for (const { comment } of project.getReflectionsByKind(ReflectionKind.All)) {
    for (const part of [...(comment?.summary ?? []), ...(comment?.blockTags ?? []).flatMap(({ content }) => content)]) {
      resolve(part);
    }
  }
};

const options: Partial<TypeDocOptions & PluginOptions> = {
  plugin: ['typedoc-plugin-markdown'],
  tsconfig: join(root, 'docs/tsconfig.reference.json'),
  entryPoints: entrySources,
  entryFileName: 'index',
  router: 'module',
  name: 'All entries',
  readme: 'none',
  logLevel: 'Warn',
  disableSources: true,
  excludeExternals: true,
  excludeInternal: true,
  excludePrivate: true,
  hideBreadcrumbs: true,
  hidePageHeader: true,
  useHTMLAnchors: true,
  classPropertiesFormat: 'table',
  interfacePropertiesFormat: 'table',
  parametersFormat: 'table',
  propertyMembersFormat: 'table',
  typeAliasPropertiesFormat: 'table',
  typeDeclarationFormat: 'table',
  tableColumnSettings: { hideModifiers: true },
};

/**
 * Writes the reference.
 *
 * @param folder - Replaced by the pages.
 * @throws Error if a source does not compile, or TSDoc names something that does not exist.
 */
export const writeReference = async (folder: string): Promise<void> => {
  const app = await Application.bootstrapWithPlugins({
    ...options,
    outputs: [{ name: 'markdown', path: folder }],
  });
  const project = await app.convert();
  if (project === undefined) throw new Error('The sources do not compile for the reference.');
  nameEntries(project);
  resolveLinks(project);
  app.validate(project);
  await app.generateOutputs(project);
  if (app.logger.hasErrors() || app.logger.hasWarnings()) throw new Error('TypeDoc reported the problems above.');
};

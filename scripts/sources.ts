import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';
import { root } from './run.ts';

/** A parsed source file. */
export interface Source {
  /** Relative to the repository's root, with forward slashes. */
  readonly path: string;
  /** The file's name without `.ts`. */
  readonly name: string;
  readonly text: string;
  /** The text without its comments. */
  readonly code: string;
  readonly comments: readonly string[];
  /** The modules that it imports or re-exports from, including types, in order. */
  readonly imports: readonly string[];
  /** Its exported names: `createVerifier`, `type Auth`. */
  readonly exports: readonly string[];
  /** True if it contains only `export { names } from '…'`. */
  readonly isDoor: boolean;
  /** Line numbers of each `any` and each `!`. */
  readonly untyped: readonly number[];
}

/** Parses TypeScript text. */
export const parseSource = (path: string, text: string): Source => {
  const { program, module, comments, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path} does not parse: ${errors[0]?.message}`);
  let code = text;
  for (const { start, end } of comments) {
    code = code.slice(0, start) + code.slice(start, end).replace(/[^\n]/g, ' ') + code.slice(end);
  }
  const lineOf = (offset: number): number => text.slice(0, offset).split('\n').length;
  const untyped: number[] = [];
  const note = ({ start }: { readonly start: number }): void => {
    untyped.push(lineOf(start));
  };
  new Visitor({ TSAnyKeyword: note, TSNonNullExpression: note }).visit(program);
  const entries = module.staticExports.flatMap((statement) => statement.entries);
  return {
    path,
    name: basename(path, '.ts'),
    text,
    code,
    comments: comments.map(({ value }) => value),
    imports: [
      ...module.staticImports.map(({ moduleRequest }) => moduleRequest.value),
      ...entries.flatMap(({ moduleRequest }) => moduleRequest?.value ?? []),
      // A module that is chosen at run time has no name here.
      ...module.dynamicImports
        .map(({ moduleRequest: { start, end } }) => text.slice(start, end))
        .filter((request) => /^['"`]/.test(request))
        .map((request) => request.slice(1, -1)),
    ],
    exports: entries.map(({ exportName, isType }) => `${isType ? 'type ' : ''}${exportName.name ?? '*'}`),
    isDoor:
      program.body.every(({ type }) => type === 'ExportNamedDeclaration') && entries.every((e) => e.moduleRequest),
    untyped,
  };
};

/** Reads source files. Throws if no file matches, because a rule without files always passes. */
export const readSources = (pattern: string): readonly Source[] => {
  const paths = globSync(pattern, { cwd: root, exclude: ['**/node_modules/**', '**/dist/**'] }).map((path) =>
    path.replaceAll('\\', '/'),
  );
  if (paths.length === 0) throw new Error(`No file matches ${pattern}.`);
  return paths.sort().map((path) => parseSource(path, readFileSync(join(root, path), 'utf8')));
};

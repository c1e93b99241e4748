/**
 * Checks the documentation. This gate type-checks every `ts` fence of the READMEs, the site's pages, ARCHITECTURE.md and the
 * TSDoc examples against the built packages. It compares quotations with their files, and looks up every file that the
 * root Markdown files name. CONTRIBUTING.md, "Snippets", has the conventions.
 */
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { anchorOf } from './anchors.ts';
import { misquotation, type Quotation, readQuotation } from './quotes.ts';
import { report, root, run } from './run.ts';

/** Names that a snippet may use without an import. A declaration in the snippet overrides the name. */
const prelude = `
import type { Auth, Verifier } from '@cognito-guard/core';
import type { Express, Request, RequestHandler, Response } from 'express';

declare global {
  const verifier: Verifier<'access'>;
  const auth: Auth<'access'>;
  const token: string;
  const app: Express;
  const req: Request;
  const res: Response;
  const handler: RequestHandler;
}
`;

const compilerOptions = {
  noEmit: true,
  target: 'es2023',
  module: 'nodenext',
  moduleDetection: 'force',
  types: ['node'],
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: true,
  experimentalDecorators: true,
  rewriteRelativeImportExtensions: true,
};

/** A `ts` fence of a Markdown file or a doc comment. */
interface Snippet {
  readonly document: string;
  /** Line number of the snippet's first line in the document, from 1. */
  readonly line: number;
  readonly code: string;
  /** The compiler's input file, relative to the temporary folder. */
  readonly path: string;
}

const problems: string[] = [];
let quotations = 0;
const read = (document: string): readonly string[] => readFileSync(join(root, document), 'utf8').split(/\r?\n/);

/** A fence starts after white space; in a doc comment, after ` * `. */
const fencePattern = /^(\s*(?:\* ?)?)```(\w*)/;
/** A snippet that starts with `// auth.ts` is that file for the other snippets of its document. */
const fileNamePattern = /^\/\/ ([\w-]+\.ts)\s*$/;

/** Compares a quotation with its file, which the compiler checks at its own place. */
const checkQuotation = (place: string, quotation: Quotation, quoted: string): void => {
  quotations++;
  const file = join(root, quotation.path);
  const problem = misquotation(quotation, quoted, existsSync(file) ? readFileSync(file, 'utf8') : undefined);
  if (problem !== undefined) problems.push(`${place} ${problem}`);
};

const snippetsOf = (document: string): readonly Snippet[] => {
  const snippets: Snippet[] = [];
  const lines = read(document);
  let open: { readonly prefix: string; readonly language: string; readonly start: number } | undefined;
  for (const [index, text] of lines.entries()) {
    const [, prefix = '', language = ''] = fencePattern.exec(text) ?? [];
    if (open === undefined && readQuotation(text) !== undefined && !fencePattern.test(lines[index + 1] ?? '')) {
      problems.push(`${document}:${index + 1} names a file to quote, but the next line is not a fence.`);
    }
    if (!fencePattern.test(text)) continue;
    if (open === undefined) {
      open = { prefix, language, start: index + 1 };
      continue;
    }
    const { prefix: margin, start } = open;
    const body = lines.slice(start, index).map((line) => line.slice(margin.length));
    const quotation = readQuotation(lines[start - 2]);
    if (quotation !== undefined) {
      checkQuotation(`${document}:${start}`, quotation, body.join('\n'));
    } else if (open.language === 'ts') {
      const name = fileNamePattern.exec(body[0] ?? '')?.[1] ?? `line-${start + 1}.ts`;
      const path = `${document.replace(/\W/g, '-')}/${name}`;
      snippets.push({ document, line: start + 1, code: body.join('\n'), path });
    } else if (/^(typescript|tsx|js|javascript)$/.test(open.language)) {
      problems.push(
        `${document}:${start} opens a "${open.language}" fence, which this gate does not compile. Write it as "ts".`,
      );
    }
    open = undefined;
  }
  if (open !== undefined) problems.push(`${document}:${open.start} opens a fence without an end.`);
  return snippets;
};

/** Reports `@example` tags without a fence: the compiler would not check them. */
const checkExamples = (source: string): void => {
  const lines = read(source);
  for (const [index, text] of lines.entries()) {
    if (!/^\s*(?:\/\*)?\*+ @example\b/.test(text)) continue;
    const length = lines.slice(index).findIndex((line) => line.includes('*/'));
    if (!lines.slice(index, index + length + 1).some((line) => line.includes('```ts'))) {
      problems.push(`${source}:${index + 1} has an @example without a \`\`\`ts fence.`);
    }
  }
};

/** Type-checks the snippets in a folder inside the repository, where the packages resolve as they do for a user. */
const compile = async (snippets: readonly Snippet[]): Promise<void> => {
  const folder = mkdtempSync(join(root, '.snippets-'));
  try {
    const bySnippetPath = new Map<string, Snippet>();
    for (const snippet of snippets) {
      const earlier = bySnippetPath.get(snippet.path);
      if (earlier !== undefined) {
        problems.push(`${snippet.document}:${snippet.line} names the same file as line ${earlier.line}. Rename one.`);
        continue;
      }
      bySnippetPath.set(snippet.path, snippet);
      mkdirSync(dirname(join(folder, snippet.path)), { recursive: true });
      writeFileSync(join(folder, snippet.path), snippet.code);
    }
    writeFileSync(join(folder, 'prelude.ts'), prelude);
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ compilerOptions, files: ['prelude.ts', ...bySnippetPath.keys()] }),
    );
    const { ok, output } = await run(['tsc', '-p', join(folder, 'tsconfig.json'), '--pretty', 'false']);
    if (ok) return;
    // Translates the compiler's temporary paths to the documents.
    const place = /^\S*?([^/\\\s]+[/\\][\w-]+\.ts)\((\d+),(\d+)\): /gm;
    const translated = output.replace(place, (whole, path: string, line: string, column: string) => {
      const snippet = bySnippetPath.get(path.replaceAll('\\', '/'));
      if (snippet === undefined) return `scripts/check-docs.ts, in the prelude: ${whole}`;
      return `${snippet.document}:${snippet.line + Number(line) - 1}:${column} `;
    });
    // One entry per error: the compiler indents continuation lines.
    problems.push(...translated.split(/\n(?=\S)/));
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const hasAnchor = (document: string, anchor: string): boolean =>
  read(document).some((line) => /^#+ /.test(line) && anchorOf(line.replace(/^#+ /, '').trim()) === anchor);

/** A code span that is a path in this repository. It may be a glob. */
const pathInText = /`((?:\.ci|\.changeset|\.github|bench|docs|examples|packages|scripts|test)\/[^\s`:]*)(?::\d+)?`/g;
const link = /\]\(([^)\s]+)\)/g;
/** A link to a file of the repository that also works on npm's pages. */
const absoluteLink = /^https:\/\/github\.com\/cognito-guard\/cognito-guard\/(?:blob|tree)\/main\//;

/** @returns The number of links and paths in the document. */
const checkLinks = (document: string): number => {
  let count = 0;
  let inFence = false;
  for (const [index, text] of read(document).entries()) {
    if (fencePattern.test(text)) inFence = !inFence;
    if (inFence) continue;
    const place = `${document}:${index + 1}`;
    for (const [, path = ''] of text.matchAll(pathInText)) {
      count++;
      if (globSync(path, { cwd: root }).length === 0) problems.push(`${place} names ${path}, which does not exist.`);
    }
    for (const [, target = ''] of text.matchAll(link)) {
      const isAbsolute = absoluteLink.test(target);
      if (/^[a-z]+:/i.test(target) && !isAbsolute) continue;
      count++;
      const [path = '', anchor] = target.replace(absoluteLink, '').split('#');
      const file = path === '' ? document : relative(root, join(root, isAbsolute ? '' : dirname(document), path));
      if (!existsSync(join(root, file))) problems.push(`${place} links to ${path}, which does not exist.`);
      else if (anchor !== undefined && !hasAnchor(file, anchor)) {
        problems.push(`${place} links to ${target}, but ${file} has no such heading.`);
      }
    }
  }
  return count;
};

const find = (...patterns: readonly string[]): readonly string[] =>
  globSync(patterns, { cwd: root }).map((path) => path.replaceAll('\\', '/'));

const sources = find('packages/*/src/**/*.{ts,tsx}');
for (const source of sources) checkExamples(source);

const pages = 'docs/{.,concepts,errors,guides,recipes,start}/*.md';
const documents = [...find('README.md', 'ARCHITECTURE.md', pages, 'packages/*/README.md'), ...sources];
const snippets = documents.flatMap(snippetsOf);
if (snippets.length === 0) problems.push('No ts fence found. Was a folder renamed?');
else await compile(snippets);

const linked = find('*.md', 'docs/{bench,decisions,fleet}/*.md', pages, 'packages/*/README.md').reduce(
  (sum, document) => sum + checkLinks(document),
  0,
);

report(problems, `${snippets.length} snippets, ${quotations} quotations, ${linked} links and paths`);

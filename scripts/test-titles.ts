import { readFileSync } from 'node:fs';
import { parseSync, Visitor } from 'oxc-parser';

/** The text of a literal, with `…` for each expression of a template. */
const textOf = (node: unknown): string | undefined => {
  const { type, value, quasis } = (node ?? {}) as {
    readonly type?: string;
    readonly value?: unknown;
    readonly quasis?: readonly { readonly value: { readonly raw: string } }[];
  };
  if (type === 'Literal' && typeof value === 'string') return value;
  return type === 'TemplateLiteral' ? quasis?.map(({ value: { raw } }) => raw).join('…') : undefined;
};

/**
 * Reads the titles of `test` and `describe` in a file, and the names of cases in a conformance table.
 *
 * @param path - A TypeScript file.
 */
export const testTitles = (path: string): ReadonlySet<string> => {
  const titles = new Set<string>();
  const { program } = parseSync(path, readFileSync(path, 'utf8'));
  const add = (node: unknown): void => {
    const text = textOf(node);
    if (text !== undefined) titles.add(text);
  };
  new Visitor({
    CallExpression: ({ arguments: [first] }) => add(first),
    Property: ({ key, value }) => {
      if (key.type === 'Identifier' && key.name === 'name') add(value);
    },
  }).visit(program);
  return titles;
};

/** The Markdown of each page beside its HTML, and `llms.txt` (https://llmstxt.org), which lists them. */
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Section } from './sidebar.ts';
import { root, staged } from './site.ts';

const list = ({ title, pages }: Section): string =>
  [`## ${title}`, '', ...pages.map((page) => `- [${page.title}](${page.place})`), ''].join('\n');

/** Writes the Markdown files, the pictures that they show, and `llms.txt` with relative links. */
export const writeForMachines = (outDir: string, sections: readonly Section[]): void => {
  const publicFolder = join(root, 'docs', staged, 'public');
  cpSync(join(root, 'docs', staged), outDir, { recursive: true, filter: (source) => source !== publicFolder });
  const head = [
    '# cognito-guard',
    '',
    '> Verifies Amazon Cognito tokens in TypeScript services: one verifier, with adapters for Express, Fastify, Hono,',
    '> NestJS, Middy, API Gateway and AppSync.',
    '',
    'Every page is Markdown. An error of the library has the address of its page in `error.docs`.',
    '',
  ].join('\n');
  writeFileSync(join(outDir, 'llms.txt'), [head, ...sections.map(list)].join('\n'));
};

/** Plain words: idioms that comments, test titles and Markdown files of the checked folders must not contain. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from './run.ts';
import { readSources } from './sources.ts';
import { testTitles } from './test-titles.ts';

/** Each idiom with an example that it must match, and the plain words for it. */
const idioms = [
  [/\b(?:no|some|every)body\b/i, 'nobody else waits for it', 'name the actor: the caller, no other request'],
  [/\bwhoever\b/i, 'whoever holds the token', 'name the actor'],
  [/\bwho (?:asks|calls)\b/i, 'only who asks gets it', 'the caller'],
  [/\bto be had\b/i, 'where no key is to be had', 'available'],
  [/\bgo(?:es)? on \w+ing\b/i, 'known answers go on counting', 'stays valid, continues to'],
  [/\bas (?:it|they) comes?\b/i, 'taken as it comes', 'unchanged'],
  [/\bstands? for\b/i, 'the name stands for the pool', 'is, means, is replaced by'],
  [/\b(?:trouble of ours|our trouble)\b/i, "our trouble, not the token's", 'a server error'],
  [/\b(?:hears?|means us)\b/i, 'the store hears of it', 'receives, names this verifier'],
  [/\btake[ns]? (?:[\w-]+ ){0,3}apart\b/i, 'takes a token apart', 'parses, decodes'],
  [/\bused least recently\b/i, 'what was used least recently goes first', 'evicts the least recently used entry'],
  [/what was given and what is expected/i, 'what was given and what is expected', 'the error class documents it'],
] as const;

const folders = [
  '{.,docs/{concepts,errors,guides,recipes,start}}',
  'docs',
  'bench',
  'examples/*',
  'packages/authorizer',
  'packages/cdk',
  'packages/cli',
  'packages/core',
  'packages/express',
  'packages/fastify',
  'packages/hono',
  'packages/identity-pool',
  'packages/middy',
  'packages/nest',
  'packages/revocation-dynamodb',
  'packages/revocation-redis',
  'packages/testing',
  'scripts',
  'test/{browsers,first-minutes,fleet,fuzz,mutation,runtimes,smoke,soak,toolchains}',
];

const textsIn = (folder: string): readonly (readonly [path: string, text: string])[] => [
  ...readSources(`${folder}/{,src/**/,test/**/,infra/**/}*.ts`).flatMap(({ path, comments }) => [
    ...comments.map((text) => [path, text] as const),
    ...[...testTitles(join(root, path))].map((text) => [path, text] as const),
  ]),
  ...globSync(`${folder}/*.md`, { cwd: root }).map((path) => [path, readFileSync(join(root, path), 'utf8')] as const),
];

test.each(idioms)('%s matches its example', (pattern, example) => {
  expect(example).toMatch(pattern);
});

describe.each(folders)('%s has plain words', (folder) => {
  const texts = textsIn(folder);

  test.each(idioms)('no %s', (pattern, _example, plain) => {
    const hits = texts.flatMap(([path, text]) => (pattern.test(text) ? [`${path}: ${text.match(pattern)?.[0]}`] : []));
    expect(hits, `Write: ${plain}.`).toEqual([]);
  });
});

/** The pictures of the documents are drawn from their texts: "npm test -- -u" draws them again. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { draw } from '../docs/src/pictures/draw.ts';
import { codeRules } from '../packages/core/src/errors/codes.ts';
import { root } from './run.ts';

const texts = globSync('docs/pictures/*.txt', { cwd: root })
  .map((path) => path.replaceAll('\\', '/'))
  .sort();

test('there are texts of pictures', () => {
  expect(texts.length).toBeGreaterThan(3);
});

test.each(texts)('the picture of %s is drawn from it', async (path) => {
  await expect(draw(readFileSync(join(root, path), 'utf8'))).toMatchFileSnapshot(
    join(root, path.replace(/txt$/, 'svg')),
  );
});

test('the way of a request has every error code but invalid_request, which only a sign-out route sends', () => {
  const text = readFileSync(join(root, 'docs/pictures/request.txt'), 'utf8');
  expect([...text.matchAll(/\b[a-z]+(?:_[a-z]+)+\b|\bforbidden\b/g)].map(String).sort()).toEqual(
    Object.keys(codeRules)
      .filter((code) => code !== 'invalid_request')
      .sort(),
  );
});

test('a text that is too wide for its place is an error', () => {
  expect(() => draw(`layers: Title\n> ${'wide '.repeat(20)}`)).toThrow(RangeError);
});

test('a picture of an unknown kind is an error', () => {
  expect(() => draw('cloud: Somewhere')).toThrow(TypeError);
});

import { describe, expect, test } from 'vitest';
import { misquotation, readQuotation } from './quotes.ts';

const path = 'examples/express-api/src/app.ts';
const source = ['import a from "a";', '', '// #region app', 'const b = a;', '', 'b();', '// #endregion', ''].join('\n');

describe('the line before a fence', () => {
  test.each([
    [`<!-- ${path} -->`, { path, region: undefined }],
    [`<!-- ${path}#app -->`, { path, region: 'app' }],
    [`  <!-- ${path} -->  `, { path, region: undefined }],
    ['<!-- app/[id]/route.ts -->', { path: 'app/[id]/route.ts', region: undefined }],
  ])('%j names the quoted file', (line, quotation) => {
    expect(readQuotation(line)).toEqual(quotation);
  });

  test.each(['', '<!-- a note -->', '<!-- app.ts -->', `See ${path}.`, undefined])('%j names no file', (line) => {
    expect(readQuotation(line)).toBeUndefined();
  });
});

describe('a quotation', () => {
  const whole = { path, region: undefined };
  const part = { path, region: 'app' };

  test('of a whole file or of a region is accepted if it is equal', () => {
    expect(misquotation(whole, source.trimEnd(), source)).toBeUndefined();
    expect(misquotation(part, 'const b = a;\n\nb();', source)).toBeUndefined();
    expect(misquotation(part, 'const b = a;\n\nb();', source.replaceAll('\n', '\r\n'))).toBeUndefined();
  });

  test.each([
    ['a changed line', 'const b = a;\n\nb(1);', /line 3 on.*\n {2}there: b\(\);\n {2}here: {2}b\(1\);/],
    ['a missing line', 'const b = a;\n', /line 3 on.*\n {2}there: b\(\);\n {2}here: {2}\(nothing\)/],
    ['an additional line', 'const b = a;\n\nb();\nb();', /line 4 on.*\n {2}there: \(nothing\)/],
    ['different white space', 'const b = a;\n\n b();', /line 3 on/],
  ])('with %s is reported', (_, quoted, message) => {
    expect(misquotation(part, quoted, source)).toMatch(message);
  });

  test('of a missing file or region is reported', () => {
    expect(misquotation(whole, 'a', undefined)).toBe(`quotes ${path}, which does not exist.`);
    expect(misquotation({ path, region: 'other' }, 'a', source)).toMatch(/the region other/);
    expect(misquotation(part, 'b();', '// #region app\nb();\n')).toMatch(/the region app/);
  });
});

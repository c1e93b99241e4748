import { bearer } from '@cognito-guard/core/http';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { requestOf, tokenIn, type Values } from '../support/token-reading.ts';

describe("the Authorization header in each host's format", () => {
  /** The formats in which hosts return several header lines. */
  const hosts: readonly (readonly [name: string, form: (lines: readonly string[]) => Values])[] = [
    ['a list of lines', (lines) => lines],
    ['joined by ", "', (lines) => lines.join(', ')],
    ['joined by ","', (lines) => lines.join(',')],
    ['joined by "; "', (lines) => lines.join('; ')],
    ['joined by ";"', (lines) => lines.join(';')],
  ];
  const jwt = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln';
  const twice = '400 multiple_tokens';
  const malformed = '400 malformed_credentials';

  const cases: readonly (readonly [name: string, lines: readonly string[], answer: string])[] = [
    ['one token', [`Bearer ${jwt}`], jwt],
    ['a scheme in lower case', [`bearer ${jwt}`], jwt],
    ['a scheme in upper case', [`BEARER ${jwt}`], jwt],
    ['a scheme in mixed case', [`bEaReR ${jwt}`], jwt],
    ['two spaces', [`Bearer  ${jwt}`], jwt],
    ['many spaces', [`Bearer      ${jwt}`], jwt],
    ['white space around it', [` \tBearer ${jwt} \t`], jwt],
    ['a token that is not a JWT', ['Bearer abc'], 'abc'],
    ['a tab for a space', [`Bearer\t${jwt}`], malformed],
    ['a space and a tab', [`Bearer \t${jwt}`], malformed],
    ['a no-break space', [`Bearer\u00a0${jwt}`], malformed],
    ['no token', ['Bearer'], malformed],
    ['spaces for a token', ['Bearer   '], malformed],
    ['two words', [`Bearer ${jwt} ${jwt}`], malformed],
    ['the scheme twice', [`Bearer Bearer ${jwt}`], malformed],
    ['the same token twice', [`Bearer ${jwt}`, `Bearer ${jwt}`], twice],
    ['two tokens', [`Bearer ${jwt}`, 'Bearer abc'], twice],
    ['three tokens', ['Bearer a', 'Bearer b', 'Bearer c'], twice],
    ['two tokens, schemes in different case', [`Bearer ${jwt}`, 'bearer abc'], twice],
    ['a token, then a scheme alone', [`Bearer ${jwt}`, 'Bearer'], twice],
    ['a scheme alone, then a token', ['Bearer', `Bearer ${jwt}`], twice],
    ['a token, then Basic', [`Bearer ${jwt}`, 'Basic dXNlcjpwYXNz'], twice],
    ['Basic, then a token', ['Basic dXNlcjpwYXNz', `Bearer ${jwt}`], twice],
    ['a token, then a bare JWT', [`Bearer ${jwt}`, jwt], twice],
    ['a bare JWT, then a token', [jwt, `Bearer ${jwt}`], twice],
    ['a token, then an empty line', [`Bearer ${jwt}`, ''], malformed],
    ['an empty line, then a token', ['', `Bearer ${jwt}`], malformed],
    ['a comma after the token', [`Bearer ${jwt},`], malformed],
    ['a token in quotes', [`Bearer "${jwt}"`], `"${jwt}"`],
    ['a quoted text with a comma for a token', ['Bearer "a, Bearer b"'], malformed],
    ['a quoted text, then a token', ['Bearer "a, b"', `Bearer ${jwt}`], twice],
    ['Digest, with a token in quotes', [`Digest username="a, Bearer ${jwt}", uri="/"`], 'none'],
    ['Digest, with an escaped quote', [`Digest username="a\\", Bearer ${jwt}", uri="/"`], 'none'],
    ['Digest, with a quote that is never closed, then a token', ['Digest username="a', `Bearer ${jwt}`], twice],
    ['Digest, with a backslash at its end, then a token', ['Digest username="a\\', `Bearer ${jwt}`], twice],
    ['Basic', ['Basic dXNlcjpwYXNz'], 'none'],
    ['Basic with a JWT', [`Basic ${jwt}`], 'none'],
    ['Basic twice', ['Basic dXNlcjpwYXNz', 'Basic dXNlcjpwYXNz'], 'none'],
    ['Digest, with its commas', ['Digest username="a", realm="bearer", nonce="n", uri="/"'], 'none'],
    [
      'AWS4, with its commas',
      [
        'AWS4-HMAC-SHA256 Credential=AKID/20260501/eu-west-1/execute-api/aws4_request, SignedHeaders=host;x-amz-date, Signature=abc',
      ],
      'none',
    ],
    ['DPoP', [`DPoP ${jwt}`], 'none'],
    ['a bare JWT', [jwt], malformed],
    ['two bare JWTs', [jwt, jwt], twice],
    ['a bare JWT, unsigned', [jwt.replace('c2ln', '')], malformed],
    ['Basic, then a bare JWT', ['Basic dXNlcjpwYXNz', jwt], twice],
    ['a JWT as a parameter of another scheme', [`Custom id=1, token=${jwt}`], 'none'],
    ['a longer scheme', [`BearerToken ${jwt}`], 'none'],
    ['a scheme glued to its token', [`Bearer${jwt}`], 'none'],
    ['a scheme with a colon', [`Bearer: ${jwt}`], 'none'],
    ['a scheme with an equals sign', [`Bearer=${jwt}`], 'none'],
    ['a shorter scheme', [`Bear ${jwt}`], 'none'],
    ['an empty value', [''], 'none'],
    ['white space only', [' \t '], 'none'],
  ];

  test.each(
    hosts.flatMap(([host, form]) => cases.map(([name, lines, answer]) => [host, name, form(lines), answer] as const)),
  )('%s, %s: %j is %s', (_host, _name, authorization, answer) => {
    expect(tokenIn(requestOf({ authorization }), bearer())).toBe(answer);
  });

  test.each<[string, Values]>([
    ['no header', undefined],
    ['no lines', []],
  ])('a header value of type %s contains no token', (_, authorization) => {
    expect(tokenIn(requestOf({ authorization }), bearer())).toBe('none');
  });

  test("arbitrary header values give the same result in each host's format: a token, none, or a refusal", () => {
    const piece = fc.constantFrom(
      'Bearer',
      'bearer ',
      ' ',
      '\t',
      ',',
      ';',
      ', ',
      'abc',
      jwt,
      'Basic ',
      '=',
      '"',
      '\\',
      '\u00a0',
      '\n',
    );
    const line = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(''));
    const seen = new Set<string>();
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 3 }), (lines) => {
        // A list and its joined text in Fetch are the same header. Two lines never combine into one token.
        const answer = tokenIn(requestOf({ authorization: lines }), bearer());
        expect(tokenIn(requestOf({ authorization: lines.join(', ') }), bearer())).toBe(answer);
        if (!['none', malformed, twice].includes(answer)) {
          expect(lines).toHaveLength(1);
          expect(lines[0]).toContain(answer);
          expect(answer).not.toMatch(/[ \t,;]/);
          seen.add('token');
        } else seen.add(answer);
      }),
      { numRuns: 3_000 },
    );
    expect([...seen].sort()).toEqual(['400 malformed_credentials', '400 multiple_tokens', 'none', 'token']);
  });
});

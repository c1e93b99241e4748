import { createVerifier } from '@cognito-guard/core';
import { albAccessToken, amplifyCookie, bearer, cookie, query, webSocketProtocol } from '@cognito-guard/core/http';
import { describe, expect, test } from 'vitest';
import { authenticatorOf, newStore } from '../support/authenticating.ts';
import { goodPool } from '../support/option-mistakes.ts';

const verifier = createVerifier(goodPool);

/** The error message of authenticate for options that the types do not allow. */
const mistakeIn = (...given: readonly [by: unknown, options: unknown]): string => {
  try {
    newStore().authenticator(...(given as readonly [typeof verifier, { optional?: boolean }]));
  } catch (error) {
    if (error instanceof TypeError) return error.message;
    throw error;
  }
  throw new Error('authenticate accepted this.');
};

describe('an invalid option of authenticate throws a TypeError with the option, its value and the expectation', () => {
  test.each<[option: string, shown: string, given: unknown, expected: string]>([
    ...(
      [
        ['undefined', undefined],
        ['null', null],
        ['""', ''],
        ['"bearer"', 'bearer'],
        ['[]', []],
        ['the RegExp /x/', /x/],
      ] as const
    ).map(([shown, given]): [string, string, unknown, string] => ['token', shown, given, 'a ']),
    ['token', 'undefined', [bearer(), undefined], 'a function'],
    ['token', '"session"', [bearer(), 'session'], 'a function'],
    ...([undefined, null, 0, 1] as const).map((given): [string, string, unknown, string] => [
      'optional',
      String(given),
      given,
      'true or false',
    ]),
    ['optional', '"true"', 'true', 'true or false'],
    ['realm', 'undefined', undefined, 'a non-empty string of printable ASCII'],
    ['realm', 'null', null, 'a non-empty string of printable ASCII'],
    ['realm', '""', '', 'a non-empty string of printable ASCII'],
    ['realm', '5', 5, 'a non-empty string of printable ASCII'],
    ['realm', '"caf\u00e9"', 'caf\u00e9', 'a non-empty string of printable ASCII'],
    ['realm', String.raw`"a\r\nSet-Cookie: x=1"`, 'a\r\nSet-Cookie: x=1', 'a non-empty string of printable ASCII'],
    ['realm', String.raw`"a\n"`, 'a\n', 'a non-empty string of printable ASCII'],
    ['realm', '["orders"]', ['orders'], 'a non-empty string of printable ASCII'],
    ['resourceMetadata', 'undefined', undefined, 'an https: URL'],
    ['resourceMetadata', '""', '', 'an https: URL'],
    ['resourceMetadata', '"/.well-known/x"', '/.well-known/x', 'an https: URL'],
    ['resourceMetadata', '"http://example.com/x"', 'http://example.com/x', 'an https: URL'],
    ['challengeScopes', 'undefined', undefined, 'a non-empty array of scopes'],
    ['challengeScopes', '"orders/write"', 'orders/write', 'a non-empty array of scopes'],
    ['challengeScopes', '[]', [], 'a non-empty array of scopes'],
    ['challengeScopes', '["orders/read orders/write"]', ['orders/read orders/write'], 'a non-empty array of scopes'],
  ])('%s: %s is refused', (option, shown, given, expected) => {
    const message = mistakeIn(verifier, { [option]: given });
    expect(message).toContain(`authenticate: ${option} must be ${expected}`);
    expect(message).toContain(`got ${shown}.`);
  });

  test.each<[string, unknown]>([
    ['null', null],
    ['"optional"', 'optional'],
    ['[]', []],
    ['a function', bearer()],
  ])('options that are %s are refused', (shown, options) => {
    const message = mistakeIn(verifier, options);
    expect(message).toContain('authenticate: options must be an object with token, optional, realm');
    expect(message).toContain(`got ${shown}.`);
  });

  test.each(['Optional', 'required', 'tokens', 'scope'])('an unknown option %s is refused', (name) => {
    const message = mistakeIn(verifier, { [name]: true });
    expect(message).toContain(`authenticate: options has no option "${name}"; its options are token, optional, realm`);
  });

  test.each<[string, unknown]>([
    ['undefined', undefined],
    ['null', null],
    ['{}', {}],
    ['"eu-west-1_AbC123xyz"', goodPool.userPoolId],
    [JSON.stringify(goodPool), goodPool],
  ])('a verifier that is %s is refused', (shown, by) => {
    const message = mistakeIn(by, {});
    expect(message).toContain('authenticate: verifier must be made by createVerifier()');
    expect(message).toContain(`got ${shown}.`);
  });

  test.each([
    ['bearer()', bearer],
    ["cookie('session')", [bearer(), cookie]],
    ["query('access_token')", query],
    ['webSocketProtocol()', webSocketProtocol],
    ['albAccessToken()', albAccessToken],
    ["amplifyCookie({ clientId: '1example23456789' })", amplifyCookie],
  ])('a token source that was not called is refused: %s', (call, token) => {
    expect(mistakeIn(verifier, { token })).toContain(
      `authenticate: token must be the result of a call, such as ${call}; got the function itself.`,
    );
  });

  test.each([
    ['bearer', 'bearer()'],
    ['cookie', "cookie('session')"],
    ['query', "query('access_token')"],
    ['session', "cookie('session')"],
  ])('the text "%s" as a token source is refused, and the message suggests the call', (token, call) => {
    const message = mistakeIn(verifier, { token: [bearer(), token] });
    expect(message).toMatch(
      /^authenticate: token must be a function that reads the token, such as bearer\(\) returns; /,
    );
    expect(message).toContain(`got "${token}". Did you mean ${call}?`);
  });

  test('for an undefined verifier, the message suggests a wrong import, not an environment variable', () => {
    const hint = 'Is it exported under another name, or is an import circular?';
    expect(mistakeIn(undefined, {})).toBe(
      `authenticate: verifier must be made by createVerifier(); got undefined. ${hint}`,
    );
  });

  test('for a verifier that was not awaited, the message suggests await', () => {
    expect(mistakeIn(Promise.resolve(verifier), {})).toBe(
      'authenticate: verifier must be made by createVerifier(); got a Promise. Is an await missing?',
    );
  });

  test('for the options of a verifier, the message suggests createVerifier', () => {
    expect(mistakeIn({ userPoolId: 'eu-west-1_AbC123xyz' }, {})).toBe(
      'authenticate: verifier must be made by createVerifier(); got {"userPoolId":"eu-west-1_AbC123xyz"}. Pass these options to createVerifier first.',
    );
  });

  test('for authenticate mounted without its call, the message suggests the call and shows nothing of the request', () => {
    const message = mistakeIn(new Request('https://api.test', { headers: { 'x-secret': 'zq7x' } }), new Response());
    const hint = 'Is authenticate itself mounted where authenticate(verifier) belongs?';
    expect(message).toBe(
      `authenticate: verifier must be made by createVerifier(); got an instance of Request. ${hint}`,
    );
  });

  test('a list of token sources with a hole is refused', () => {
    expect(mistakeIn(verifier, { token: new Array(1) })).toContain('authenticate: token must be ');
  });
});

test('for the text of an environment variable as a flag, the message suggests the comparison', () => {
  expect(mistakeIn(verifier, { optional: 'true' })).toBe(
    'authenticate: optional must be true or false; got "true". Is it the text of an environment variable? Pass text === \'true\'.',
  );
});

test('changing the options object after authenticate was called has no effect', async () => {
  const sources = [bearer()];
  const options: { token: (typeof sources)[number][]; optional: boolean } = { token: sources, optional: true };
  const authenticate = authenticatorOf(newStore(), verifier, options);
  sources.pop();
  options.optional = false;
  const request = { header: () => undefined, query: () => undefined };
  expect(await authenticate({}, request)).toBeNull();
  const twice = { header: () => 'Bearer a, Bearer b', query: () => undefined };
  await expect(authenticate({}, twice)).rejects.toMatchObject({ code: 'multiple_tokens', status: 400 });
});

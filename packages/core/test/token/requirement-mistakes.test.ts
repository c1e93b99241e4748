import { createVerifier, type Requirements } from '@cognito-guard/core';
import { compileRequirements } from '@cognito-guard/core/http';
import { createTestPool } from '@cognito-guard/testing';
import { describe, expect, test } from 'vitest';

/** The TypeError's message; any other outcome, success included, fails the test. */
const mistakeIn = (requirements: unknown): string => {
  try {
    compileRequirements(requirements as Requirements);
  } catch (error) {
    if (error instanceof TypeError) return error.message;
    throw error;
  }
  throw new Error('These requirements were accepted.');
};

const lists = ['allScopes', 'anyScope', 'allGroups', 'anyGroup'] as const;
const scopeLists = ['allScopes', 'anyScope'] as const;

describe('an invalid requirement throws at construction', () => {
  const neverGood: readonly (readonly [shown: string, given: unknown])[] = [
    ['undefined', undefined],
    ['null', null],
    ['""', ''],
    ['"admins"', 'admins'],
    ['[]', []],
    ['[""]', ['']],
    ['["a", ""]', ['a', '']],
    ['["a", undefined]', ['a', undefined]],
    ['[5]', [5]],
    ['[["a"]]', [['a']]],
    ['[the RegExp /a/]', [/a/]],
    ['the RegExp /a/', /a/],
    ['true', true],
    ['{}', {}],
    ['an instance of Set', new Set(['a'])],
  ];

  test.each(lists.flatMap((name) => neverGood.map(([shown, given]) => [name, shown, given] as const)))(
    '%s: %s',
    (name, shown, given) => {
      // Beside a valid requirement, so that only the invalid one can be refused.
      const message = mistakeIn({ check: () => true, [name]: given });
      expect(message).toContain(`requirements.${name} must be a non-empty array of non-empty strings`);
      expect(message).toContain(`got ${shown}.`);
    },
  );

  test.each(lists)('%s: a list with a hole', (name) => {
    expect(mistakeIn({ [name]: new Array(1) })).toContain(`requirements.${name} must be `);
  });

  const unspeakable = [
    'orders read',
    ' read',
    'read\t',
    'a"b',
    'a\\b',
    'a\r\nSet-Cookie: x',
    'caf\u00e9',
    '\u0000',
    'a\u007f',
  ];
  test.each(scopeLists.flatMap((name) => unspeakable.map((scope) => [name, scope] as const)))(
    '%s: a scope that no token can have, such as %j',
    (name, scope) => {
      const message = mistakeIn({ [name]: ['orders/read', scope] });
      expect(message).toContain(
        `requirements.${name} must be an array of scopes without spaces, quotes or backslashes`,
      );
      expect(message).toContain(`got ${JSON.stringify(scope)}.`);
    },
  );

  test.each<[string, unknown]>([
    ['undefined', undefined],
    ['null', null],
    ['true', true],
    ['false', false],
    ['"admin"', 'admin'],
    ['{}', {}],
    ['an async function', async () => true],
    ['an async function', async (): Promise<boolean> => Promise.reject(new Error('never called'))],
  ])('check: %s', (shown, check) => {
    const message = mistakeIn({ allScopes: ['a'], check });
    expect(message).toContain('requirements.check must be a synchronous function that returns true or false');
    expect(message).toContain(`got ${shown}.`);
  });

  test.each([undefined, null, '', 'admins', [], ['admins'], 5, true, () => true])(
    'requirements that are %o',
    (given) => {
      expect(mistakeIn(given)).toMatch(/^requirements/);
    },
  );

  test.each([{}, /x/, new Map(), Object.create({ anyGroup: ['admins'] })])(
    'requirements without a requirement: %o',
    (given) => {
      expect(mistakeIn(given)).toMatch(
        /^requirements must be an object with (at least one of )?allScopes, anyScope, allGroups, anyGroup, check/,
      );
    },
  );

  test.each([
    [[undefined], true],
    [['admins', ''], true],
    [[5], false],
    [[], false],
  ])('the list %j hints at an unset environment variable: %j', (anyGroup, isHinted) => {
    expect(mistakeIn({ anyGroup }).endsWith(' Is an environment variable unset?')).toBe(isHinted);
  });

  test.each(['maxAge', 'max_age', 'maxAgeSeconds'])('%s leads to maxAuthAgeSeconds', (name) => {
    expect(mistakeIn({ [name]: 300 })).toMatch(/ Did you mean maxAuthAgeSeconds\?$/);
  });

  test('a request instead of requirements: authorize was mounted without its call', () => {
    const message = mistakeIn(Object.assign(new Request('https://api.test'), { secret: 'zq7x' }));
    const hint = 'Is a function passed where its call belongs?';
    expect(message).toMatch(/^requirements must be an object with allScopes/);
    expect(message).toContain(`got an instance of Request. ${hint}`);
    expect(message).not.toContain('zq7x');
  });

  test.each(['scopes', 'anyscope', 'groups', 'allScope', 'revoked'])('an unknown requirement %s', (name) => {
    const message = mistakeIn({ allScopes: ['a'], [name]: ['a'] });
    expect(message).toContain(`requirements has no option "${name}"`);
    expect(message).toContain('its options are allScopes, anyScope, allGroups, anyGroup, check');
  });
});

test('verify refuses invalid requirements even for a good token', async () => {
  const pool = await createTestPool();
  const verifier = createVerifier({ ...pool.options, tokenUse: 'access' });
  for (const mistake of [{}, { allScopes: [] }, { anyGroup: undefined }, null, []]) {
    await expect(verifier.verify(pool.accessToken(), mistake as Requirements)).rejects.toThrow(TypeError);
  }
});

test('group names may contain characters that scopes may not', () => {
  expect(() => compileRequirements({ anyGroup: ['équipe A', 'a"b', 'Ops '] })).not.toThrow();
});

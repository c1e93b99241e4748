/** Every small table, every token and every small request: cases that random tables could miss. */
import type { RouteRule } from '@cognito-guard/authorizer';
import { describe, expect, test } from 'vitest';
import { type Authorizer, arnOf, type Visit } from './support/gateway-model.ts';
import { type ApiKind, expectationOf } from './support/oracle.ts';
import { readerFor } from './support/policy-reader.ts';
import { createWorld, makeAuthorizer } from './support/rule-sets.ts';

const { verifier, everyone } = await createWorld();

/** The share of tables of three routes that are tried, one in this number; 1 for all of them, which takes minutes. */
const stride = Number(process.env['AUTHORIZER_STRIDE'] ?? 16);

const lasts = ['a', '{p}', '{proxy+}'];
const inner = ['a', '{p}'];
const paths = [
  ...lasts,
  ...inner.flatMap((first) => lasts.map((last) => `${first}/${last}`)),
  ...inner.flatMap((first) => inner.flatMap((second) => lasts.map((last) => `${first}/${second}/${last}`))),
].map((path) => `/${path}`);
const shapes = paths.flatMap((path) => (['GET', '*'] as const).map((method) => ({ method, path })));
const rules = [{}, { anyGroup: ['staff'] }, { anyGroup: ['admins'] }];
/** The users with one scope, for each set of groups. */
const tokens = everyone.filter(({ scopes }) => scopes.length === 0);

const words = ['a', 'b'];
const deeper = (shorter: readonly string[]): readonly string[] =>
  shorter.flatMap((path) => words.map((word) => `${path}/${word}`));
const depths = [1, 2, 3].reduce((all) => [...all, deeper(all.at(-1) ?? [])], [deeper([''])]);
const visits: readonly Visit[] = depths
  .flat()
  .flatMap((path) => ['GET', 'POST', 'TRACE'].map((method) => ({ method, path })));
const arns = visits.map(arnOf);

type Shape = (typeof shapes)[number];

/** Tables of this many routes, each set of them once. */
function* setsOf(count: number, from = 0): Generator<readonly Shape[]> {
  if (count === 0) yield [];
  else
    for (let index = from; index < shapes.length; index += 1) {
      const shape = shapes[index];
      if (shape !== undefined) for (const rest of setsOf(count - 1, index + 1)) yield [shape, ...rest];
    }
}

/** Swapping the two groups changes nothing, so the group that is named first is always the first. */
const assignments = (count: number): readonly (readonly number[])[] =>
  Array.from({ length: 3 ** count }, (_, code) =>
    Array.from({ length: count }, (_, index) => Math.floor(code / 3 ** index) % 3),
  ).filter((chosen) => chosen.find((rule) => rule > 0) !== 2);

/** Answers by document, because many tables make the same one. */
const answers = new Map<string, readonly boolean[]>();
const answersOf = async (authorizer: Authorizer, token: string): Promise<readonly boolean[]> => {
  const policy = await authorizer(token, { method: 'GET', path: '/a' });
  const key = JSON.stringify(policy);
  const known = answers.get(key);
  if (known !== undefined) return known;
  const reader = readerFor(policy);
  const fresh = arns.map(reader);
  if (answers.size > 100_000) answers.clear();
  answers.set(key, fresh);
  return fresh;
};

interface Count {
  tables: number;
  refused: number;
  cases: number;
  readonly leaks: string[];
  readonly losses: string[];
}

const check = async (api: ApiKind, routes: readonly RouteRule[], count: Count): Promise<void> => {
  count.tables += 1;
  let authorizer: Authorizer;
  try {
    authorizer = makeAuthorizer(verifier, api, { routes, maxPolicyBytes: 2 ** 16 });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    count.refused += 1;
    return;
  }
  const expectations = visits.map((visit) => expectationOf(api, routes, 'deny', visit));
  for (const user of tokens) {
    const given = await answersOf(authorizer, user.token);
    for (const [index, visit] of visits.entries()) {
      count.cases += 1;
      const right = expectations[index]?.(user);
      const isAllowed = given[index] === true;
      const what = (): string => `${JSON.stringify(routes)} ${user.groups} ${visit.method} ${visit.path}`;
      if (isAllowed && right === 'denied') count.leaks.push(what());
      if (!isAllowed && right === 'allowed') count.losses.push(what());
    }
  }
};

describe.each(['REST', 'HTTP'] as const)('%s APIs', (api) => {
  test.each([
    [1, 1],
    [2, 1],
    [3, stride],
  ])(
    'every table of %i routes, one in %i, allows no denied request and denies no allowed one',
    { timeout: 3_600_000 },
    async (size, step) => {
      const count: Count = { tables: 0, refused: 0, cases: 0, leaks: [], losses: [] };
      let position = 0;
      for (const set of setsOf(size)) {
        for (const chosen of assignments(size)) {
          position += 1;
          if (position % step === 0) {
            const routes = set.map((shape, index) => ({ ...shape, ...rules[chosen[index] ?? 0] }));
            await check(api, routes, count);
          }
        }
      }
      const { tables, refused, cases, leaks, losses } = count;
      console.info(
        `${api}, ${size} routes, one in ${step}: ${tables} tables (${refused} refused), ${cases} cases, ${leaks.length} leaks.`,
      );
      expect({ leaks: leaks.slice(0, 5), losses: losses.slice(0, 5) }).toEqual({ leaks: [], losses: [] });
      expect(cases).toBeGreaterThan(0);
    },
  );
});

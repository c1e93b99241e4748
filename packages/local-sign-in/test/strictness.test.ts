/** Wrong requests, each with the answer that Cognito's documentation gives, or with a note that it gives none. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { logoutRows, revokeRows, userInfoRows } from './strictness/app-rows.ts';
import { authorizeRows } from './strictness/authorize-rows.ts';
import { loginRows } from './strictness/login-rows.ts';
import type { Parameters, Row } from './strictness/row.ts';
import { tokenRows } from './strictness/token-rows.ts';
import { openWorld, type State, states } from './strictness/world.ts';
import type { TestedPool } from './support/pool.ts';

let pool: TestedPool;
beforeAll(async () => {
  pool = await openWorld();
});
afterAll(() => pool.local.close());

const fill = (text: string, { values }: State): string =>
  text.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? `{${name}}`);

const encode = (parameters: Parameters, state: State): URLSearchParams => {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    for (const one of [value ?? []].flat()) query.append(name, fill(one, state));
  }
  return query;
};

/** The request of a row. */
const requestOf = (row: Row, state: State): Request => {
  const url = new URL(row.path, pool.local.origin);
  url.search = encode(row.query ?? {}, state).toString();
  const headers = new Headers(state.cookies === undefined ? {} : { cookie: state.cookies });
  const body = row.form && encode(row.form, state);
  if (body !== undefined) headers.set('content-type', 'application/x-www-form-urlencoded');
  for (const [name, value] of Object.entries(row.headers ?? {})) headers.set(name, fill(value, state));
  return new Request(url, { method: body === undefined ? 'GET' : 'POST', headers, ...(body && { body: `${body}` }) });
};

/** The parts of the answer that the row promises. */
const answerOf = async (row: Row, response: Response): Promise<object> => {
  const text = await response.text();
  const json: Readonly<Record<string, unknown>> = text.startsWith('{') ? JSON.parse(text) : {};
  const parts: Readonly<Record<keyof Row['answer'], unknown>> = {
    status: response.status,
    error: json['error'],
    description: json['error_description'],
    location: response.headers.get('location'),
    challenge: response.headers.get('www-authenticate'),
    allow: response.headers.get('allow'),
    alert: /role="alert"[^>]*>([^<]*)</.exec(text)?.[1]?.trim(),
  };
  return Object.fromEntries(
    Object.entries(parts).filter(([name]) => name in row.answer || name === 'error' || name === 'location'),
  );
};

const tables: readonly (readonly [string, readonly Row[]])[] = [
  ['authorize', authorizeRows],
  ['sign-in page', loginRows],
  ['token', tokenRows],
  ['userInfo', userInfoRows],
  ['revoke', revokeRows],
  ['logout', logoutRows],
];

describe.each(tables)('%s refuses', (_, rows) => {
  test.each(rows.map((row) => [row.name, row] as const))('%s', async (_name, row) => {
    const make = states[row.given ?? 'nothing'];
    if (make === undefined) throw new Error(`there is no state "${row.given}"`);
    const state = await make(pool);
    const answer = await answerOf(row, await pool.local.fetch(requestOf(row, state)));
    expect(answer).toEqual({ location: null, error: undefined, ...row.answer });
  });
});

test('the table has more than 100 rows, and each has a source', () => {
  const rows = tables.flatMap(([, list]) => list);
  expect(rows.length).toBeGreaterThan(100);
  expect(rows.filter(({ source }) => !/^(?:https:\/\/docs\.aws\.amazon\.com\/|not documented)/.test(source))).toEqual(
    [],
  );
});

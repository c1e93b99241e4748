import { expectOption } from '../expect-option.ts';

/** A route that a request has found. */
export interface RouteMatch<T> {
  /** `GET /orders/{id}`, or `$default`. */
  readonly key: string;
  readonly pathParameters: Readonly<Record<string, string>>;
  readonly value: T;
}

interface Route<T> {
  readonly key: string;
  readonly method: string;
  readonly resource: string;
  readonly pattern: RegExp;
  /** One digit a segment, the most specific being the lowest: text, `{id}`, `{proxy+}`. */
  readonly rank: string;
  readonly value: T;
}

const keyForm = /^(ANY|[A-Z]+) (\/.*)$/;
const segmentForm = /^(?:\{([\w.-]+)(\+?)\}|[^{}]*)$/;

const compileRoute = <T>(option: string, key: string, value: T): Route<T> => {
  const [, method = '', resource = ''] = keyForm.exec(key) ?? [];
  const segments = resource.split('/').slice(1);
  expectOption(
    !resource.includes('*'),
    `${option}: a route`,
    key,
    'without *, which API Gateway takes as text: use {proxy+}',
  );
  const isRight =
    method !== '' &&
    segments.every((segment, index) => {
      const [matched, , plus] = segmentForm.exec(segment) ?? [];
      return matched !== undefined && (plus !== '+' || index === segments.length - 1);
    });
  expectOption(isRight, `${option}: a route`, key, 'like "GET /orders/{id}" or "ANY /{proxy+}"');
  const parts = segments.map((segment) => {
    const [, name, plus] = segmentForm.exec(segment) ?? [];
    if (name === undefined) return { rank: '0', source: segment.replace(/[.*+?^$()|[\]\\]/g, '\\$&') };
    return plus === '+' ? { rank: '2', source: '(.+)' } : { rank: '1', source: '([^/]+)' };
  });
  return {
    key,
    method,
    resource,
    pattern: new RegExp(`^/${parts.map(({ source }) => source).join('/')}$`, 's'),
    rank: parts.map(({ rank }) => rank).join(''),
    value,
  };
};

const namesIn = (resource: string): readonly string[] =>
  [...resource.matchAll(/\{([\w.-]+)\+?\}/g)].map(([, name = '']) => name);

/** Finds the route of a request. */
export class RouteTable<T> {
  readonly #routes: readonly Route<T>[];
  readonly #fallback: T | undefined;

  /** @throws TypeError naming the option, when a key is no route. */
  constructor(option: string, routes: Readonly<Record<string, T>>, { hasDefault }: { readonly hasDefault: boolean }) {
    const entries = Object.entries(routes);
    expectOption(entries.length > 0, option, routes, 'an object with at least one route');
    this.#fallback = hasDefault ? routes['$default'] : undefined;
    this.#routes = entries
      .filter(([key]) => !(hasDefault && key === '$default'))
      .map(([key, value]) => compileRoute(option, key, value))
      // An exact method before ANY.
      .sort((a, b) => a.rank.localeCompare(b.rank) || Number(a.method === 'ANY') - Number(b.method === 'ANY'));
  }

  /**
   * The most specific route with this method whose path matches, else `$default`. A path without the method leaves the
   * request to a less specific one: not documented, but seen on AWS for REST APIs
   * (https://github.com/floci-io/floci/pull/3399). HTTP APIs do not document whether the path or the method counts first;
   * here it is the path.
   */
  findRoute(method: string, path: string): RouteMatch<T> | undefined {
    const route = this.#routes.find((one) => (one.method === method || one.method === 'ANY') && one.pattern.test(path));
    if (route !== undefined) return this.#match(route, path);
    return this.#fallback === undefined ? undefined : { key: '$default', pathParameters: {}, value: this.#fallback };
  }

  #match({ key, resource, pattern, value }: Route<T>, path: string): RouteMatch<T> {
    const [, ...values] = pattern.exec(path) ?? [];
    const names = namesIn(resource);
    return { key, value, pathParameters: Object.fromEntries(names.map((name, index) => [name, values[index] ?? ''])) };
  }
}

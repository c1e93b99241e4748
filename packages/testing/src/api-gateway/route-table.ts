import { expectOption } from '../lib/expect-option.ts';

/** The route of a request. */
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
  /** One digit for each segment, the most specific first: text, `{id}`, `{proxy+}`. */
  readonly rank: string;
  readonly value: T;
}

const keyPattern = /^(ANY|[A-Z]+) (\/.*)$/;
const segmentPattern = /^(?:\{([\w.-]+)(\+?)\}|[^{}]*)$/;

const compileRoute = <T>(option: string, key: string, value: T): Route<T> => {
  const [, method = '', resource = ''] = keyPattern.exec(key) ?? [];
  const segments = resource.split('/').slice(1);
  expectOption(
    !resource.includes('*'),
    `${option}: a route`,
    key,
    'without *, which is not a wildcard in API Gateway: use {proxy+}',
  );
  const isRight =
    method !== '' &&
    segments.every((segment, index) => {
      const [matched, , plus] = segmentPattern.exec(segment) ?? [];
      return matched !== undefined && (plus !== '+' || index === segments.length - 1);
    });
  expectOption(isRight, `${option}: a route`, key, 'like "GET /orders/{id}" or "ANY /{proxy+}"');
  const parts = segments.map((segment) => {
    const [, name, plus] = segmentPattern.exec(segment) ?? [];
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

  /** @throws TypeError that names the option, for an invalid route. */
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
   * Finds the most specific route with this method and a matching path, else `$default`. A more specific path without the
   * method is skipped: not documented, but observed on AWS for REST APIs (https://github.com/floci-io/floci/pull/3399).
   * HTTP APIs do not document whether the path or the method takes precedence; here it is the path.
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

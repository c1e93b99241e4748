import type { Auth } from './auth.ts';
import { AuthError } from './errors.ts';
import { show } from './option-values.ts';

/** What requirements look at, in a verified token or in what an authorizer made of one. */
export interface Grants {
  readonly groups: ReadonlySet<string>;
  readonly scopes: ReadonlySet<string>;
}

/**
 * What a request needs besides a good token. All that are given must hold.
 *
 * `undefined`, an empty array or an empty string is a construction error, never "no check".
 */
export interface Requirements<A extends Grants = Auth> {
  /** Every one of these scopes. */
  readonly allScopes?: readonly string[];
  /** At least one of these scopes. */
  readonly anyScope?: readonly string[];
  /** Every one of these groups; names are case-sensitive. */
  readonly allGroups?: readonly string[];
  /** At least one of these groups; names are case-sensitive. */
  readonly anyGroup?: readonly string[];
  /**
   * Your own rule over the verified token, synchronous; false is 403 `forbidden`. What it throws reaches the caller as
   * your error.
   */
  readonly check?: (auth: A) => boolean;
}

const names = ['allScopes', 'anyScope', 'allGroups', 'anyGroup', 'check'] as const;

/** RFC 6749 §3.3: what a scope may consist of. It also makes a scope safe inside a challenge. */
export const scopeToken: RegExp = /^[\x21\x23-\x5b\x5d-\x7e]+$/;

const fail = (name: string, given: unknown, expected: string, shown: string = show(given)): never => {
  throw new TypeError(`requirements.${name} must be ${expected}; got ${shown}.`);
};

const readNames = (name: string, given: unknown): readonly string[] => {
  const expected = 'a non-empty array of non-empty strings';
  if (!Array.isArray(given) || given.length === 0) return fail(name, given, expected);
  // Array.from fills holes, which every() would skip.
  const list = Array.from(given);
  return list.every((one) => typeof one === 'string' && one !== '') ? Object.freeze(list) : fail(name, given, expected);
};

const readScopes = (name: string, given: unknown): readonly string[] => {
  const scopes = readNames(name, given);
  const bad = scopes.find((scope) => !scopeToken.test(scope));
  return bad === undefined ? scopes : fail(name, bad, 'each scope without spaces, quotes or backslashes');
};

const readCheck = <Check>(name: string, given: Check): Check => {
  const expected = 'a synchronous function that returns true or false';
  if (typeof given !== 'function') return fail(name, given, expected);
  return given.constructor.name === 'AsyncFunction' ? fail(name, given, expected, 'an async function') : given;
};

/** Requirements checked and frozen once, evaluated on every request. Made by {@link compileRequirements}. */
export class CompiledRequirements<in A extends Grants = Auth> {
  readonly #allScopes: readonly string[];
  readonly #anyScope: readonly string[] | undefined;
  readonly #allGroups: readonly string[];
  readonly #anyGroup: readonly string[] | undefined;
  readonly #check: ((auth: A) => boolean) | undefined;
  /** Every scope named, space-separated, for the challenge; undefined when none is. */
  readonly scope: string | undefined;

  constructor(requirements: Requirements<A>) {
    if (typeof requirements !== 'object' || requirements === null || Array.isArray(requirements)) {
      throw new TypeError(`requirements: expected an object with ${names.join(', ')}, got ${show(requirements)}.`);
    }
    const unknown = Object.keys(requirements).find((name) => !(names as readonly string[]).includes(name));
    if (unknown !== undefined) {
      throw new TypeError(`requirements.${unknown}: no such requirement; expected one of ${names.join(', ')}.`);
    }
    if (Object.keys(requirements).length === 0) {
      throw new TypeError(`requirements: expected at least one of ${names.join(', ')}, got {}.`);
    }
    // What is there is read, even when it is undefined: an unset variable must not turn a requirement off.
    const given = <Name extends keyof Requirements, T>(
      name: Name,
      read: (name: string, value: Requirements<A>[Name]) => T,
    ): T | undefined => (name in requirements ? read(name, requirements[name]) : undefined);
    this.#allScopes = given('allScopes', readScopes) ?? [];
    this.#anyScope = given('anyScope', readScopes);
    this.#allGroups = given('allGroups', readNames) ?? [];
    this.#anyGroup = given('anyGroup', readNames);
    this.#check = given('check', readCheck);
    const scopes = new Set([...this.#allScopes, ...(this.#anyScope ?? [])]);
    this.scope = scopes.size === 0 ? undefined : [...scopes].join(' ');
    Object.freeze(this);
  }

  /**
   * Holds a verified token against the requirements.
   *
   * @param auth - A verified token.
   * @throws {@link AuthError} `insufficient_scope`, `insufficient_group`, `forbidden`.
   */
  enforce(auth: A): void {
    const { scopes, groups } = auth;
    if (
      !this.#allScopes.every((scope) => scopes.has(scope)) ||
      this.#anyScope?.some((scope) => scopes.has(scope)) === false
    ) {
      throw new AuthError('insufficient_scope', this.scope === undefined ? {} : { challenge: { scope: this.scope } });
    }
    if (
      !this.#allGroups.every((group) => groups.has(group)) ||
      this.#anyGroup?.some((group) => groups.has(group)) === false
    ) {
      throw new AuthError('insufficient_group');
    }
    if (this.#check === undefined) return;
    const answer: unknown = this.#check(auth);
    if (answer === true) return;
    if (answer === false) throw new AuthError('forbidden');
    // A promise is truthy: taken for a yes, it would let everybody in. Nor may its rejection end the process.
    if (answer instanceof Promise) answer.catch(() => undefined);
    throw new TypeError(`requirements.check: expected true or false, got a value of type ${typeof answer}.`);
  }
}

/**
 * Checks requirements once, so that each request only evaluates them. Adapters call it at construction.
 *
 * @param requirements - Loose input; what is compiled already comes back as it is.
 * @returns The compiled requirements.
 * @throws TypeError naming the requirement, what was given and what is expected.
 * @example
 * ```ts
 * import { compileRequirements } from '@cognito-guard/core/http';
 *
 * const ordersWriter = compileRequirements({ allScopes: ['orders/write'], anyGroup: ['admins', 'ops'] });
 * const auth = await verifier.verify(token, ordersWriter);
 * ```
 */
export const compileRequirements = <A extends Grants = Auth>(
  requirements: Requirements<A> | CompiledRequirements<A>,
): CompiledRequirements<A> =>
  requirements instanceof CompiledRequirements ? requirements : new CompiledRequirements(requirements);

import { AuthError } from '../errors/auth-error.ts';
import { because } from '../errors/causes.ts';
import { optional, readOptions, type Schema } from '../lib/option-schema.ts';
import { arrayLike, fail, type Reader } from '../lib/option-values.ts';
import type { Auth } from './auth.ts';

/** The values that requirements check, in a verified token or in an authorizer's context. */
export interface Grants {
  readonly groups: ReadonlySet<string>;
  readonly scopes: ReadonlySet<string>;
}

/**
 * The requirements of a request besides a valid token. All given requirements must be met.
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
   * Your own rule over the verified token, synchronous; false is 403 `forbidden`. An error that it throws is rethrown
   * unchanged.
   */
  readonly check?: (auth: A) => boolean;
}

/** The code of each requirement that is not met. */
const codes = {
  allScopes: 'insufficient_scope',
  anyScope: 'insufficient_scope',
  allGroups: 'insufficient_group',
  anyGroup: 'insufficient_group',
  check: 'forbidden',
} as const;

type Requirement = keyof typeof codes;

/** The names of {@link Requirements}. */
export const requirementNames: readonly string[] = Object.keys(codes);

/** RFC 6749 §3.3: the characters of a scope. They also make a scope safe inside a challenge. */
export const scopeToken: RegExp = /^[\x21\x23-\x5b\x5d-\x7e]+$/;

const names = arrayLike('a non-empty array of non-empty strings', /./s);

const scopes: Reader<readonly string[]> = (given, path) => {
  const list = names(given, path);
  const bad = list.find((scope) => !scopeToken.test(scope));
  return bad === undefined ? list : fail(path, bad, 'an array of scopes without spaces, quotes or backslashes');
};

const check: Reader<(auth: never) => boolean> = (given, path) => {
  const expected = 'a synchronous function that returns true or false';
  if (typeof given !== 'function') return fail(path, given, expected);
  if (given.constructor.name === 'AsyncFunction') return fail(path, given, expected, 'an async function');
  return given as (auth: never) => boolean;
};

const schema = {
  allScopes: optional(scopes, []),
  anyScope: optional(scopes),
  allGroups: optional(names, []),
  anyGroup: optional(names),
  check: optional(check),
} satisfies Schema<Requirements>;

const brand = Symbol.for('@cognito-guard/CompiledRequirements');

/** Requirements, checked and frozen once and evaluated on every request. Made by {@link compileRequirements}. */
export class CompiledRequirements<in A extends Grants = Auth> {
  readonly #allScopes: readonly string[];
  readonly #anyScope: readonly string[] | undefined;
  readonly #allGroups: readonly string[];
  readonly #anyGroup: readonly string[] | undefined;
  readonly #check: ((auth: A) => boolean) | undefined;
  /** Every scope among the requirements, space-separated, for the challenge; undefined where there is none. */
  readonly scope: string | undefined;

  constructor(requirements: Requirements<A>, option: string) {
    const expected = `an object with at least one of ${requirementNames.join(', ')}`;
    if (typeof requirements === 'object' && requirements !== null && 'verify' in requirements)
      fail(option, requirements, expected, 'a verifier', 'Pass the verifier to authenticate.');
    const given = readOptions(option, requirements, schema);
    if (Object.keys(requirements).length === 0) fail(option, requirements, expected);
    this.#allScopes = given.allScopes;
    this.#anyScope = given.anyScope;
    this.#allGroups = given.allGroups;
    this.#anyGroup = given.anyGroup;
    this.#check = given.check as ((auth: A) => boolean) | undefined;
    const scopes = new Set([...this.#allScopes, ...(this.#anyScope ?? [])]);
    this.scope = scopes.size === 0 ? undefined : [...scopes].join(' ');
    Object.defineProperty(this, brand, { value: true });
    Object.freeze(this);
  }

  /**
   * Checks a verified token against the requirements.
   *
   * @param auth - A verified token.
   * @throws {@link AuthError} `insufficient_scope`, `insufficient_group`, `forbidden`.
   */
  enforce(auth: A): void {
    const name = this.#unmet(auth);
    if (name === undefined) return;
    const code = codes[name];
    const namesScope = code === 'insufficient_scope' && this.scope !== undefined;
    throw new AuthError(code, {
      cause: because(name === 'check' ? 'check returned false.' : `The token does not meet ${name}.`),
      ...(namesScope && { challenge: { scope: this.scope } }),
    });
  }

  /**
   * Returns the code that {@link CompiledRequirements.enforce} would throw, without constructing an error: for many
   * requirements and one token.
   *
   * @param auth - A verified token.
   * @returns The code; undefined where all requirements are met.
   */
  refusal(auth: A): (typeof codes)[Requirement] | undefined {
    const name = this.#unmet(auth);
    return name && codes[name];
  }

  /** The first requirement that a token does not meet. */
  #unmet(auth: A): Requirement | undefined {
    const { scopes, groups } = auth;
    if (!this.#allScopes.every((scope) => scopes.has(scope))) return 'allScopes';
    if (this.#anyScope?.some((scope) => scopes.has(scope)) === false) return 'anyScope';
    if (!this.#allGroups.every((group) => groups.has(group))) return 'allGroups';
    if (this.#anyGroup?.some((group) => groups.has(group)) === false) return 'anyGroup';
    if (this.#check === undefined) return undefined;
    const answer: unknown = this.#check(auth);
    if (answer === true) return undefined;
    if (answer === false) return 'check';
    // A promise is truthy: as a result, it would accept every token. Its rejection must not end the process.
    if (answer instanceof Promise) answer.catch(() => undefined);
    throw new TypeError(`requirements.check: expected true or false, got a value of type ${typeof answer}.`);
  }
}

/** Also true of requirements that the other build of this package, ES modules or CommonJS, compiled. */
const isCompiled = <A extends Grants>(
  given: Requirements<A> | CompiledRequirements<A>,
): given is CompiledRequirements<A> => typeof given === 'object' && given !== null && brand in given;

/**
 * Checks requirements once, so that each request only evaluates them. Adapters call it at construction.
 *
 * @param requirements - The requirements; compiled requirements are returned unchanged.
 * @param option - The name of the requirements in error messages. Default `requirements`.
 * @returns The compiled requirements.
 * @throws TypeError for an invalid requirement.
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
  option = 'requirements',
): CompiledRequirements<A> =>
  isCompiled(requirements) ? requirements : new CompiledRequirements(requirements, option);

import { AuthError } from '../errors/auth-error.ts';
import { because } from '../errors/causes.ts';
import type { ChallengeParameters } from '../errors/challenge.ts';
import { readAnswer } from '../lib/answer.ts';
import { fail } from '../lib/option-values.ts';
import { isObject } from '../lib/value-types.ts';
import type { Auth } from './auth.ts';
import {
  type Grants,
  type Requirement,
  type RequirementSettings,
  type Requirements,
  readRequirements,
  requirementCodes,
  requirementNames,
} from './requirement-options.ts';
import { meetsAcr } from './step-up.ts';

const brand = Symbol.for('@cognito-guard/CompiledRequirements');

/** Requirements, checked and frozen once and evaluated on every request. Made by {@link compileRequirements}. */
export class CompiledRequirements<in A extends Grants = Auth> {
  readonly #rules: RequirementSettings<A>;
  /** Every scope among the requirements, space-separated, for the challenge; undefined where there is none. */
  readonly scope: string | undefined;

  constructor(requirements: Requirements<A>, option: string) {
    const expected = `an object with at least one of ${requirementNames.join(', ')}`;
    if (isObject(requirements) && 'verify' in requirements)
      fail(option, requirements, expected, 'a verifier', 'Pass the verifier to authenticate.');
    this.#rules = readRequirements(option, requirements);
    if (Object.keys(requirements).length === 0) fail(option, requirements, expected);
    const { allScopes, anyScope = [] } = this.#rules;
    const scopes = new Set([...allScopes, ...anyScope]);
    this.scope = scopes.size === 0 ? undefined : [...scopes].join(' ');
    Object.defineProperty(this, brand, { value: true });
    Object.freeze(this);
  }

  /**
   * Checks a verified token against the requirements.
   *
   * @param auth - A verified token.
   * @throws {@link AuthError} `insufficient_scope`, `insufficient_group`, `forbidden`,
   * `insufficient_user_authentication`.
   */
  enforce(auth: A): void {
    const name = this.#unmet(auth);
    if (name === undefined) return;
    const code = requirementCodes[name];
    throw new AuthError(code, {
      cause: because(name === 'check' ? 'check returned false.' : `The token does not meet ${name}.`),
      challenge: this.challengeFor(code),
    });
  }

  /**
   * Returns the challenge's parameters for a refusal: what a token needs in order to meet these requirements.
   *
   * @param code - The code of the refusal.
   * @returns `scope` for `insufficient_scope`; the same with `acrValues` and `maxAgeSeconds` for
   *   `insufficient_user_authentication`, because the token of the next sign-in needs the scopes, too.
   */
  challengeFor(code: (typeof requirementCodes)[Requirement]): ChallengeParameters {
    const scope = this.scope === undefined ? {} : { scope: this.scope };
    if (code === 'insufficient_scope') return scope;
    if (code !== 'insufficient_user_authentication') return {};
    const { acr, maxAuthAgeSeconds } = this.#rules;
    return {
      ...scope,
      ...(acr && { acrValues: acr.join(' ') }),
      ...(maxAuthAgeSeconds !== undefined && { maxAgeSeconds: maxAuthAgeSeconds }),
    };
  }

  /**
   * Returns the code that {@link CompiledRequirements.enforce} would throw, without constructing an error: for many
   * requirements and one token.
   *
   * @param auth - A verified token.
   * @returns The code; undefined where all requirements are met.
   */
  refusal(auth: A): (typeof requirementCodes)[Requirement] | undefined {
    const name = this.#unmet(auth);
    return name && requirementCodes[name];
  }

  /** The first requirement that a token does not meet. */
  #unmet(auth: A): Requirement | undefined {
    const { scopes, groups } = auth;
    const { allScopes, anyScope, allGroups, anyGroup, check, acr, maxAuthAgeSeconds: maxAge } = this.#rules;
    if (!allScopes.every((scope) => scopes.has(scope))) return 'allScopes';
    if (anyScope?.some((scope) => scopes.has(scope)) === false) return 'anyScope';
    if (!allGroups.every((group) => groups.has(group))) return 'allGroups';
    if (anyGroup?.some((group) => groups.has(group)) === false) return 'anyGroup';
    if (check !== undefined && !readAnswer('requirements.check', check(auth))) return 'check';
    if (acr !== undefined && !meetsAcr(acr, auth.acr)) return 'acr';
    return maxAge === undefined || auth.signedInWithin?.(maxAge) === true ? undefined : 'maxAuthAgeSeconds';
  }
}

/** Also true of requirements that the other build of this package, ES modules or CommonJS, compiled. */
const isCompiled = <A extends Grants>(
  given: Requirements<A> | CompiledRequirements<A>,
): given is CompiledRequirements<A> => isObject(given) && brand in given;

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

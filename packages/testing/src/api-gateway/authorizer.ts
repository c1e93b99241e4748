import { expectOption } from '../lib/expect-option.ts';
import { type AnswerFormat, type AuthorizerAnswer, type AuthorizerContext, readAnswer } from './authorizer-answer.ts';
import { AuthorizerCache } from './authorizer-cache.ts';
import { Failures } from './failures.ts';
import type { IdentityFields, IdentityReader } from './identity-source.ts';
import { invoke, type LambdaFunction } from './lambda-function.ts';
import { evaluatePolicy } from './policy.ts';

/** The result of authorization: the function's call, or an answer of the gateway. */
export type Verdict =
  | { readonly kind: 'allowed'; readonly context: AuthorizerContext }
  | { readonly kind: 'unauthorized' }
  | { readonly kind: 'denied'; readonly isExplicit: boolean; readonly context: AuthorizerContext }
  | { readonly kind: 'failed' };

/** The parts of a request that authorization needs. */
export interface AuthorizationRequest {
  /** The fields with the identity sources. */
  readonly fields: IdentityFields;
  /** The method or route ARN. */
  readonly arn: string;
  readonly requestId: string;
  readonly sourceIp: string;
  /** The event for the authorizer, given the values of its identity sources. */
  event(identity: readonly string[]): object;
}

/** Resolved options of an authorizer. */
export interface AuthorizerSettings {
  readonly handler: LambdaFunction;
  readonly readIdentity: IdentityReader;
  readonly format: AnswerFormat;
  /** REST APIs add `integrationLatency` to the context. */
  readonly addsLatency?: boolean;
  readonly ttlSeconds: number;
  readonly clock: () => number;
}

/** Validates the cache's TTL and applies its default: 300 seconds, or 0 without identity sources. */
export const readTtl = (option: string, given: number | undefined, identitySources: readonly string[]): number => {
  const hasIdentity = identitySources.length > 0;
  const ttl = given ?? (hasIdentity ? 300 : 0);
  const isInRange = Number.isInteger(ttl) && ttl >= 0 && ttl <= 3600;
  expectOption(isInRange, option, given, 'a whole number of seconds from 0 to 3600');
  expectOption(hasIdentity || ttl === 0, option, given, '0 without identity sources: they are the key of the cache');
  return ttl;
};

/** Whether an error is `new Error('Unauthorized')` or that string: Lambda reports both alike. */
const isUnauthorized = (error: unknown): boolean => (error instanceof Error ? error.message : error) === 'Unauthorized';

/** A Lambda authorizer and its cache. */
export class Authorizer {
  readonly #settings: AuthorizerSettings;
  readonly #cache: AuthorizerCache;
  #calls = 0;
  readonly #failures = new Failures();

  constructor(settings: AuthorizerSettings) {
    this.#settings = settings;
    this.#cache = new AuthorizerCache(settings.ttlSeconds, settings.clock);
  }

  get calls(): number {
    return this.#calls;
  }

  get cached(): number {
    return this.#cache.size;
  }

  get failures(): readonly Error[] {
    return this.#failures.latest;
  }

  clearCache(): void {
    this.#cache.clear();
  }

  /**
   * Authorizes a request in the documented order: identity sources, cache, function, policy.
   *
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
   */
  async authorize(request: AuthorizationRequest): Promise<Verdict> {
    const identity = this.#settings.readIdentity(request.fields);
    if (identity === undefined) return { kind: 'unauthorized' };
    let answer = this.#cache.get(identity);
    // Milliseconds. AWS does not document the value for a cached answer; here it is 0.
    let latency = 0;
    if (answer === undefined) {
      const start = this.#settings.clock();
      let failure = 'The authorizer threw:';
      try {
        const result = await this.#call(request, identity);
        failure = 'The authorizer gave no usable answer.';
        answer = await readAnswer(result, this.#settings.format);
        latency = this.#settings.clock() - start;
      } catch (error) {
        if (isUnauthorized(error)) return { kind: 'unauthorized' };
        this.#failures.add(failure, error);
        return { kind: 'failed' };
      }
      this.#cache.set(identity, answer);
    }
    return this.#evaluate(answer, request, latency);
  }

  #call(request: AuthorizationRequest, identity: readonly string[]): Promise<unknown> {
    this.#calls += 1;
    return invoke(this.#settings.handler, request.event(identity), request.requestId);
  }

  #evaluate(answer: AuthorizerAnswer, { arn, sourceIp }: AuthorizationRequest, integrationLatency: number): Verdict {
    const { context } = answer;
    if ('isAuthorized' in answer) {
      return answer.isAuthorized ? { kind: 'allowed', context } : { kind: 'denied', isExplicit: false, context };
    }
    const { principalId, policy } = answer;
    const decision = evaluatePolicy(policy, { arn, sourceIp, time: this.#settings.clock() });
    const withPrincipal = { ...context, principalId, ...(this.#settings.addsLatency && { integrationLatency }) };
    return decision === 'allowed'
      ? { kind: 'allowed', context: withPrincipal }
      : { kind: 'denied', isExplicit: decision === 'explicitly denied', context: withPrincipal };
  }
}

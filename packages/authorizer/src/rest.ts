import type { Auth, TokenUse, Verifier } from '@cognito-guard/core';
import type { HttpRequest } from '@cognito-guard/core/http';
import { functionOf, isText, optional, readMembers, type UnknownRecord } from '@cognito-guard/core/internal';
import { readLambdaEvent, toFlatContext } from '@cognito-guard/core/lambda';
import { type ContextOptions, callOption, contextAdder } from './added-context.ts';
import { restRules } from './api-rules.ts';
import { authenticator, authorizedOrThrow } from './authentication.ts';
import { readEvent } from './event.ts';
import { readMethodArn } from './method-arn.ts';
import { makePolicyAnswer, type PolicyAnswer } from './policy-answer.ts';
import { type PolicyOptions, readPolicy } from './policy-options.ts';

/** Options of {@link restAuthorizer} besides those of its policy. */
export interface RestAnswerOptions<A extends Auth = Auth> extends ContextOptions<A> {
  /**
   * Returns the API key whose usage plan counts the caller's requests, for APIs whose `apiKeySource` is `AUTHORIZER`.
   * Undefined: no key. An error that it throws is a server error, never a refusal. Default none.
   */
  readonly usageIdentifierKey?: (auth: A) => string | undefined | Promise<string | undefined>;
}

/** The error does not contain the key: it is a secret. */
const readKey = (option: string, key: unknown): string | undefined => {
  if (key === undefined || (isText(key) && key !== '')) return key;
  throw new TypeError(
    `${option} returned ${key === '' ? 'empty text' : 'a value that is not text'}, which is not an API key.`,
  );
};

/** A `TOKEN` authorizer receives one header's value without the header's name. */
const readRequest = (event: UnknownRecord): HttpRequest => {
  if (event['type'] !== 'TOKEN') return readLambdaEvent(event);
  const { authorizationToken: token } = event;
  return {
    header: (name) => (name === 'authorization' && isText(token) ? token : undefined),
    query: () => undefined,
  };
};

/**
 * Makes the handler of a Lambda authorizer for a REST API, `TOKEN` or `REQUEST`.
 *
 * @param verifier - Made once, by `createVerifier`.
 * @param options - `routes` (one policy for all of them), or `policy: 'whole-api'` or `'this-route'` with requirements;
 *   `token` (default `bearer()`); `context` and `usageIdentifierKey` (default none).
 * @returns The handler. It throws `Unauthorized` (401) for an invalid or missing token. The policy denies routes whose
 *   requirements the token does not meet (403), with `error`, `error_description` and `required_scope` in the context.
 *   It throws every other failure (500, not cached), such as the AuthErrors `keys_unavailable` and
 *   `revocation_unavailable`.
 * @throws TypeError for an invalid option.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
 * @example
 * ```ts
 * import { restAuthorizer } from '@cognito-guard/authorizer';
 *
 * export const handler = restAuthorizer(verifier, {
 *   routes: [
 *     { method: 'GET', path: '/me' },
 *     { method: 'GET', path: '/orders/{id}', allScopes: ['orders/read'] },
 *     { method: '*', path: '/admin/*', anyGroup: ['admins'] },
 *   ],
 * });
 * ```
 */
export const restAuthorizer = <Use extends TokenUse | null, Custom = unknown>(
  verifier: Verifier<Use, Custom>,
  options: PolicyOptions<Auth<Use, Custom>> & RestAnswerOptions<Auth<Use, Custom>>,
): ((event: unknown) => Promise<PolicyAnswer<Record<string, string>>>) => {
  const maker = 'restAuthorizer';
  const authenticate = authenticator(maker, verifier, options);
  const policy = readPolicy(maker, options, restRules, ['context', 'usageIdentifierKey']);
  const added = contextAdder(maker, options);
  const option = `${maker}: usageIdentifierKey`;
  const schema = { usageIdentifierKey: optional(functionOf<(auth: Auth) => unknown>(), () => undefined) };
  const { usageIdentifierKey: keyOf } = readMembers(`${maker}: `, { ...options }, schema);
  return async (given) => {
    const event = readEvent(maker, given);
    const auth = authorizedOrThrow(await authenticate(readRequest(event)));
    const context = toFlatContext(auth, await added(auth));
    const usageIdentifierKey = readKey(option, await callOption(option, () => keyOf(auth)));
    return {
      ...makePolicyAnswer(policy, auth, context, readMethodArn(maker, event['methodArn'])),
      ...(usageIdentifierKey === undefined ? {} : { usageIdentifierKey }),
    };
  };
};

import type { Auth, TokenUse, Verifier } from '@cognito-guard/core';
import { oneOf, optional, readMembers } from '@cognito-guard/core/internal';
import { readLambdaEvent, toFlatContext, toJsonContext } from '@cognito-guard/core/lambda';
import { type ContextOptions, contextAdder } from './added-context.ts';
import { authenticator, authorizedOrThrow } from './authentication.ts';
import { readEvent } from './event.ts';
import { httpRules } from './http-rules.ts';
import { readMethodArn } from './method-arn.ts';
import { makePolicyAnswer, type PolicyAnswer } from './policy-answer.ts';
import { type PolicyOptions, readPolicy } from './policy-options.ts';
import { makeSimpleAnswer, type SimpleAnswer } from './simple-answer.ts';

/** The context for the function: flat text with payload 1.0, JSON with payload 2.0. */
export type HttpContext = Record<string, string | number | readonly string[]>;

/**
 * The answer format of an HTTP API's authorizer. It must equal the API's own setting, which the event does not contain.
 */
export interface HttpAnswerOptions<Answer extends 'iam' | 'simple'> {
  /**
   * `'iam'` (default): a policy. `'simple'`: true or false, where the API has `EnableSimpleResponses`. A simple answer
   * is cached for all routes, so rules for routes need `$context.routeKey` among the identity sources.
   */
  readonly answer?: Answer;
}

/**
 * Makes the handler of a Lambda authorizer for an HTTP API, payload 1.0 or 2.0.
 *
 * @param verifier - Made once, by `createVerifier`.
 * @param options - `routes` (correct under any caching), or `policy: 'whole-api'` or `'this-route'` with requirements;
 *   `token` (default `bearer()`); `answer` (default `'iam'`); `context` (default none).
 * @returns The handler. It throws `Unauthorized` (401) for an invalid or missing token, and denies routes whose
 *   requirements the token does not meet (403). It throws every other failure (500, not cached): the AuthErrors
 *   `keys_unavailable` and `revocation_unavailable`, and simple answers that would be wrong under caching.
 * @throws TypeError for an invalid option.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
 * @example
 * ```ts
 * import { httpAuthorizer } from '@cognito-guard/authorizer';
 *
 * export const handler = httpAuthorizer(verifier, {
 *   routes: [
 *     { method: 'GET', path: '/me' },
 *     { method: 'DELETE', path: '/orders/{id}', anyGroup: ['admins', 'ops'] },
 *   ],
 * });
 * ```
 */
export const httpAuthorizer = <Use extends TokenUse | null, Answer extends 'iam' | 'simple' = 'iam', Custom = unknown>(
  verifier: Verifier<Use, Custom>,
  options: PolicyOptions<Auth<Use, Custom>> & HttpAnswerOptions<Answer> & ContextOptions<Auth<Use, Custom>>,
): ((event: unknown) => Promise<Answer extends 'simple' ? SimpleAnswer : PolicyAnswer<HttpContext>>) => {
  const maker = 'httpAuthorizer';
  const authenticate = authenticator(maker, verifier, options);
  const policy = readPolicy(maker, options, httpRules, ['answer', 'context']);
  const schema = { answer: optional(oneOf('iam', 'simple'), 'iam') };
  const { answer } = readMembers(`${maker}: `, { ...options }, schema);
  const addedFor = contextAdder(maker, options);

  const respond = async (given: unknown): Promise<SimpleAnswer | PolicyAnswer<HttpContext>> => {
    const event = readEvent(maker, given);
    const isFirstPayload = event['version'] === '1.0';
    if (answer === 'simple' && isFirstPayload) {
      throw new Error(`${maker}: payload format 1.0 has no simple answers. Set the API to 2.0.`);
    }
    const auth = authorizedOrThrow(await authenticate(readLambdaEvent(event)));
    const added = await addedFor(auth);
    const context: HttpContext = isFirstPayload ? toFlatContext(auth, added) : toJsonContext(auth, added);
    if (answer === 'simple') return makeSimpleAnswer(policy, auth, context, event);
    const arn = readMethodArn(maker, event[isFirstPayload ? 'methodArn' : 'routeArn']);
    return makePolicyAnswer(policy, auth, context, arn);
  };
  return respond as ReturnType<typeof httpAuthorizer<Use, Answer, Custom>>;
};

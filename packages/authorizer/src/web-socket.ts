import type { Auth, TokenUse, Verifier } from '@cognito-guard/core';
import { bearer, type Requirements, webSocketProtocol } from '@cognito-guard/core/http';
import { readObject, requirementNames } from '@cognito-guard/core/internal';
import { readLambdaEvent, toFlatContext } from '@cognito-guard/core/lambda';
import { type ContextOptions, contextAdder } from './added-context.ts';
import { authenticator, authorizedOrThrow } from './authentication.ts';
import { readEvent } from './event.ts';
import { readMethodArn } from './method-arn.ts';
import { readRules, type TokenOptions } from './options.ts';
import { makePolicyAnswer, type PolicyAnswer } from './policy-answer.ts';

/**
 * The limit of the whole answer, context included. API Gateway answers 500 to a longer one, without a reason.
 *
 * @see
 *   https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html
 */
const maxAnswerBytes = 8 * 1024;

/** Construction cannot check this, because the answer's length depends on the token. */
const assertFits = (answer: object): void => {
  const { byteLength } = new TextEncoder().encode(JSON.stringify(answer));
  if (byteLength <= maxAnswerBytes) return;
  throw new Error(
    `webSocketAuthorizer: this token makes an answer of ${byteLength} bytes, and a WebSocket API accepts at most ` +
      `${maxAnswerBytes}. Its groups and scopes take the most: keep those that this API does not need ` +
      'out of the token, by a pre token generation trigger.',
  );
};

/** Options of {@link webSocketAuthorizer}: token sources, requirements of a connection, and context. */
export interface WebSocketOptions<A extends Auth = Auth> extends TokenOptions, Requirements<A>, ContextOptions<A> {}

/**
 * Makes the handler of a Lambda authorizer for a WebSocket API. API Gateway calls it for `$connect` only, so its answer
 * applies to the connection. The functions authorize each message: they receive the context with every message, `exp`
 * included. A connection can outlive its token (up to two hours): check `exp`, or close the connection then.
 *
 * @param verifier - Made once, by `createVerifier`.
 * @param options - `token` (default `[bearer(), webSocketProtocol()]`: browsers cannot set `Authorization`),
 *   requirements, and `context`.
 * @returns The handler. It throws `Unauthorized` (401) for an invalid or missing token, and denies a token that does
 *   not meet the requirements (403). It throws every other failure (500), such as an answer of more than 8 KB.
 * @throws TypeError for an invalid option.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-lambda-auth.html
 * @example
 * ```ts
 * import { webSocketAuthorizer } from '@cognito-guard/authorizer';
 *
 * export const handler = webSocketAuthorizer(verifier, { anyGroup: ['traders'] });
 * ```
 */
export const webSocketAuthorizer = <Use extends TokenUse | null, Custom = unknown>(
  verifier: Verifier<Use, Custom>,
  options: WebSocketOptions<Auth<Use, Custom>> = {},
): ((event: unknown) => Promise<PolicyAnswer<Record<string, string>>>) => {
  const maker = 'webSocketAuthorizer';
  const authenticate = authenticator(maker, verifier, options, [bearer(), webSocketProtocol()]);
  const given = readObject(`${maker}: options`, options, ['token', 'context', ...requirementNames]);
  const rules = readRules(maker, given);
  const added = contextAdder(maker, options);
  return async (received) => {
    const event = readEvent(maker, received);
    const auth = authorizedOrThrow(await authenticate(readLambdaEvent(event)));
    const arn = readMethodArn(maker, event['methodArn']);
    const context = toFlatContext(auth, await added(auth));
    const answer = makePolicyAnswer({ kind: 'this-route', rules, ttl: 0 }, auth, context, arn);
    assertFits(answer);
    return answer;
  };
};

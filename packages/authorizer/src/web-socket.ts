import type { Auth, TokenUse, Verifier } from '@cognito-guard/core';
import { bearer, type Requirements } from '@cognito-guard/core/http';
import { fail, readObject, requirementNames } from '@cognito-guard/core/internal';
import { readLambdaEvent, toFlatContext } from '@cognito-guard/core/lambda';
import { type ContextOptions, contextAdder } from './added-context.ts';
import { authenticator, authorizedOrThrow } from './authentication.ts';
import { readEvent } from './event.ts';
import { readMethodArn } from './method-arn.ts';
import { readRules, type TokenOptions } from './options.ts';
import { makePolicyAnswer, type PolicyAnswer } from './policy-answer.ts';
import { webSocketProtocol } from './web-socket-protocol.ts';

/**
 * For the whole answer, context included; API Gateway answers 500 to a longer one, and does not say why.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html
 */
const maxAnswerBytes = 8 * 1024;

/** What a token holds decides how long the answer gets, so that construction cannot tell. */
const assertFits = (answer: object): void => {
  const { byteLength } = new TextEncoder().encode(JSON.stringify(answer));
  if (byteLength <= maxAnswerBytes) return;
  throw new Error(
    `webSocketAuthorizer: this token makes an answer of ${byteLength} bytes, and a WebSocket API takes at most ` +
      `${maxAnswerBytes}. It is the token's groups and scopes that take room: keep those that this API does not need ` +
      'out of the token, by a pre token generation trigger.',
  );
};

/** Options of {@link webSocketAuthorizer}: where the token is, what opening a connection demands, what functions learn. */
export interface WebSocketOptions<A extends Auth = Auth> extends TokenOptions, Requirements<A>, ContextOptions<A> {}

/**
 * Makes the handler of a Lambda authorizer for a WebSocket API. API Gateway calls it for `$connect` alone, so that its
 * answer is about the connection: what each message may do is for the functions to say, who get the context with every
 * message, its `exp` too. A connection outlives its token (up to two hours): check `exp`, or close it then.
 *
 * @param verifier - Made once, by `createVerifier`.
 * @param options - `token` (default `[bearer(), webSocketProtocol()]`: browsers cannot set `Authorization`), requirements, and
 * `context`.
 * @returns The handler. A bad or missing token is thrown as `Unauthorized` (401), a token that does not meet the
 * requirements is denied (403), everything else that goes wrong is thrown (500): an answer of more than 8 KB, too.
 * @throws TypeError naming the option, what was given and what is expected.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-lambda-auth.html
 * @example
 * ```ts
 * import { webSocketAuthorizer } from '@cognito-guard/authorizer';
 *
 * export const handler = webSocketAuthorizer(verifier, { anyGroup: ['traders'] });
 * ```
 */
export const webSocketAuthorizer = <Use extends TokenUse | null>(
  verifier: Verifier<Use>,
  options: WebSocketOptions<Auth<Use>> = {},
): ((event: unknown) => Promise<PolicyAnswer<Record<string, string>>>) => {
  const maker = 'webSocketAuthorizer';
  const authenticate = authenticator(maker, verifier, options, [bearer(), webSocketProtocol()]);
  const given = readObject(`${maker}: options`, options, ['token', 'context', ...requirementNames]);
  // It would itself be taken for a source.
  if ([given['token']].flat().includes(webSocketProtocol)) {
    fail(`${maker}: token`, webSocketProtocol, 'what a call returns: webSocketProtocol()', 'the function itself');
  }
  const rules = readRules(maker, given);
  const added = contextAdder(maker, options);
  return async (received) => {
    const event = readEvent(maker, received);
    const auth = authorizedOrThrow(await authenticate(readLambdaEvent(event)));
    const arn = readMethodArn(maker, event['methodArn']);
    const context = toFlatContext(auth, await added(auth));
    const answer = makePolicyAnswer({ kind: 'this-route', rules }, auth, context, arn);
    assertFits(answer);
    return answer;
  };
};

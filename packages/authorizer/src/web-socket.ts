import type { Auth, TokenUse, Verifier } from '@cognito-guard/core';
import { type Requirements, readObject } from '@cognito-guard/core/http';
import { readLambdaEvent, toFlatContext } from '@cognito-guard/core/lambda';
import { authenticator, authorizedOrThrow } from './authentication.ts';
import { readEvent } from './event.ts';
import { readMethodArn } from './method-arn.ts';
import { readRules, requirementNames, type TokenOptions } from './options.ts';
import { makePolicyAnswer, type PolicyAnswer } from './policy-answer.ts';

/** Options of {@link webSocketAuthorizer}: where the token is, and what opening a connection demands. */
export interface WebSocketOptions<A extends Auth = Auth> extends TokenOptions, Requirements<A> {}

/**
 * Makes the handler of a Lambda authorizer for a WebSocket API. API Gateway calls it for `$connect` alone, so that its
 * answer is about the connection: what each message may do is for the functions to say, who get the context with every
 * message, its `exp` too. A connection outlives its token (up to two hours): check `exp`, or close it then.
 *
 * @param verifier - Made once, by `createVerifier`.
 * @param options - `token` (default `bearer()`; browsers need `webSocketProtocol()` or `query('access_token')`) and
 * requirements.
 * @returns The handler. A bad or missing token is thrown as `Unauthorized` (401), a token that does not meet the
 * requirements is denied (403), everything else that goes wrong is thrown (500).
 * @throws TypeError naming the option, what was given and what is expected.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-lambda-auth.html
 * @example
 * ```ts
 * import { bearer, webSocketAuthorizer, webSocketProtocol } from '@cognito-guard/authorizer';
 *
 * export const handler = webSocketAuthorizer(verifier, {
 *   token: [bearer(), webSocketProtocol()],
 *   anyGroup: ['traders'],
 * });
 * ```
 */
export const webSocketAuthorizer = <Use extends TokenUse | null>(
  verifier: Verifier<Use>,
  options: WebSocketOptions<Auth<Use>> = {},
): ((event: unknown) => Promise<PolicyAnswer<Record<string, string>>>) => {
  const given = readObject('webSocketAuthorizer: options', options, ['token', ...requirementNames]);
  const rules = readRules('webSocketAuthorizer', given);
  const authenticate = authenticator('webSocketAuthorizer', verifier, given);
  return async (received) => {
    const event = readEvent('webSocketAuthorizer', received, 'methodArn');
    if (readMethodArn(event['methodArn']).method !== '$connect') {
      throw new Error(
        'webSocketAuthorizer: this event is not about $connect, the one route that API Gateway asks for.',
      );
    }
    const auth = authorizedOrThrow(await authenticate(readLambdaEvent(event)));
    return makePolicyAnswer({ kind: 'this-route', rules }, auth, toFlatContext(auth), event['methodArn']);
  };
};

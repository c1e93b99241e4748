/** Returns the caller from the authorizer's context. */
import { authorizerContextReader } from '@cognito-guard/core/lambda';

const readCaller = authorizerContextReader();

interface Event {
  readonly requestContext: { readonly authorizer: Readonly<Record<string, unknown>> };
}

export const handler = async (event: Event): Promise<object> => {
  // Different from API Gateway: serverless-offline adds the unverified claims of the token, like a native authorizer.
  const { claims, jwt, scopes, ...authorizer } = event.requestContext.authorizer;
  const { username, groups } = readCaller({ requestContext: { authorizer } });
  return { statusCode: 200, body: JSON.stringify({ username, groups: [...groups] }) };
};

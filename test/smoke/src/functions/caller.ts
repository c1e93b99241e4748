/** Says who called, as its authorizer left it. */
import { authorizerContextReader } from '@cognito-guard/core/lambda';

const readCaller = authorizerContextReader();

interface Event {
  readonly requestContext: { readonly authorizer: Readonly<Record<string, unknown>> };
}

export const handler = async (event: Event): Promise<object> => {
  // Not faithful: serverless-offline adds the token's claims, unverified, as a native authorizer would.
  const { claims, jwt, scopes, ...authorizer } = event.requestContext.authorizer;
  const { username, groups } = readCaller({ requestContext: { authorizer } });
  return { statusCode: 200, body: JSON.stringify({ username, groups: [...groups] }) };
};

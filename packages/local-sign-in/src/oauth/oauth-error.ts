import { HTTPException } from 'hono/http-exception';

/** Error codes of RFC 6749 section 5.2 and RFC 7009 section 2.2.1 that the endpoints answer with. */
export type OAuthErrorCode =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_grant'
  | 'invalid_scope'
  | 'unauthorized_client'
  | 'unsupported_grant_type'
  | 'unsupported_token_type';

/** The JSON answer of an endpoint that an app calls. Throw it. */
export const oauthError = (error: OAuthErrorCode, description?: string, status: 400 | 401 = 400): HTTPException =>
  new HTTPException(status, {
    res: Response.json(
      { error, ...(description !== undefined && { error_description: description }) },
      { status, headers: { 'Content-Type': 'application/json;charset=UTF-8', 'Cache-Control': 'no-store' } },
    ),
  });

/** A redirect of the browser that ends a request with an error. Throw it. */
export const redirectError = (location: string): HTTPException =>
  new HTTPException(302, { res: new Response(null, { status: 302, headers: { Location: location } }) });

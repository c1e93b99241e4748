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

/** An answer that refuses a request. The reason is for the developer: the answer does not hold it. */
export class Refusal extends HTTPException {
  readonly error: string;
  readonly reason: string;

  constructor(status: 302 | 400 | 401, error: string, reason: string, res: Response) {
    super(status, { res });
    this.error = error;
    this.reason = reason;
  }
}

/**
 * The JSON answer of an endpoint that an app calls. Throw it.
 *
 * @param reason - The rule that the request breaks, without any value of the request.
 */
export const oauthError = (
  error: OAuthErrorCode,
  reason: string,
  { description, status = 400 }: { readonly description?: string; readonly status?: 400 | 401 } = {},
): Refusal =>
  new Refusal(
    status,
    error,
    reason,
    Response.json(
      { error, ...(description !== undefined && { error_description: description }) },
      { status, headers: { 'Content-Type': 'application/json;charset=UTF-8', 'Cache-Control': 'no-store' } },
    ),
  );

/** A redirect of the browser that ends a request with an error. Throw it. */
export const redirectError = (error: string, reason: string, location: string): Refusal =>
  new Refusal(302, error, reason, new Response(null, { status: 302, headers: { Location: location } }));

import type { FacadeOptions } from './options.ts';

const forwarded = ['grant_type', 'code', 'code_verifier', 'refresh_token', 'scope'] as const;

const refuse = (error: string): Response =>
  Response.json({ error }, { status: 400, headers: { 'Cache-Control': 'no-store' } });

/**
 * Forwards a token request to the user pool. Its redirect URI becomes that of the façade, to which Cognito sent the code.
 * The code is useless to others: only the client that began the sign-in has the verifier of its challenge (RFC 7636).
 */
export const forwardTokenRequest = async (
  form: Readonly<Record<string, unknown>>,
  { clientId, userPoolDomain, redirectUris }: FacadeOptions,
  callback: string,
): Promise<Response> => {
  const grant = form['grant_type'];
  if (form['client_id'] !== clientId) return refuse('invalid_client');
  if (grant !== 'authorization_code' && grant !== 'refresh_token') return refuse('unsupported_grant_type');
  const isCode = grant === 'authorization_code';
  if (isCode && !redirectUris.some((uri) => uri === form['redirect_uri'])) return refuse('invalid_grant');

  const body = new URLSearchParams({ client_id: clientId, ...(isCode && { redirect_uri: callback }) });
  for (const name of forwarded) {
    const value = form[name];
    if (typeof value === 'string') body.set(name, value);
  }
  const answer = await fetch(`${userPoolDomain}/oauth2/token`, {
    method: 'POST',
    body,
    redirect: 'error',
    signal: AbortSignal.timeout(5_000),
  });
  const headers = { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' };
  return new Response(await answer.text(), { status: answer.status, headers });
};

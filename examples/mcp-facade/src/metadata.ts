import { Hono } from 'hono';
import { cors } from 'hono/cors';
import type { FacadeOptions } from './options.ts';

const grants = ['authorization_code', 'refresh_token'];

const redirectUrisOf = (body: unknown): readonly unknown[] => {
  const given: unknown = typeof body === 'object' && body !== null && 'redirect_uris' in body && body.redirect_uris;
  return Array.isArray(given) ? given : [];
};

/** Metadata (RFC 8414), and registration (RFC 7591) that returns one fixed public client. */
export const metadataRoutes = ({ issuer, clientId, redirectUris, scopes }: FacadeOptions): Hono =>
  new Hono()
    .use('/.well-known/*', cors())
    .get('/.well-known/oauth-authorization-server', (c) =>
      c.json({
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        registration_endpoint: `${issuer}/register`,
        scopes_supported: scopes,
        response_types_supported: ['code'],
        grant_types_supported: grants,
        token_endpoint_auth_methods_supported: ['none'],
        code_challenge_methods_supported: ['S256'],
        authorization_response_iss_parameter_supported: true,
      }),
    )
    .use('/register', cors())
    .post('/register', async (c) => {
      const known: readonly unknown[] = redirectUris;
      const asked = redirectUrisOf(await c.req.json().catch(() => undefined));
      if (asked.length === 0 || !asked.every((uri) => known.includes(uri)))
        return c.json({ error: 'invalid_redirect_uri' }, 400);
      const client = { redirect_uris: asked, token_endpoint_auth_method: 'none', grant_types: grants };
      return c.json({ client_id: clientId, ...client, response_types: ['code'] }, 201);
    });

import { Hono } from 'hono';
import type { LocalPool } from '../pool/local-pool.ts';

/**
 * Discovery and keys, at the issuer's path. The document has the members of Cognito's: it announces neither PKCE nor
 * grant types, although the pool has both.
 */
export const discoveryRoutes = ({ origin, issuer, config, keys }: LocalPool): Hono =>
  new Hono()
    .basePath(`/${config.userPoolId}/.well-known`)
    .get('/openid-configuration', (c) =>
      c.json({
        authorization_endpoint: `${origin}/oauth2/authorize`,
        end_session_endpoint: `${origin}/logout`,
        id_token_signing_alg_values_supported: ['RS256'],
        issuer,
        jwks_uri: `${issuer}/.well-known/jwks.json`,
        response_types_supported: ['code', 'token'],
        revocation_endpoint: `${origin}/oauth2/revoke`,
        scopes_supported: ['openid', 'email', 'phone', 'profile'],
        subject_types_supported: ['public'],
        token_endpoint: `${origin}/oauth2/token`,
        token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
        userinfo_endpoint: `${origin}/oauth2/userInfo`,
      }),
    )
    .get('/jwks.json', (c) => c.json(keys.jwks()));

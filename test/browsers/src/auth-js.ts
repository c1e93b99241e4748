/** Auth.js with its Cognito provider. */
import type { ExpressAuthConfig } from '@auth/express';
import Cognito from '@auth/express/providers/cognito';

// #region auth-js
/** @param pool - `origin` and `issuer` of the local pool. */
export const authConfig = (
  pool: { readonly origin: string; readonly issuer: string },
  clientId: string,
  clientSecret: string,
): ExpressAuthConfig => ({
  secret: 'for development only',
  trustHost: true,
  providers: [Cognito({ clientId, clientSecret, issuer: pool.issuer })],
  callbacks: {
    jwt: ({ token, account }) =>
      account ? { ...token, accessToken: account.access_token, refreshToken: account.refresh_token } : token,
    session: ({ session, token }) => ({ ...session, accessToken: token['accessToken'] }),
  },
  events: {
    // Auth.js ends its own session only. This ends the sign-in at the pool, and with it its tokens.
    signOut: async (message) => {
      const token = 'token' in message ? message.token?.['refreshToken'] : undefined;
      await fetch(`${pool.origin}/oauth2/revoke`, {
        method: 'POST',
        headers: { authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}` },
        body: new URLSearchParams({ token: String(token) }),
      });
    },
  },
});
// #endregion

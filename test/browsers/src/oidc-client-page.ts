/** A page with oidc-client-ts. */
import { UserManager, WebStorageStateStore } from 'oidc-client-ts';
import type { Settings } from './world.ts';

declare const settings: Settings;

// #region oidc-client
const users = new UserManager({
  authority: settings.issuer,
  client_id: settings.clientId,
  redirect_uri: `${location.origin}/`,
  scope: 'openid email profile',
  userStore: new WebStorageStateStore({ store: localStorage }),
});

/** Cognito's `/logout` has its own parameters instead of those of OpenID Connect. */
const signOut = async () => {
  await users.revokeTokens(['refresh_token']);
  await users.removeUser();
  const query = new URLSearchParams({ client_id: settings.clientId, logout_uri: `${location.origin}/signed-out` });
  location.assign(`${settings.origin}/logout?${query}`);
};
// #endregion

if (new URLSearchParams(location.search).has('code')) {
  await users.signinCallback();
  history.replaceState({}, '', '/');
}

/** Functions that the test calls. */
const client = {
  signIn: () => users.signinRedirect(),
  accessToken: async () => (await users.getUser())?.access_token,
  email: async () => (await users.getUser())?.profile.email,
  refresh: async () => (await users.signinSilent())?.access_token,
  signOut,
};
Object.assign(globalThis, { client });

/** A page with Amplify, configured for managed login as in its documentation. */
import { Amplify } from 'aws-amplify';
import { fetchAuthSession, fetchUserAttributes, signInWithRedirect, signOut } from 'aws-amplify/auth';
import type { Settings } from './world.ts';

declare const settings: Settings;

// #region amplify
Amplify.configure({
  Auth: {
    Cognito: {
      userPoolId: settings.userPoolId,
      userPoolClientId: settings.clientId,
      // Only for the local pool: where Amplify refreshes and revokes.
      userPoolEndpoint: settings.origin,
      loginWith: {
        oauth: {
          domain: new URL(settings.origin).host,
          scopes: ['openid', 'email', 'profile', 'aws.cognito.signin.user.admin'],
          redirectSignIn: [`${location.origin}/`],
          redirectSignOut: [`${location.origin}/signed-out`],
          responseType: 'code',
        },
      },
    },
  },
});
// #endregion

const accessToken = async (forceRefresh: boolean): Promise<string | undefined> =>
  (await fetchAuthSession({ forceRefresh })).tokens?.accessToken.toString();

/** Functions that the test calls. */
const client = {
  signIn: () => signInWithRedirect(),
  accessToken: () => accessToken(false),
  email: async () => (await fetchUserAttributes()).email,
  refresh: () => accessToken(true),
  signOut: () => signOut(),
};
Object.assign(globalThis, { client });

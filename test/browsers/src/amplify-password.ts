/** Amplify with the forms of an app, as in its documentation: users sign in by SRP, its default. */
import { Amplify } from 'aws-amplify';
import { confirmSignIn, confirmSignUp, fetchAuthSession, signIn, signOut, signUp } from 'aws-amplify/auth';
import type { Settings } from './world.ts';

// #region configure
const configure = (settings: Settings): void =>
  Amplify.configure({
    Auth: {
      Cognito: {
        userPoolId: settings.userPoolId,
        userPoolClientId: settings.clientId,
        // Only for the local pool.
        userPoolEndpoint: settings.origin,
      },
    },
  });
// #endregion

const accessToken = async (forceRefresh: boolean): Promise<string | undefined> =>
  (await fetchAuthSession({ forceRefresh })).tokens?.accessToken.toString();

/** The functions that the test calls, in Node and in a browser. */
export interface PasswordClient {
  signUp(username: string, password: string, email: string): Promise<string>;
  confirmSignUp(username: string, code: string): Promise<string>;
  /** The next step; the name of the error where Amplify throws. */
  signIn(username: string, password: string): Promise<string>;
  confirmSignIn(answer: string): Promise<string>;
  accessToken(): Promise<string | undefined>;
  refresh(): Promise<string | undefined>;
  signOut(): Promise<void>;
}

/** Configures Amplify. */
export const passwordClient = (settings: Settings): PasswordClient => {
  configure(settings);
  return {
    signUp: async (username, password, email) =>
      (await signUp({ username, password, options: { userAttributes: { email } } })).nextStep.signUpStep,
    confirmSignUp: async (username, confirmationCode) =>
      (await confirmSignUp({ username, confirmationCode })).nextStep.signUpStep,
    signIn: async (username, password) => {
      try {
        return (await signIn({ username, password })).nextStep.signInStep;
      } catch (error) {
        return error instanceof Error ? error.name : String(error);
      }
    },
    confirmSignIn: async (challengeResponse) => (await confirmSignIn({ challengeResponse })).nextStep.signInStep,
    accessToken: () => accessToken(false),
    refresh: () => accessToken(true),
    signOut: () => signOut({ global: true }),
  };
};

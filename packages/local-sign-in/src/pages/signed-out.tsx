import { type Html, layout } from './layout.tsx';

/** The page of a browser without a session. */
export const signedOutPage = (): Html =>
  layout({ title: 'Signed out', lead: 'This browser has no session in the local user pool. Sign in from your app.' });

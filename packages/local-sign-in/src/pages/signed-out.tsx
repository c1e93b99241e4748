import { type Html, layout } from './layout.tsx';

/** The page after a sign-out that names no app. */
export const signedOutPage = (): Html =>
  layout({ title: 'Signed out', lead: 'This browser has no session in the local user pool any more.' });

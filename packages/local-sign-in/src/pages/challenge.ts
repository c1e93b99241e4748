import { html } from 'hono/html';
import { type Form, formOf, type Html, page } from './page.ts';

/** What the page of a challenge shows. */
export interface ChallengeProps {
  /** Fields: `session`, hidden, and `answer`: the code, or the new password. */
  readonly form: Form;
  readonly session: string;
}

/** What the page of a second factor shows. */
export interface MfaProps extends ChallengeProps {
  readonly method: 'totp' | 'email' | 'sms';
}

/** The page of a second factor. */
export const mfaPage = ({ form, session, method }: MfaProps): Html =>
  page(
    'Enter your code',
    formOf(
      form,
      html`<input type="hidden" name="session" value="${session}">
        <p>${method === 'totp' ? 'From your authenticator app.' : `Sent by ${method}.`}</p>
        <label>Code <input name="answer" inputmode="numeric" autocomplete="one-time-code" required></label>
        <button>Sign in</button>`,
    ),
  );

/** The page for users whose password must be changed. */
export const newPasswordPage = ({ form, session }: ChallengeProps): Html =>
  page(
    'Change your password',
    formOf(
      form,
      html`<input type="hidden" name="session" value="${session}">
        <label>New password <input name="answer" type="password" autocomplete="new-password" required></label>
        <button>Send</button>`,
    ),
  );

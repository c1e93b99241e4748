import { html } from 'hono/html';
import { type Form, formOf, type Html, page } from './page.ts';

/** What the page shows on which a forgotten password starts. */
export interface ForgotPasswordProps {
  /** Field: `username`. */
  readonly form: Form;
  readonly signInHref: string;
}

/** The page on which a forgotten password starts. */
export const forgotPasswordPage = ({ form, signInHref }: ForgotPasswordProps): Html =>
  page(
    'Forgot your password?',
    html`${formOf(
      form,
      html`<label>Username <input name="username" autocomplete="username" required></label>
        <button>Send a code</button>`,
    )}
    <p><a href="${signInHref}">Sign in</a></p>`,
  );

/** What the page shows on which a new password is set with a code. */
export interface ResetPasswordProps {
  /** Fields: `username`, hidden, `code` and `password`. */
  readonly form: Form;
  readonly username: string;
}

/** The page on which a new password is set with a code. */
export const resetPasswordPage = ({ form, username }: ResetPasswordProps): Html =>
  page(
    'Set a new password',
    formOf(
      form,
      html`<input type="hidden" name="username" value="${username}">
        <label>Code <input name="code" inputmode="numeric" autocomplete="one-time-code" required></label>
        <label>New password <input name="password" type="password" autocomplete="new-password" required></label>
        <button>Change password</button>`,
    ),
  );

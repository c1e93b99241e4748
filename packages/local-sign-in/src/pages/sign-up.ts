import { html } from 'hono/html';
import { type Form, formOf, type Html, page } from './page.ts';

/** What the sign-up page shows. */
export interface SignUpProps {
  /** Fields: `username`, `email` and `password`. */
  readonly form: Form;
  readonly username: string;
  readonly email: string;
  readonly signInHref: string;
}

/** The sign-up page. */
export const signUpPage = ({ form, username, email, signInHref }: SignUpProps): Html =>
  page(
    'Sign up',
    html`${formOf(
      form,
      html`<label>Username <input name="username" autocomplete="username" required value="${username}"></label>
        <label>Email <input name="email" type="email" autocomplete="email" required value="${email}"></label>
        <label>Password <input name="password" type="password" autocomplete="new-password" required></label>
        <button>Sign up</button>`,
    )}
    <p><a href="${signInHref}">Sign in</a></p>`,
  );

/** What the page shows on which a new user confirms the address. */
export interface ConfirmProps {
  /** Fields: `username`, hidden, and `code`. */
  readonly form: Form;
  readonly username: string;
  /** Another form, for a new code. Field: `username`, hidden. */
  readonly resend: Form;
}

/** The page on which a new user confirms the address. */
export const confirmPage = ({ form, username, resend }: ConfirmProps): Html =>
  page(
    'Confirm your account',
    html`${formOf(
      form,
      html`<input type="hidden" name="username" value="${username}">
        <label>Code <input name="code" inputmode="numeric" autocomplete="one-time-code" required></label>
        <button>Confirm</button>`,
    )}
    ${formOf(
      resend,
      html`<input type="hidden" name="username" value="${username}">
        <button>Send a new code</button>`,
    )}`,
  );

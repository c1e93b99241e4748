import { html } from 'hono/html';
import { type Form, formOf, type Html, page } from './page.ts';

/** A seeded user who can be picked. */
interface PickableUser {
  readonly username: string;
  readonly email: string | undefined;
  readonly groups: readonly string[];
}

/** What the sign-in page shows. */
export interface SignInProps {
  /** Fields: `username` and `password`; or `pick`, a seeded user's name. */
  readonly form: Form;
  readonly clientName: string;
  readonly loginHint: string | undefined;
  /** Whether users sign in here, and not through a provider alone. */
  readonly hasPassword: boolean;
  readonly users: readonly PickableUser[];
  /** "Continue with …". */
  readonly providers: readonly { readonly name: string; readonly href: string }[];
  /** Undefined where nobody may sign up. */
  readonly signUpHref: string | undefined;
  readonly forgotPasswordHref: string;
}

/** The sign-in page. */
export const signInPage = (props: SignInProps): Html =>
  page(
    `Sign in to ${props.clientName}`,
    html`${formOf(
      props.form,
      html`<label>Username <input name="username" autocomplete="username" value="${props.loginHint ?? ''}"></label>
        <label>Password <input name="password" type="password" autocomplete="current-password"></label>
        <button>Sign in</button>`,
    )}
    ${props.users.map(({ username }) => formOf({ ...props.form, error: undefined }, html`<button name="pick" value="${username}">${username}</button>`))}
    ${props.providers.map(({ name, href }) => html`<p><a href="${href}">Continue with ${name}</a></p>`)}
    <p><a href="${props.forgotPasswordHref}">Forgot your password?</a></p>
    ${props.signUpHref === undefined ? '' : html`<p><a href="${props.signUpHref}">Sign up</a></p>`}`,
  );

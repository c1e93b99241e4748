import { html } from 'hono/html';
import { type Form, formOf, type Html, page } from './page.ts';

/** What the account page shows. */
export interface AccountProps {
  /** Field: `session`, the handle of the session to end. */
  readonly form: Form;
  readonly username: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly groups: readonly string[];
  readonly sessions: readonly {
    readonly handle: string;
    readonly signedInAt: Date;
    readonly methods: readonly string[];
    /** Names of the apps that got tokens from it. */
    readonly apps: readonly string[];
    readonly isThis: boolean;
  }[];
}

/** The account page, with the user's sessions. */
export const accountPage = ({ form, username, sessions }: AccountProps): Html =>
  page(
    username,
    formOf(
      form,
      html`<ul>
        ${sessions.map(
          ({ handle, signedInAt, isThis }) =>
            html`<li>${signedInAt.toISOString()} ${isThis ? '(this browser)' : ''} <button name="session" value="${handle}">Sign out</button></li>`,
        )}
      </ul>`,
    ),
  );

import { html } from 'hono/html';
import { type Form, formOf, type Html, page } from './page.ts';

/** What a provider's stand-in shows. */
export interface ProviderProps {
  /** Field: `userId`, one of the users'; or `refuse`, with any value. */
  readonly form: Form;
  readonly name: string;
  readonly users: readonly { readonly userId: string; readonly email?: string; readonly name?: string }[];
  /** What the app sent along, where the provider would get it. */
  readonly loginHint: string | undefined;
}

/** The stand-in for an external provider. */
export const providerPage = ({ form, name, users }: ProviderProps): Html =>
  page(
    `${name} (local stand-in)`,
    formOf(
      form,
      html`${users.map(({ userId, email }) => html`<button name="userId" value="${userId}">${email ?? userId}</button>`)}
        <button name="refuse" value="yes">Cancel</button>`,
    ),
  );

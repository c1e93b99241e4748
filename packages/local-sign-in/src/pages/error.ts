import { html } from 'hono/html';
import { type Html, page } from './page.ts';

/** What the error page shows. */
export interface ErrorProps {
  /** Cognito's code, such as `redirect_mismatch`. */
  readonly error: string;
  /** The next step for the developer. */
  readonly hint: string | undefined;
}

/** The error page: for requests whose errors cannot go back to an app. */
export const errorPage = ({ error, hint }: ErrorProps): Html =>
  page(
    'An error was encountered with the requested page.',
    html`<p><code>${error}</code></p>
      ${hint === undefined ? '' : html`<p>${hint}</p>`}`,
  );

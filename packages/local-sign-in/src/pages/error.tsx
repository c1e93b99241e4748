import { type Html, layout } from './layout.tsx';

/** The contents of the error page. */
export interface ErrorProps {
  /** Cognito's code, such as `redirect_mismatch`. */
  readonly error: string;
  /** The next step for the developer. */
  readonly hint: string | undefined;
}

/** The error page: for requests whose errors cannot go back to an app. */
export const errorPage = ({ error, hint }: ErrorProps): Html =>
  layout({
    title: 'This request was refused',
    lead: 'Cognito shows a page like this one too. The app never sees the error.',
    refused: true,
    children: (
      <div class="alert" role="alert">
        <code>{error}</code>
        {hint !== undefined && <p>{hint}</p>}
      </div>
    ),
  });

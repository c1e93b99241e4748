import { html } from 'hono/html';

/** Escaped HTML. */
export type Html = ReturnType<typeof html>;

/** What every form needs. Its fields are named by the page's own comment. */
export interface Form {
  /** Where it is posted to. */
  readonly action: string;
  /** The value of the hidden field `_csrf`. */
  readonly csrf: string;
  /** What was wrong with the attempt before. */
  readonly error?: string | undefined;
}

/** A whole document. */
export const page = (title: string, content: Html): Html => html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${title}</title>
    <link rel="stylesheet" href="/assets/styles.css">
  </head>
  <body>
    <main><h1>${title}</h1>${content}</main>
  </body>
</html>`;

/** A form with its hidden field and its error. */
export const formOf = (
  { action, csrf, error }: Form,
  fields: Html,
): Html => html`<form method="post" action="${action}">
  <input type="hidden" name="_csrf" value="${csrf}">
  ${error === undefined ? '' : html`<p role="alert">${error}</p>`}
  ${fields}
</form>`;

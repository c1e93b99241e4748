import { html } from 'hono/html';
import type { Child, FC } from 'hono/jsx';
import { stylesPath } from './styles.ts';

/** A whole document, escaped. */
export type Html = ReturnType<typeof html>;

/** Properties of the frame around every page. */
export interface LayoutProps {
  /** The page's heading, and the first part of the document's title. */
  readonly title: string;
  /** One line under the heading. */
  readonly lead?: Child;
  /** Whether the form was refused: the document's title says so first, because screen readers read it first. */
  readonly refused?: boolean;
  /** Two columns from 48rem on. */
  readonly wide?: boolean;
  readonly children?: Child;
}

const Mark: FC = () => (
  <svg class="mark" viewBox="0 0 40 40" aria-hidden="true">
    <path d="M20 2 35 7v12c0 9-6 16-15 19C11 35 5 28 5 19V7z" fill="currentColor" />
    <path class="keyhole" d="M20 11a5 5 0 0 1 2.6 9.3L24 28h-8l1.4-7.7A5 5 0 0 1 20 11z" />
  </svg>
);

/** The frame around every page: banner, heading and content. */
export const layout = ({ title, lead, refused, wide, children }: LayoutProps): Html =>
  html`<!DOCTYPE html>${(
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>{`${refused === true ? 'Error: ' : ''}${title} · local user pool`}</title>
        <link rel="stylesheet" href={stylesPath} />
        <link rel="icon" href="data:," />
      </head>
      <body class={wide === true ? 'body-wide' : ''}>
        <header class="banner">
          <strong>Development only.</strong> A local user pool on this machine: use no real password.
        </header>
        <main>
          <div class="head">
            <Mark />
            <h1>{title}</h1>
            {lead !== undefined && <p class="lead">{lead}</p>}
          </div>
          {children}
        </main>
        <footer class="page-foot">cognito-guard local sign-in</footer>
      </body>
    </html>
  )}`;

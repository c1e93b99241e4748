import { fileURLToPath } from 'node:url';

/** The repository's root folder, without a trailing slash. */
export const root: string = fileURLToPath(new URL('../..', import.meta.url)).replace(/[/\\]$/, '');

/** The repository's files and folders, for links to what is not a page. */
export const repository = 'https://github.com/cognito-guard/cognito-guard';

/** Where the site is published. */
export const siteUrl = 'https://cognito-guard.github.io/cognito-guard/';

/** The folder that VitePress reads, relative to `docs`. `npm run stage` writes it. */
export const staged = '.pages';

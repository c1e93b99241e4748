import { globSync } from 'node:fs';
import { dist } from './server.ts';

/** The path of every page: `/`, `/guides/migrate.html`. */
export const paths: readonly string[] = globSync('**/*.html', { cwd: dist })
  .map((path) => `/${path.replaceAll('\\', '/')}`.replace(/\/index\.html$/, '/'))
  .filter((path) => path !== '/404.html')
  .sort();

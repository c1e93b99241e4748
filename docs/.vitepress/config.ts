import { join, relative } from 'node:path';
import { defineConfig } from 'vitepress';
import { anchorOf } from '../../scripts/anchors.ts';
import { writeForMachines } from '../src/for-machines.ts';
import { places } from '../src/pages.ts';
import { readSections } from '../src/sidebar.ts';
import { repository, root, siteUrl, staged } from '../src/site.ts';
import { stageFile } from '../src/stage-file.ts';

const sections = readSections();
const linkOf = (place: string): string => `/${place.replace(/(?:index)?\.md$/, '')}`;

// GitHub Pages serves a project below its name; `npm run site` serves the root.
const base = process.env['SITE_BASE'] ?? '/';

export default defineConfig({
  title: 'cognito-guard',
  description: 'Verifies Amazon Cognito tokens in TypeScript services, the same on every host.',
  lang: 'en',
  srcDir: staged,
  outDir: 'dist',
  base,
  head: [['link', { rel: 'icon', type: 'image/svg+xml', href: `${base}mark.svg` }]],
  lastUpdated: false,
  sitemap: { hostname: siteUrl },
  markdown: {
    anchor: { slugify: anchorOf },
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
  },
  // Vite would put small pictures into the pages as data URLs, where they do not follow the theme.
  vite: {
    build: { assetsInlineLimit: 0, chunkSizeWarningLimit: 4000 },
    plugins: [
      {
        name: 'stage-changes',
        configureServer: ({ watcher }) => {
          watcher.add([...places.keys()].map((path) => join(root, path)));
          watcher.on('change', (path) => stageFile(relative(root, path).replaceAll('\\', '/')));
        },
      },
    ],
  },
  transformHead: ({ pageData: { relativePath } }) => [
    ['link', { rel: 'alternate', type: 'text/markdown', href: `${siteUrl}${relativePath}` }],
  ],
  buildEnd: ({ outDir }) => writeForMachines(outDir, sections),
  themeConfig: {
    logo: '/mark.svg',
    nav: [
      ...sections
        .filter(({ title }) => ['Start', 'Guides', 'Errors', 'API reference'].includes(title))
        .map(({ title, pages }) => ({
          text: title,
          link: linkOf(pages[0]?.place ?? ''),
          activeMatch: `^/${pages[0]?.place.split('/')[0]}/`,
        })),
      { text: 'Token inspector', link: '/inspector' },
      { text: 'GitHub', link: repository },
    ],
    sidebar: sections.map(({ title, isClosed, pages }) => ({
      text: title,
      link: linkOf(pages[0]?.place ?? ''),
      ...(isClosed && { collapsed: true }),
      items: pages.map(({ place, title: text }) => ({ text, link: linkOf(place) })),
    })),
    outline: [2, 3],
    search: { provider: 'local' },
    externalLinkIcon: true,
  },
});

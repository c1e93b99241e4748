/** The site in Chromium. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { launchBrowser } from '../../../packages/local-sign-in/test/browser/support/browser.ts';
import { serveSite } from './server.ts';

/** A browser at the site. */
export interface Visit {
  readonly origin: string;
  /** Opens a tab. */
  open(options?: BrowserContextOptions): Promise<Page>;
  close(): Promise<void>;
}

export const startVisit = async (): Promise<Visit> => {
  const server = await serveSite();
  const browser: Browser = await launchBrowser();
  return {
    origin: server.origin,
    open: async (options = {}) => {
      const page = await (await browser.newContext({ baseURL: server.origin, ...options })).newPage();
      page.setDefaultTimeout(30_000);
      return page;
    },
    close: async () => {
      await browser.close();
      server.close();
    },
  };
};

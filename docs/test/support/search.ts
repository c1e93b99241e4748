import type { Page } from 'playwright-core';

/** Types a query into the search of the start page. @returns The addresses of the results, best first. */
export const searchFor = async (page: Page, query: string): Promise<readonly string[]> => {
  await page.goto('/');
  await page.getByRole('button', { name: 'Search' }).click();
  await page.getByRole('searchbox').fill(query);
  const box = page.locator('.VPLocalSearchBox');
  await box.locator('.result, .no-results').first().waitFor();
  return box.locator('.result').evaluateAll((all) => all.map((link) => (link as HTMLAnchorElement).href));
};

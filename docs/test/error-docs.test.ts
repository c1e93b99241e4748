import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { AuthError } from '@cognito-guard/core';
import { siteUrl } from '../src/site.ts';
import { startVisit, type Visit } from './support/visit.ts';

let visit: Visit;
before(async () => {
  visit = await startVisit();
});
after(() => visit.close());

test('error.docs opens the page of the code, without the extension of its file', async () => {
  const { docs } = new AuthError('token_expired');
  assert.ok(docs.startsWith(siteUrl));
  const page = await visit.open();
  const response = await page.goto(`/${docs.slice(siteUrl.length)}`);
  assert.equal(response?.status(), 200);
  await page.getByRole('heading', { level: 1, name: 'token_expired' }).waitFor();
  await page.getByRole('link', { name: 'Error codes' }).first().click();
  await page.waitForURL(`${visit.origin}/errors/`);
});

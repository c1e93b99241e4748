import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { settings, tokens } from '../../packages/local-sign-in/test/inspector/support/tokens.ts';
import { startVisit, type Visit } from './support/visit.ts';

let visit: Visit;
before(async () => {
  visit = await startVisit();
});
after(() => visit.close());

test('the inspector explains tokens without a request', async () => {
  const page = await visit.open({ viewport: { width: 390, height: 844 } });
  await page.goto('/inspector.html', { waitUntil: 'networkidle' });
  const field = (name: string) => page.getByLabel(name, { exact: true });
  await field('Token').waitFor();
  const requests: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  await field('User pool id').fill(settings.userPoolId);
  await field('App clients').fill(settings.clientId);
  await field('Token use').selectOption(settings.tokenUse);
  await field('Key set').fill(settings.keys);
  for (const [text, code] of Object.values(tokens)) {
    await field('Token').fill(text);
    await page.getByRole('heading', { name: code === undefined ? 'Accepted' : `Refused: ${code}` }).waitFor();
  }
  assert.deepEqual(requests, []);
});

test('the inspector fetches keys only on a click, and sends nothing of the token', async () => {
  const page = await visit.open();
  const requests: { readonly url: string; readonly sent: string }[] = [];
  await page.route('https://cognito-idp.eu-west-1.amazonaws.com/**', async (route) => {
    const request = route.request();
    requests.push({ url: request.url(), sent: JSON.stringify([await request.allHeaders(), request.postData()]) });
    await route.fulfill({ body: settings.keys, headers: { 'Access-Control-Allow-Origin': '*' } });
  });
  await page.goto('/inspector.html', { waitUntil: 'networkidle' });
  const [good] = tokens['good'] ?? [''];
  await page.getByLabel('Token', { exact: true }).fill(good);
  await page.getByLabel('User pool id', { exact: true }).fill(settings.userPoolId);
  await page.getByRole('heading', { name: 'Not verified' }).waitFor();
  assert.equal(requests.length, 0);
  await page.getByRole('button', { name: 'Fetch the key set' }).click();
  await page.getByRole('heading', { name: 'Accepted' }).waitFor();
  assert.deepEqual(
    requests.map(({ url }) => url),
    [`https://cognito-idp.eu-west-1.amazonaws.com/${settings.userPoolId}/.well-known/jwks.json`],
  );
  const sent = requests.map((request) => request.sent).join();
  for (const part of good.split('.')) assert.ok(!sent.includes(part.slice(0, 20)));
  assert.ok(!sent.includes('referer'));
});

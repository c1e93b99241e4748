import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { drawTable } from '../examples/demo/src/picture.ts';
import { demoRequests } from '../examples/demo/src/requests.ts';
import { type Row, runRequest } from '../examples/demo/src/run.ts';
import { startWorld } from '../examples/demo/src/world.ts';

test('docs/demo.svg shows the answers that the demo gets', async () => {
  await using world = await startWorld(0);
  const rows: Row[] = [];
  for (const request of demoRequests) rows.push(await runRequest(world, request));
  const drawn = readFileSync(new URL('../docs/demo.svg', import.meta.url), 'utf8');
  expect(drawn, 'Draw it with: npm run demo -- --picture docs/demo.svg').toBe(drawTable(rows));
});

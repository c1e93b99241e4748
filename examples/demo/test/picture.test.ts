import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { drawTable } from '../src/picture.ts';
import { demoRequests } from '../src/requests.ts';
import { type Row, runRequest } from '../src/run.ts';
import { startWorld } from '../src/world.ts';

test('docs/demo.svg shows the answers that the demo gets', async () => {
  await using world = await startWorld(0);
  const rows: Row[] = [];
  for (const request of demoRequests) rows.push(await runRequest(world, request));
  const drawn = readFileSync(new URL('../../../docs/demo.svg', import.meta.url), 'utf8');
  expect(drawn, 'Draw it with: npm run demo -- --picture docs/demo.svg').toBe(drawTable(rows));
});

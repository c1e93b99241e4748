/** The process of the load generator. Argument: the fixture. */
import autocannon from 'autocannon';
import { serve } from '../child.ts';
import { readFixture } from '../fixture.ts';

/** One round of load. */
export interface LoadQuestion {
  readonly port: number;
  readonly seconds: number;
}

/** The result of a round. */
export interface LoadAnswer {
  readonly requests: number;
  readonly requestsPerSecond: number;
}

const [fixturePath = ''] = process.argv.slice(2);
const { tokens } = await readFixture(fixturePath);
const requests = (tokens['usual'] ?? []).map((token) => ({ headers: { authorization: `Bearer ${token}` } }));

serve<LoadQuestion>(async ({ port, seconds }): Promise<LoadAnswer> => {
  const url = `http://127.0.0.1:${port}/api/me`;
  const result = await autocannon({ url, connections: 50, duration: seconds, requests });
  if (result.errors + result.non2xx + result.timeouts > 0 || result['2xx'] === 0) {
    throw new Error(`The load met ${result.non2xx} refusals and ${result.errors} errors; it expected none.`);
  }
  return { requests: result['2xx'], requestsPerSecond: result['2xx'] / result.duration };
});

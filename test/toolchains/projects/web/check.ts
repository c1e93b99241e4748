/** Sends tokens of a test pool to the handlers. */
import type { RequestEvent } from '@sveltejs/kit';
import { GET } from './server.js';
import { handler } from './trpc.js';
import { pool } from './verifier.js';

const requests = (url: string): readonly Request[] =>
  [undefined, pool.accessToken(), pool.accessToken({ scope: ['orders/read'] })].map(
    (token) => new Request(url, token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } }),
  );

const expectAnswers = async (name: string, answers: readonly Promise<Response>[], expected: string): Promise<void> => {
  const seen = (await Promise.all(answers)).map(({ status }) => status).join();
  if (seen !== expected) throw new Error(`${name}: expected ${expected}, got ${seen}.`);
};

await expectAnswers('tRPC', requests('http://localhost/api/trpc/me').map(handler), '401,200,200');
await expectAnswers(
  'SvelteKit',
  // The handler reads nothing else of its event.
  requests('http://localhost/orders').map(async (request) => GET({ request } as RequestEvent)),
  '401,403,200',
);
const [, good] = requests('http://localhost/api/trpc/me');
const { result } = (await (await handler(good as Request)).json()) as { readonly result: { readonly data: string } };
if (result.data !== pool.subject) throw new Error(`tRPC: expected the token's subject, got ${result.data}.`);

/** The same on Node: `USER_POOL_ID=… CLIENT_ID=… npm run serve`. */
import { serve } from '@hono/node-server';
import server from './server.ts';

const port = Number(process.env['PORT'] ?? 3000);
serve({ fetch: server.fetch, port }, (address) => console.log(`Listening on port ${address.port}.`));

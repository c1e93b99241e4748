import { serve } from '@hono/node-server';
import { fetchHandler } from './chosen-app.ts';

serve({ fetch: fetchHandler, hostname: '127.0.0.1', port: 0 }, ({ port }) => console.log(`http://127.0.0.1:${port}`));

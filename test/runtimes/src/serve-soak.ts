/** Runs the soak's Worker in workerd until its parent closes standard input: `node serve-soak.ts <pool> <client> <keys>`. */
import { once } from 'node:events';
import { runWorkerd } from './workerd.ts';

const [, , USER_POOL_ID, CLIENT_ID, JWKS_URI] = process.argv;
await using worker = await runWorkerd('./soak-worker.ts', { USER_POOL_ID, CLIENT_ID, JWKS_URI });
console.log(worker.origin);
process.stdin.resume();
await once(process.stdin, 'end');

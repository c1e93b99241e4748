import { coldStart } from './cold-start/cold-start.ts';
import type { Group } from './figure.ts';
import { middyHandlers } from './functions/middy.ts';
import { authorizerHandlers, routeScaling } from './functions/policy.ts';
import { verification } from './functions/verification.ts';
import { hitScaling } from './scaling/hits.ts';
import { memory } from './scaling/memory.ts';
import { poolScaling } from './scaling/pools.ts';
import { groupScaling } from './scaling/token-groups.ts';
import { expressServers } from './servers/express.ts';
import { honoServers } from './servers/hono.ts';

/** All groups of the bench, in the order of the report. */
export const groups: readonly Group[] = [
  verification,
  expressServers,
  honoServers,
  middyHandlers,
  authorizerHandlers,
  coldStart,
  hitScaling,
  memory,
  poolScaling,
  groupScaling,
  routeScaling,
];

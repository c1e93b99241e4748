export { type GuardOptions, guard, withAuth } from './web/guard.ts';

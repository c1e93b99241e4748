import type { Server } from 'node:http';
import type { Fixture } from '../fixture.ts';

/** Starts one application on a free port. Each imports what it needs itself, in a process of its own. */
export type StartApp = (fixture: Fixture) => Promise<Server>;

/** What a module of applications exports. */
export type Apps = Readonly<Record<string, StartApp>>;

/** What every application answers, at `/api/me`. */
export const answer = { hello: 'test-user' } as const;

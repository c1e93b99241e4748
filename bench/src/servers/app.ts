import type { Server } from 'node:http';
import type { Fixture } from '../fixture.ts';

/** Starts one application on a free port. Each runs in its own process and imports its own libraries. */
export type StartApp = (fixture: Fixture) => Promise<Server>;

/** The exports of a module of applications. */
export type Apps = Readonly<Record<string, StartApp>>;

/** The response of every application at `/api/me`. */
export const answer = { hello: 'test-user' } as const;

import { Logger } from '@aws-lambda-powertools/logger';
import type { VerifierEvent } from '@cognito-guard/core';
import pino from 'pino';
import { afterEach, expect, test, vi } from 'vitest';
import { logTo as logToPino } from '../recipes/pino.ts';
import { logTo as logToPowertools } from '../recipes/powertools.ts';
import { eventsOfEachType, verifyWith } from '../support/verifier-events.ts';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

interface Recipe {
  readonly name: string;
  readonly start: (lines: string[]) => (event: VerifierEvent) => void;
  readonly level: (line: Readonly<Record<string, unknown>>) => unknown;
  readonly message: string;
}

const recipes: readonly Recipe[] = [
  {
    name: 'pino',
    start: (lines) => logToPino(pino({ level: 'debug' }, { write: (line) => lines.push(line) })),
    level: ({ level }) => pino.levels.labels[Number(level)],
    message: 'msg',
  },
  {
    name: 'Powertools Logger',
    start: (lines) => {
      // The logger writes through its own console, except in development mode.
      vi.stubEnv('POWERTOOLS_DEV', 'true');
      for (const method of ['debug', 'info', 'warn'] as const) {
        vi.spyOn(console, method).mockImplementation((line) => lines.push(line));
      }
      return logToPowertools(new Logger({ serviceName: 'orders', logLevel: 'DEBUG' }));
    },
    level: ({ level }) => String(level).toLowerCase(),
    message: 'message',
  },
];

test.each(recipes)('$name logs each event with its fields at the level of its type', ({ start, level, message }) => {
  const lines: string[] = [];
  const onEvent = start(lines);
  for (const event of eventsOfEachType) onEvent(event);
  const logged = lines.map((line): Readonly<Record<string, unknown>> => JSON.parse(line));
  expect(logged.map((line) => [line[message], level(line)])).toEqual([
    ['verified', 'debug'],
    ['rejected', 'info'],
    ['keys_refreshed', 'debug'],
    ['keys_failed', 'warn'],
    ['keys_stale', 'warn'],
    ['revocation_failed', 'warn'],
    ['sign_out_failed', 'warn'],
  ]);
  for (const [index, { type: _, ...fields }] of eventsOfEachType.entries()) expect(logged[index]).toMatchObject(fields);
});

test.each(recipes)('$name logs no token text, claim, kid or URL', async ({ start }) => {
  const lines: string[] = [];
  const { secrets } = await verifyWith(start(lines));
  expect(lines.length).toBeGreaterThan(4);
  for (const secret of secrets) expect(lines.join('\n')).not.toContain(secret);
});

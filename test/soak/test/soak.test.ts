import { type Auth, AuthError, createVerifier, type FetchFunction, type Verifier } from '@cognito-guard/core';
import { describe, expect, test } from 'vitest';
import { startApp } from '../src/apps.ts';
import { fetchKeys } from '../src/keys-endpoint.ts';
import { type SoakResult, soak } from '../src/soak.ts';
import { type Subject, settlingMs } from '../src/subject.ts';

/** What a server may be made of other than `createVerifier`. */
interface Parts {
  readonly clock?: (offset: number) => number;
  readonly fetch?: FetchFunction;
  readonly wrap?: (verifier: Verifier) => Verifier['verify'];
}

const honest = (offset: number): number => Date.now() + offset;

/** A short run against a server in this process. */
const soakOne = async ({ clock = honest, fetch = fetchKeys, wrap }: Parts, seconds = 2.5): Promise<SoakResult> => {
  const start: Parameters<typeof soak>[0]['start'][number] = async ({ userPoolId, clientId }, endpoint) => {
    let offset = 0;
    const verifier: Verifier = createVerifier({
      userPoolId,
      clientId,
      tokenUse: 'access',
      jwksUri: endpoint.url,
      clock: () => clock(offset),
      keys: { fetch },
    });
    const app = await startApp('hono', wrap === undefined ? verifier : { ...verifier, verify: wrap(verifier) });
    return {
      name: 'hono',
      origin: app.origin,
      endpoint,
      settlingMs,
      whileAwake: (work) => work(),
      setOffset: async (next) => {
        offset = next;
      },
      usage: async () => ({ rss: 0, heapUsed: 0, cacheEntries: verifier.stats().cacheEntries }),
      close: async () => {
        await app[Symbol.asyncDispose]();
        await endpoint.close();
      },
    } satisfies Subject;
  };
  const [result] = await soak({ seconds, stepMs: 100, connections: 4, start: [start] });
  if (result === undefined) throw new Error('nothing was put under load');
  return result;
};

test('a sound server gives no wrong answer, whatever happens to its world', async () => {
  const { tally, fetches } = await soakOne({}, 5);
  expect(tally.wrong).toEqual([]);
  expect(tally.hasWrong).toBe(false);
  expect(tally.requests).toBeGreaterThan(300);
  expect(fetches).toBeGreaterThan(3);
  // A run that never met an answer did not check it.
  expect([...tally.answers.keys()]).toEqual(
    expect.arrayContaining([
      '200',
      '401 token_expired',
      '401 unknown_key',
      '403 insufficient_scope',
      '503 keys_unavailable',
    ]),
  );
});

/** The first good answer, for ever. */
const remembering = (): FetchFunction => {
  let first: string | undefined;
  return async (url, init) => {
    if (first === undefined) {
      const response = await fetchKeys(url, init);
      if (!response.ok) return response;
      first = await response.text();
    }
    return new Response(first);
  };
};

/** Accepts every token that was accepted once. */
const lettingInAgain = ({ verify }: Verifier): Verifier['verify'] => {
  const known = new Map<string, Auth>();
  return async (token, requirements) => {
    const auth = known.get(token) ?? (await verify(token, requirements));
    known.set(token, auth);
    return auth;
  };
};

/** Once in a while, the caller of the request before. */
const mixingUp = ({ verify }: Verifier): Verifier['verify'] => {
  let before: Auth | undefined;
  let count = 0;
  return async (token, requirements) => {
    const auth = await verify(token, requirements);
    const other = before;
    before = auth;
    return ++count % 10 === 0 && other !== undefined ? other : auth;
  };
};

describe('a server that is broken is caught', () => {
  test.each<[string, 'wrongAccepts' | 'wrongRefusals' | 'failures', Parts]>([
    ['its clock does not jump', 'wrongRefusals', { clock: () => Date.now() }],
    ['it accepts every token that it accepted before', 'wrongAccepts', { wrap: lettingInAgain }],
    ['it never asks for keys again', 'wrongRefusals', { fetch: remembering() }],
    ['it answers for another user', 'wrongAccepts', { wrap: mixingUp }],
    [
      'it takes an outage for a bad token',
      'wrongRefusals',
      {
        wrap:
          ({ verify }) =>
          (token, requirements) =>
            verify(token, requirements).catch((error: unknown) => {
              throw AuthError.is(error) && error.status === 503 ? new AuthError('invalid_signature') : error;
            }),
      },
    ],
    [
      'it breaks on some tokens',
      'failures',
      {
        wrap:
          ({ verify }) =>
          (token, requirements) =>
            token.endsWith('A') ? Promise.reject(new Error('broken')) : verify(token, requirements),
      },
    ],
  ])('%s', async (_, counted, parts) => {
    const { tally } = await soakOne(parts);
    expect(tally[counted]).toBeGreaterThan(0);
    expect(tally.wrong.length).toBeGreaterThan(0);
  });
});

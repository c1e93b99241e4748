import { type Auth, AuthError, createVerifier, type FetchFunction, type Verifier } from '@cognito-guard/core';
import { describe, expect, test } from 'vitest';
import { startApp } from '../src/apps.ts';
import { fetchKeys } from '../src/keys-endpoint.ts';
import { type SoakResult, soak } from '../src/soak.ts';
import { type Subject, settlingMs } from '../src/subject.ts';

/** Replaced parts of a server. */
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
  if (result === undefined) throw new Error('The soak returned no result.');
  return result;
};

test('a correct server gives no wrong answer during rotations, endpoint failures and clock jumps', async () => {
  const { tally, fetches } = await soakOne({}, 5);
  expect(tally.wrong).toEqual([]);
  expect(tally.hasWrong).toBe(false);
  expect(tally.requests).toBeGreaterThan(300);
  expect(fetches).toBeGreaterThan(3);
  // The run must have checked every kind of answer.
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

/** Returns the first successful response for every later fetch. */
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

/** Accepts every token that it has accepted before. */
const acceptingAgain = ({ verify }: Verifier): Verifier['verify'] => {
  const known = new Map<string, Auth>();
  return async (token, requirements) => {
    const auth = known.get(token) ?? (await verify(token, requirements));
    known.set(token, auth);
    return auth;
  };
};

/** Sometimes returns the caller of the previous request. */
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

describe('the soak detects a broken server:', () => {
  test.each<[string, 'wrongAccepts' | 'wrongRefusals' | 'failures', Parts]>([
    ['its clock does not jump', 'wrongRefusals', { clock: () => Date.now() }],
    ['it accepts every token that it has accepted before', 'wrongAccepts', { wrap: acceptingAgain }],
    ['it never fetches keys again', 'wrongRefusals', { fetch: remembering() }],
    ['it returns another user', 'wrongAccepts', { wrap: mixingUp }],
    [
      'it answers 401 during an outage',
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
      'it crashes on some tokens',
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

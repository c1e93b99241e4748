import {
  type LastingStoreWorld,
  lastingStoreCases,
  type RemoteStoreWorld,
  remoteStoreCases,
  revocationStoreCases,
  type SilentStoreWorld,
  silentStoreCases,
  type VisibleStoreWorld,
  visibleStoreCases,
} from '@cognito-guard/testing/conformance';
import { describe, expect, test } from 'vitest';

/** The parts of a store that a test replaces by a faulty one. */
interface Seams {
  name(kind: string, userPoolId: string, id: string | undefined): string;
  refuse(...ids: readonly string[]): void;
  refuseMoment(issuedBefore: number): void;
  later(kept: number | undefined, issuedBefore: number): number;
  covers(issuedAt: number, issuedBefore: number): boolean;
  endOf(issuedBefore: number, now: number): number;
  lifetime: number;
  reach(isUp: boolean): void;
  survives: boolean;
  remark: (revocation: object) => string;
}

const sound: Seams = {
  name: (kind, userPoolId, id) => JSON.stringify([kind, userPoolId, id ?? null]),
  refuse: (userPoolId, id) => {
    if (!/^[\w-]+$/.test(userPoolId ?? '') || id === '') throw new TypeError('refused');
  },
  refuseMoment: (issuedBefore) => {
    if (!(issuedBefore >= 0 && issuedBefore < 1e11)) throw new TypeError('refused');
  },
  later: (kept = 0, issuedBefore) => Math.max(kept, issuedBefore),
  covers: (issuedAt, issuedBefore) => issuedAt < issuedBefore,
  endOf: (issuedBefore) => issuedBefore + 87_000,
  lifetime: 87_000,
  reach: (isUp) => {
    if (!isUp) throw new Error('down');
  },
  survives: true,
  remark: () => '',
};

type World = VisibleStoreWorld & LastingStoreWorld & RemoteStoreWorld & SilentStoreWorld;

const openWorld = (faults: Partial<Seams>): World => {
  const seams = { ...sound, ...faults };
  const entries = new Map<string, { issuedBefore: number; endsAt: number; remark: string }>();
  let now = 1_700_000_000;
  let isUp = true;
  const write = (key: string, issuedBefore: number, endsAt: number, remark: string): void => {
    entries.set(key, { issuedBefore, endsAt, remark });
  };
  const find = (key: string): number | undefined => {
    const entry = entries.get(key);
    return entry !== undefined && now < entry.endsAt ? entry.issuedBefore : undefined;
  };
  const revokeBefore = (
    kind: string,
    revocation: { readonly userPoolId: string; readonly issuedBefore: number },
    id: string | undefined,
  ): void => {
    seams.reach(isUp);
    seams.refuse(revocation.userPoolId, ...(id === undefined ? [] : [id]));
    seams.refuseMoment(revocation.issuedBefore);
    const key = seams.name(kind, revocation.userPoolId, id);
    const issuedBefore = seams.later(find(key), revocation.issuedBefore);
    write(key, issuedBefore, seams.endOf(issuedBefore, now), seams.remark(revocation));
  };
  return {
    now: () => now,
    pass: (seconds) => {
      now += seconds;
    },
    contents: () => JSON.stringify([...entries]),
    stop: async () => {
      isUp = false;
    },
    start: async () => {
      isUp = true;
    },
    fallSilent: () => {
      isUp = false;
    },
    recover: async () => {
      isUp = true;
    },
    restart: async () => {
      if (!seams.survives) entries.clear();
    },
    store: {
      isRevoked: async ({ userPoolId, subject, jti, originJti, clientId, issuedAt }) => {
        seams.reach(isUp);
        const moments = [
          find(seams.name('token', userPoolId, jti)),
          find(seams.name('session', userPoolId, originJti)),
          find(seams.name('user', userPoolId, subject)),
          find(seams.name('client', userPoolId, clientId)),
          find(seams.name('pool', userPoolId, undefined)),
        ];
        return moments.some((moment) => moment !== undefined && seams.covers(issuedAt, moment));
      },
      revokeToken: async (revocation) => {
        seams.reach(isUp);
        seams.refuse(revocation.userPoolId, revocation.jti);
        const key = seams.name('token', revocation.userPoolId, revocation.jti);
        write(key, Number.POSITIVE_INFINITY, now + seams.lifetime, seams.remark(revocation));
      },
      revokeSession: async (revocation) => {
        seams.reach(isUp);
        seams.refuse(revocation.userPoolId, revocation.originJti);
        const key = seams.name('session', revocation.userPoolId, revocation.originJti);
        write(key, Number.POSITIVE_INFINITY, now + seams.lifetime, seams.remark(revocation));
      },
      revokeUser: async (revocation) => revokeBefore('user', revocation, revocation.subject),
      revokeClient: async (revocation) => revokeBefore('client', revocation, revocation.clientId),
      revokePool: async (revocation) => revokeBefore('pool', revocation, undefined),
    },
  };
};

const cases = [
  ...revocationStoreCases,
  ...visibleStoreCases,
  ...lastingStoreCases,
  ...remoteStoreCases,
  ...silentStoreCases,
];

/** @returns The names of the promises that a store with these faults breaks. */
const broken = async (faults: Partial<Seams>): Promise<readonly string[]> => {
  const names: string[] = [];
  for (const { name, run } of cases) if ((await run(openWorld(faults))).length > 0) names.push(name);
  return names;
};

describe('the cases of revocation stores', () => {
  test('pass for a correct store', async () => {
    expect(await broken({})).toEqual([]);
  });

  test('have unique names', () => {
    expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
  });

  test.each<[string, Partial<Seams>, string]>([
    ['mixes pools', { name: (kind, _pool, id) => `${kind} ${id}` }, 'two pools with equal ids never mix'],
    [
      'mixes kinds',
      { name: (_kind, pool, id) => `${pool} ${id}` },
      'a token, a sign-in and a user with equal ids never mix',
    ],
    [
      'shortens ids',
      { name: (kind, pool, id) => `${kind} ${pool} ${id?.slice(0, 100)}` },
      'similar ids never mix: case, separators, composed letters, 720 equal characters',
    ],
    [
      'takes no id for an id',
      { name: (kind, pool, id) => `${kind} ${pool} ${id}` },
      'a missing id is not the text "undefined"',
    ],
    [
      'covers the moment itself',
      { covers: (issuedAt, before) => issuedAt <= before },
      'a revoked user loses the tokens issued before the moment, and none issued at it or later',
    ],
    [
      'rounds moments',
      { later: (kept = 0, before) => Math.max(kept, Math.floor(before)) },
      'an issuedBefore within a second covers the tokens of that second',
    ],
    [
      'keeps the last moment',
      { later: (_kept, before) => before },
      'an earlier issuedBefore does not shrink the revocation of a user',
    ],
    [
      'keeps the first moment',
      { later: (kept, before) => kept ?? before },
      'a later issuedBefore extends the revocation of a user',
    ],
    ['forgets early', { lifetime: 86_400 }, 'a revocation lasts as long as the longest token lives, and then expires'],
    [
      'never forgets',
      { lifetime: Number.POSITIVE_INFINITY },
      'a revocation lasts as long as the longest token lives, and then expires',
    ],
    [
      'counts from now',
      { endOf: (_before, now) => now + 87_000 },
      'a user revocation with a future issuedBefore lasts until the tokens of that time have expired',
    ],
    ['takes empty ids', { refuse: () => undefined }, 'a revocation without a pool, token, session or user id rejects'],
    [
      'takes milliseconds',
      { refuseMoment: () => undefined },
      'an issuedBefore that is not a time in seconds rejects: milliseconds would lock the user out for ever',
    ],
    [
      'keeps all that it is given',
      { remark: (revocation) => JSON.stringify(revocation) },
      'the store contains only ids of a token, never its text or other claims',
    ],
    [
      'knows no clients and no pools',
      { name: (kind, pool, id) => `${/client|pool/.test(kind) ? Math.random() : kind} ${pool} ${id}` },
      'a revoked app client loses the tokens of all its users issued before the moment, and no other client does',
    ],
    [
      'mixes clients and users',
      { name: (kind, pool, id) => JSON.stringify([kind.replace('client', 'user'), pool, id ?? null]) },
      'an app client and a user with equal ids never mix',
    ],
    ['lives in memory', { survives: false }, 'revocations survive a restart of the service'],
    [
      'hides an outage',
      { reach: () => undefined },
      'while the service is down every call rejects, and later calls succeed',
    ],
  ])('find a store that %s', async (_fault, faults, promise) => {
    expect(await broken(faults)).toContain(promise);
  });

  test('fail for a store that waits for a silent service without a deadline', async () => {
    const world = openWorld({});
    let isSilent = false;
    const waiting: World = {
      ...world,
      fallSilent: () => {
        isSilent = true;
      },
      recover: async () => {
        isSilent = false;
      },
      store: {
        ...world.store,
        isRevoked: (token) => (isSilent ? new Promise(() => undefined) : world.store.isRevoked(token)),
      },
    };
    expect(await silentStoreCases[0]?.run(waiting)).toContain(
      'isRevoked has not settled after 5 s, expected a rejection',
    );
  });

  test('fail for a store that loses one of two concurrent revocations', async () => {
    const world = openWorld({});
    const latest = new Map<string, number>();
    const racing: World = {
      ...world,
      store: {
        ...world.store,
        isRevoked: async (token) => token.issuedAt < (latest.get(token.subject) ?? 0),
        revokeUser: async ({ subject, issuedBefore }) => {
          const kept = latest.get(subject) ?? 0;
          await Promise.resolve();
          if (kept < issuedBefore) latest.set(subject, issuedBefore);
        },
      },
    };
    const name = 'of concurrent revocations of a user, the latest issuedBefore wins';
    expect(await cases.find((one) => one.name === name)?.run(racing)).not.toEqual([]);
  });
});

import fc from 'fast-check';

/** A repeatable source of choices (mulberry32). */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** 0 ≤ x < 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** 0 ≤ i < bound. */
  int(bound: number): number {
    return Math.floor(this.next() * bound);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(list: readonly T[]): T {
    const found = list[this.int(list.length)];
    if (found === undefined && !list.includes(found as T)) throw new RangeError('nothing to pick from');
    return found as T;
  }
}

/** Sources of the values of a mutated member. */
export interface Surroundings {
  /** Seconds since the epoch. */
  readonly now: number;
  readonly issuers: readonly string[];
  readonly clientIds: readonly string[];
  readonly kids: readonly string[];
}

/** Removes the member. */
export const removed: unique symbol = Symbol('removed');

const times = ['exp', 'iat', 'nbf', 'auth_time'];
/** Near the tolerance of 5 s, the lifetime of 24 h, and the limits of dates and doubles. */
const offsets = [-86_406, -3_600, -6, -5.1, -5, -4.5, -1, 0, 1, 4.5, 5, 5.1, 6, 300, 3_600, 86_400, 86_405, 86_406];
const farTimes = [0, -0, -1, 1, 1e13, 1e300, -1e300, 2 ** 31, 2 ** 53, 5e-324];

const otherTypes: readonly unknown[] = [
  null,
  true,
  false,
  0,
  1,
  '',
  [],
  {},
  [null],
  [[]],
  { toString: 'x' },
  '\ud800',
  '\u0000',
  'x',
];

const spellings = (text: string, random: Random): unknown =>
  random.pick<unknown>([
    text,
    `${text}/`,
    `${text} `,
    ` ${text}`,
    `${text}\u0000`,
    text.toUpperCase(),
    text.slice(0, -1),
    text.replace('https:', 'http:'),
    text.normalize('NFD').replace('a', 'а'),
    [text],
    [text, text],
    ['x', text],
    { 0: text, length: 1 },
  ]);

/** Any JSON value, for members without a known type. */
const anyJson = (seed: number): readonly unknown[] => fc.sample(fc.jsonValue(), { seed, numRuns: 500 });

/** Makes values: mostly near the valid one, because obviously invalid values find no bugs. */
export const makeValues = (seed: number, { now, issuers, clientIds, kids }: Surroundings) => {
  const anything = anyJson(seed);
  const known = new Map<string, readonly unknown[]>(
    Object.entries({
      iss: issuers,
      client_id: clientIds,
      aud: [...clientIds, 'https://api.example', ['https://api.example', ...clientIds]],
      token_use: ['access', 'id', 'refresh', 'Access', ['access'], 'id '],
      alg: ['RS256', 'RS384', 'RS512', 'PS256', 'HS256', 'ES256', 'EdDSA', 'none', 'rs256'],
      kid: kids,
      typ: ['JWT', 'jwt', 'at+jwt', 'application/at+jwt', 'JWE', 'JOSE'],
      crit: [[], ['exp'], ['b64']],
      b64: [true, false],
      scope: ['', ' ', 'orders/read', 'orders/read orders/write', 'a\tb'],
      'cognito:groups': [[], ['admins'], ['admins', 'ops'], ['admins', 1], 'admins'],
      cnf: [{ jkt: 'x' }, {}, ''],
    }),
  );
  return (name: string, current: unknown, random: Random): unknown => {
    if (random.chance(0.15)) return removed;
    if (random.chance(0.2)) return random.pick(otherTypes);
    if (random.chance(0.1)) return random.pick(anything);
    if (times.includes(name)) {
      const time = random.chance(0.8) ? now + random.pick(offsets) : random.pick(farTimes);
      return random.chance(0.1) ? String(time) : time;
    }
    const alike = known.get(name);
    if (alike !== undefined && random.chance(0.7)) return random.pick(alike);
    return spellings(typeof current === 'string' ? current : 'x', random);
  };
};

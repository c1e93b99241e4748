import { randomUUID } from 'node:crypto';
import {
  breakSignature,
  createTestKey,
  createTestPool,
  respell,
  type TestKey,
  type TestPool,
  unsignedToken,
} from '@cognito-guard/testing';
import type { Answer } from './oracle.ts';

/** A token with the facts that determine its correct answer. Times are seconds since the epoch. */
export interface LabelledToken {
  readonly text: string;
  readonly kind: string;
  readonly kid: string;
  readonly subject: string;
  readonly exp: number;
  readonly iat: number;
  readonly nbf: number;
  readonly hasScope: boolean;
  /** The permanent refusal that the verifier finds before it checks times and key. */
  readonly earlyFlaw?: Answer;
  /** The permanent refusal that the verifier finds after it has the key. */
  readonly flaw?: Answer;
}

type Facts = Omit<LabelledToken, 'text' | 'kind'>;
type Make = (facts: Facts, key: TestKey, pool: TestPool) => Pick<LabelledToken, 'text' | 'flaw' | 'earlyFlaw' | 'kid'>;

const sign = (
  pool: TestPool,
  key: TestKey,
  facts: Facts,
  claims: object = {},
  header: Record<string, unknown> = {},
): string =>
  pool.accessToken({
    key,
    sub: facts.subject,
    header,
    scope: facts.hasScope ? 'orders/read' : 'aws.cognito.signin.user.admin',
    claims: { exp: facts.exp, iat: facts.iat, nbf: facts.nbf, ...claims },
  });

const stranger = createTestKey();

const kinds: Readonly<Record<string, Make>> = {
  good: (facts, key, pool) => ({ text: sign(pool, key, facts), kid: key.kid }),
  'broken signature': (facts, key, pool) => ({
    text: breakSignature(sign(pool, key, facts)),
    kid: key.kid,
    flaw: '401 invalid_signature',
  }),
  "another's signature": (facts, key, pool) => ({
    text: sign(pool, stranger, facts, {}, { kid: key.kid }),
    kid: key.kid,
    flaw: '401 invalid_signature',
  }),
  'another client': (facts, key, pool) => ({
    text: sign(pool, key, facts, { client_id: 'another' }),
    kid: key.kid,
    flaw: '401 wrong_client',
  }),
  'unknown key': (facts, _key, pool) => {
    const kid = randomUUID();
    return { text: sign(pool, stranger, facts, {}, { kid }), kid };
  },
  'another issuer': (facts, key, pool) => ({
    text: sign(pool, key, facts, { iss: `${pool.issuer}x` }),
    kid: key.kid,
    earlyFlaw: '401 wrong_issuer',
  }),
  unsigned: (facts, key, pool) => ({
    text: unsignedToken(sign(pool, key, facts)),
    kid: key.kid,
    earlyFlaw: '401 malformed_token',
  }),
  'second spelling': (facts, key, pool) => ({
    text: respell(sign(pool, key, facts)).at(0) ?? '',
    kid: key.kid,
    earlyFlaw: '401 malformed_token',
  }),
};
const badKinds = Object.keys(kinds).filter((kind) => kind !== 'good');

/** Lifetimes in seconds: some end while the token is in use, some with a clock jump. */
const lifetimes = [2, 4, 8, 15, 300, 900, 3_600, 86_400];

const pick = <T>(list: readonly T[]): T => {
  const found = list[Math.floor(Math.random() * list.length)];
  if (found === undefined) throw new RangeError('The list is empty.');
  return found;
};

/** A stream of tokens, each used many times: cached and new, valid and invalid. */
export class TokenStream {
  readonly pool: TestPool;
  readonly #clock: () => number;
  readonly #tokens: LabelledToken[] = [];
  #made = 0;
  /** The current signing key. */
  key: TestKey;

  private constructor(pool: TestPool, clock: () => number, key: TestKey) {
    this.pool = pool;
    this.#clock = clock;
    this.key = key;
  }

  static async create(clock: () => number, key: TestKey): Promise<TokenStream> {
    return new TokenStream(await createTestPool({ clock }), clock, key);
  }

  #make(kind: string): LabelledToken {
    const now = Math.floor(this.#clock() / 1000);
    const facts = {
      kid: this.key.kid,
      subject: `user-${this.#made++}`,
      exp: now + pick(lifetimes),
      iat: now,
      nbf: Math.random() < 0.1 ? now + 8 : now,
      hasScope: Math.random() < 0.5,
    };
    // A token whose nbf is after its exp would be neither active nor expired.
    const sound = { ...facts, nbf: Math.min(facts.nbf, facts.exp) };
    return { ...sound, kind, ...kinds[kind]?.(sound, this.key, this.pool) } as LabelledToken;
  }

  /** The next token to send: one in twelve is new and replaces an older one. */
  next(): LabelledToken {
    if (this.#tokens.length < 200 || Math.random() < 1 / 12) {
      const token = this.#make(Math.random() < 0.6 ? 'good' : pick(badKinds));
      if (this.#tokens.length < 200) this.#tokens.push(token);
      else this.#tokens[Math.floor(Math.random() * 200)] = token;
      return token;
    }
    return pick(this.#tokens);
  }
}

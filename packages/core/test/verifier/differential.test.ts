import { AuthError, createVerifier, type OnePoolOptions } from '@cognito-guard/core';
import { createTestKey, createTestPool, decodeToken, type TestKey } from '@cognito-guard/testing';
import { CognitoJwtVerifier } from 'aws-jwt-verify/cognito-verifier';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { Random } from '../support/mutation-values.ts';
import { allSteps, type Mutant, makeMutants, type Source } from '../support/token-mutations.ts';

// aws-jwt-verify reads the system clock, so both verifiers use the system clock; it is frozen.
const now = 1_800_000_000;
vi.setSystemTime(now * 1000);
afterAll(() => void vi.useRealTimers());

const count = Number(process.env['COGNITO_GUARD_MUTATIONS'] ?? 20_000);
const seed = Number(process.env['COGNITO_GUARD_SEED'] ?? 20_260_731);

/** Published without alg: aws-jwt-verify then uses the alg of the token. */
const bare = await createTestKey();
const pool = await createTestPool({ extraJwks: [{ ...bare.jwk, alg: undefined }] });
const otherPool = await createTestPool({ userPoolId: 'eu-west-1_OtherPool', clientId: 'anotherclient' });
const { clientId } = pool;

type Use = 'access' | 'id' | null;
type Client = string | string[] | null;
type Accepts = (token: string) => boolean | Promise<boolean>;

/** Options of a pair besides these; the tolerance is also the `graceSeconds` of aws-jwt-verify. */
type More = Pick<OnePoolOptions, 'audience' | 'clockToleranceSeconds'> & { readonly cache?: false };
const defaultToleranceSeconds = 5;

const ours = async (options: { tokenUse: Use; clientId: Client } & More): Promise<Accepts> => {
  const verifier = createVerifier({ ...pool.options, ...options });
  await verifier.ready();
  return (token) =>
    verifier.verify(token).then(
      () => true,
      (error: unknown) => {
        if (AuthError.is(error) && error.status === 401) return false;
        throw error;
      },
    );
};

const base = (tokenUse: Use, client: Client, graceSeconds: number = defaultToleranceSeconds): Accepts => {
  const verifier = CognitoJwtVerifier.create({
    userPoolId: pool.userPoolId,
    tokenUse,
    clientId: client,
    graceSeconds,
  });
  // As a caller sends it: JSON has no undefined member.
  verifier.cacheJwks(JSON.parse(JSON.stringify(pool.jwks())));
  return (token) => {
    try {
      verifier.verifySync(token);
      return true;
    } catch {
      return false;
    }
  };
};

interface Pair {
  readonly name: string;
  readonly ours: Accepts;
  readonly base: Accepts;
}

const pair = async (tokenUse: Use, client: Client, more: More = {}): Promise<Pair> => ({
  name: JSON.stringify({ tokenUse, clientId: client, ...more }),
  ours: await ours({ tokenUse, clientId: client, ...more }),
  base: base(tokenUse, client, more.clockToleranceSeconds),
});

const source = (kind: string, key: TestKey, token: string): Source => {
  const { header, payload } = decodeToken(token);
  return { kind, header, claims: payload, key, token };
};

const { access, id } = pool.keys;
const sources = [
  source('pool: access', access, pool.accessToken({ groups: ['admins'], claims: { nbf: now } })),
  // Issued an hour ago: a token issued now cannot have expired, whatever its exp.
  source('pool: ID', id, pool.idToken({ groups: ['admins'], claims: { iat: now - 3_600 } })),
  source('pool: machine', access, pool.machineToken({ claims: { iat: now - 3_600 } })),
  source(
    'pool: bound to an API',
    access,
    pool.accessToken({ claims: { aud: 'https://api.example', iat: now - 3_600 } }),
  ),
  source('pool: updated issuer', access, pool.accessToken({ claims: { iss: pool.updatedIssuer } })),
  source('pool: key without alg', bare, pool.idToken({ key: bare })),
  source('other pool: access', otherPool.keys.access, otherPool.accessToken()),
];

const nextMutant = makeMutants(seed, sources, {
  now,
  issuers: [pool.issuer, pool.updatedIssuer, otherPool.issuer],
  clientIds: [clientId, otherPool.clientId],
  kids: [pool.keys.access.kid, pool.keys.id.kid, bare.kid, otherPool.keys.access.kid, 'unknown'],
});

interface Tally {
  readonly looser: readonly object[];
  /** Mutants by the verifiers that accept them. */
  readonly both: number;
  readonly baseOnly: number;
  readonly acceptedKinds: ReadonlySet<string>;
  readonly steps: ReadonlySet<string>;
}

/** Passes each mutant to one pair of verifiers. */
const compare = async (pairs: readonly Pair[], mutants: number): Promise<Tally> => {
  const random = new Random(seed);
  const looser: object[] = [];
  const steps = new Set<string>();
  const acceptedKinds = new Set<string>();
  let both = 0;
  let baseOnly = 0;
  for (let index = 0; index < mutants && looser.length < 5; index++) {
    const mutant: Mutant = nextMutant(random);
    const { name, ours: we, base: they } = random.pick(pairs);
    const [weAccept, theyAccept] = [await we(mutant.token), await they(mutant.token)];
    for (const step of mutant.steps) steps.add(step);
    if (weAccept && !theyAccept) looser.push({ seed, index, verifier: name, ...mutant });
    if (weAccept && theyAccept) {
      both++;
      acceptedKinds.add(mutant.kind);
    }
    if (theyAccept && !weAccept) baseOnly++;
  }
  return { looser, both, baseOnly, acceptedKinds, steps };
};

describe('compared with aws-jwt-verify', () => {
  test(`no token that aws-jwt-verify refuses is accepted, in ${count} mutated tokens`, {
    timeout: 300_000,
  }, async () => {
    const pairs = await Promise.all([
      pair('access', clientId),
      pair('access', clientId, { audience: null, cache: false }),
      pair('access', clientId, { clockToleranceSeconds: 0 }),
      pair('access', clientId, { audience: { whenPresent: 'https://api.example' } }),
      pair('access', null),
      pair('id', clientId, { clockToleranceSeconds: 0, cache: false }),
      pair('id', clientId),
      pair('id', null, { cache: false }),
      pair(null, null, { audience: null }),
      pair(null, [otherPool.clientId, clientId]),
    ]);
    const { looser, both, baseOnly, acceptedKinds, steps } = await compare(pairs, count);
    expect(looser, `Repeat with COGNITO_GUARD_SEED=${seed}.`).toEqual([]);

    // A generator of malformed tokens only would prove nothing: good tokens of every kind survive their mutation.
    expect(both).toBeGreaterThan(count * 0.05);
    expect(baseOnly).toBeGreaterThan(count * 0.01);
    expect([...acceptedKinds].sort()).toEqual(
      sources.flatMap(({ kind }) => (kind.startsWith('pool') ? [kind] : [])).sort(),
    );
    expect([...steps].sort()).toEqual([...new Set(allSteps)].sort());
  });

  test.each<[string, () => Promise<Pair>]>([
    [
      'accepts ID tokens instead of access tokens',
      async () => ({ name: 'use', ours: await ours({ tokenUse: null, clientId }), base: base('access', clientId) }),
    ],
    [
      'accepts tokens of another client',
      async () => ({
        name: 'client',
        ours: await ours({ tokenUse: null, clientId: null }),
        base: base(null, clientId),
      }),
    ],
    [
      'tolerates 5 s more',
      async () => ({
        name: 'tolerance',
        ours: await ours({ tokenUse: 'access', clientId }),
        base: base('access', clientId, 0),
      }),
    ],
    [
      'trims white space',
      async () => {
        const strict = base(null, null);
        return { name: 'white space', ours: (token) => strict(token.trim()), base: strict };
      },
    ],
  ])('the comparison fails for a verifier that %s', { timeout: 60_000 }, async (_, makePair) => {
    const { looser } = await compare([await makePair()], 2_000);
    expect(looser.length).toBeGreaterThan(0);
  });
});

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AccessTokenOptions, createTestPool, type Jwks, type TestPool } from '@cognito-guard/testing';
import { mintAll } from './mint.ts';

/** The data that all processes of a measurement share: a pool, its keys, and tokens of several kinds. */
export interface Fixture {
  readonly userPoolId: string;
  readonly clientId: string;
  readonly issuer: string;
  readonly jwks: Jwks;
  /** The loopback URL of the keys, for libraries without preloaded keys. */
  readonly jwksUri: string;
  readonly tokens: Readonly<Record<string, readonly string[]>>;
}

/** The number of tokens of a kind, and the options of each by index. */
export interface TokenKind {
  readonly count: number;
  readonly optionsOf: (index: number) => AccessTokenOptions;
}

/** The number of distinct tokens, one per caller. */
const callers = 500;

/**
 * An access token of about 1 KB. Its `aud` is its client, because some libraries require one. It has Cognito's longest
 * lifetime, so that it does not expire during the longest run.
 */
export const usualToken = (pool: { readonly clientId: string }): AccessTokenOptions => ({
  groups: ['admins', 'ops'],
  scope: ['orders/read', 'orders/write'],
  expiresIn: 86_400,
  claims: { aud: pool.clientId },
});

/** The default kind, `usual`. */
export const usualTokens = (pool: TestPool): Readonly<Record<string, TokenKind>> => ({
  usual: { count: callers, optionsOf: () => usualToken(pool) },
});

/**
 * Creates a fixture and writes it to a file, which child processes read with {@link readFixture}.
 *
 * @param kinds - The required kinds of tokens.
 * @param use - Receives the file's path. Afterwards the file is deleted and the keys' endpoint closed.
 */
export const withFixture = async <Result>(
  kinds: (pool: TestPool) => Readonly<Record<string, TokenKind>>,
  use: (path: string, pool: TestPool) => Promise<Result>,
): Promise<Result> => {
  const pool = await createTestPool();
  const folder = await mkdtemp(join(tmpdir(), 'cognito-guard-bench-'));
  const endpoint = await pool.listen();
  try {
    const tokens: Record<string, readonly string[]> = {};
    for (const [kind, { count, optionsOf }] of Object.entries(kinds(pool))) {
      tokens[kind] = await mintAll(pool, count, optionsOf);
    }
    const { userPoolId, clientId, issuer } = pool;
    const fixture: Fixture = { userPoolId, clientId, issuer, jwks: pool.jwks(), jwksUri: endpoint.jwksUri, tokens };
    const path = join(folder, 'fixture.json');
    await writeFile(path, JSON.stringify(fixture));
    return await use(path, pool);
  } finally {
    await endpoint.close();
    await rm(folder, { recursive: true });
  }
};

/** @param path - From {@link withFixture}. */
export const readFixture = async (path: string): Promise<Fixture> =>
  JSON.parse(await readFile(path, 'utf8')) as Fixture;

/**
 * Tokens as a server receives them: a new string per request, decoded from a socket's bytes.
 *
 * @returns A function that returns the token for a sequence number.
 */
export const freshTokens = (fixture: Fixture, kind = 'usual'): ((index: number) => string) => {
  const tokens = fixture.tokens[kind] ?? [];
  const bytes = Buffer.from(tokens.join(''), 'latin1');
  const ends: number[] = [];
  for (const token of tokens) ends.push((ends.at(-1) ?? 0) + token.length);
  if (ends.length === 0) throw new Error(`The fixture has no tokens of the kind "${kind}".`);
  return (index) => {
    const which = index % ends.length;
    return bytes.toString('latin1', ends[which - 1] ?? 0, ends[which]);
  };
};

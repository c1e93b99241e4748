import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { AuthError } from '../../src/errors/auth-error.ts';
import { KeyFailureError } from '../../src/errors/key-failure.ts';
import { parseKeySet } from '../../src/keys/jwks.ts';
import { signatureCheck as nodeCheck } from '../../src/runtime/node.ts';
import { signatureCheck as webCheck } from '../../src/runtime/web.ts';
import { parseToken } from '../../src/token/parsed-token.ts';

/** Third-party vectors, kept in a folder beside the checkout, which a clone elsewhere lacks; see the README there. */
const beside = new URL('../../../../../shared/', import.meta.url);
const folder = fileURLToPath(new URL('vectors/', beside));

type Jwk = Readonly<Record<string, unknown>>;
interface JoseVector {
  readonly tcId: number;
  readonly jws?: string | object;
  readonly jwe?: string | object;
  readonly result: 'valid' | 'invalid';
}
interface JoseGroup {
  readonly public?: Jwk | { readonly keys: readonly Jwk[] };
  readonly private: Jwk | { readonly keys: readonly Jwk[] };
  readonly tests: readonly JoseVector[];
}
interface RawVector {
  readonly tcId: number;
  readonly comment: string;
  readonly msg: string;
  readonly sig: string;
  readonly result: string;
}
interface RawGroup {
  readonly keyJwk: { readonly n: string; readonly e: string };
  readonly tests: readonly RawVector[];
}
interface CookbookExample {
  readonly title: string;
  readonly signing?: object;
  readonly output: { readonly compact?: string };
}

const read = <T>(name: string): T => JSON.parse(readFileSync(`${folder}${name}`, 'utf8')) as T;

const sides = [
  ['node:crypto', nodeCheck],
  ['WebCrypto', webCheck],
] as const;
type Check = typeof nodeCheck;

const keysOf = (keys: JoseGroup['private']): readonly unknown[] =>
  'keys' in keys && Array.isArray(keys.keys) ? keys.keys : [keys];

/**
 * The signature layer alone: header policy, key policy, RSA. Payloads of vectors are rarely claims, so the parser
 * receives an empty object instead, and the signature is checked over the original segments.
 */
const holds = async (check: Check, token: string, keys: readonly unknown[]): Promise<boolean> => {
  try {
    const [header, payload, signature, ...more] = token.split('.');
    const isJws = payload !== undefined && signature !== undefined && more.length === 0;
    const parsed = parseToken(isJws ? `${header}.e30.${signature}` : token, 8_192);
    const key = parseKeySet({ keys }).keys.get(parsed.kid);
    return key !== undefined && (await check(key)(`${header}.${payload}`, parsed.signature));
  } catch (error) {
    if (AuthError.is(error) || error instanceof KeyFailureError) return false;
    throw error;
  }
};

const headerAlg = (token: string): unknown => {
  try {
    return JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString('utf8')).alg;
  } catch {
    return undefined;
  }
};

/** The condition for acceptance: RS256, a strong key, and a signature that the vectors call valid. */
const mustHold = (vector: JoseVector, token: string, key: Jwk): boolean =>
  vector.result === 'valid' && headerAlg(token) === 'RS256' && key['kty'] === 'RSA' && key['alg'] === 'RS256';

const joseFiles = [
  // No library recognizes moduli with the ROCA weakness; Cognito does not make such keys.
  { name: 'json_web_signature_test.json', vectors: 401, held: 8, roca: [] },
  { name: 'json_web_crypto_test.json', vectors: 83, held: 1, roca: [46] },
  { name: 'json_web_key_test.json', vectors: 26, held: 1, roca: [7] },
];

/** Each file for another hash contains one signature that was made with SHA-256. */
const rawFiles = [
  { bits: 2048, hash: 256, vectors: 259, valid: 9 },
  { bits: 3072, hash: 256, vectors: 259, valid: 8 },
  { bits: 4096, hash: 256, vectors: 258, valid: 7 },
  { bits: 8192, hash: 256, vectors: 258, valid: 7 },
  { bits: 2048, hash: 384, vectors: 258, valid: 1 },
  { bits: 2048, hash: 512, vectors: 259, valid: 1 },
  { bits: 3072, hash: 384, vectors: 259, valid: 1 },
  { bits: 3072, hash: 512, vectors: 260, valid: 1 },
  { bits: 4096, hash: 384, vectors: 259, valid: 1 },
  { bits: 4096, hash: 512, vectors: 259, valid: 1 },
];

if (!existsSync(folder)) {
  test('NOT CHECKED: the third-party vectors are absent, which is an error only where their folder exists', () => {
    expect(existsSync(beside)).toBe(false);
  });
} else {
  describe.each(sides)('Wycheproof, with %s', (_, check) => {
    test.each(joseFiles)('$name: only valid RS256 signatures are accepted', async ({ name, vectors, held, roca }) => {
      const holding: number[] = [];
      const expected: number[] = [...roca];
      let count = 0;
      for (const group of read<{ testGroups: readonly JoseGroup[] }>(`wycheproof/${name}`).testGroups) {
        const keys = keysOf(group.public ?? group.private);
        for (const vector of group.tests) {
          count++;
          const given = vector.jws ?? vector.jwe;
          // The JSON serializations: a caller can only send their text.
          const token = typeof given === 'string' ? given : JSON.stringify(given);
          if (await holds(check, token, keys)) holding.push(vector.tcId);
          if (keys.some((key) => mustHold(vector, token, key as Jwk))) expected.push(vector.tcId);
        }
      }
      expect(count).toBe(vectors);
      expect(expected).toHaveLength(held + roca.length);
      expect(holding.sort((a, b) => a - b)).toEqual(expected.sort((a, b) => a - b));
    });

    test.each(rawFiles)(
      'RSA with $bits bits, made for SHA-$hash: only the SHA-256 signatures are accepted',
      { timeout: 60_000 },
      async ({ bits, hash, vectors, valid }) => {
        const { testGroups } = read<{ testGroups: readonly RawGroup[] }>(
          `wycheproof/rsa_signature_${bits}_sha${hash}_test.json`,
        );
        const all = testGroups.flatMap(({ keyJwk, tests }) =>
          tests.map(({ msg, ...vector }) => ({ keyJwk, message: Buffer.from(msg, 'hex'), ...vector })),
        );
        // A signing input is base64url and dots: web.ts accepts ASCII only.
        const shown = all.filter(({ message }) => check === nodeCheck || message.every((byte) => byte < 0x80));
        expect(all).toHaveLength(vectors);
        expect(shown).toHaveLength(check === nodeCheck ? vectors : vectors - 1);

        const holding: number[] = [];
        for (const { keyJwk, tcId, message, sig } of shown) {
          if (await check(keyJwk)(message.toString('latin1'), Buffer.from(sig, 'hex'))) holding.push(tcId);
        }
        const expected = shown.filter(({ result, comment }) =>
          hash === 256 ? result === 'valid' : comment.startsWith('The message is hashed with SHA-256 instead'),
        );
        expect(holding).toEqual(expected.map(({ tcId }) => tcId));
        expect(holding).toHaveLength(hash === 256 && check === webCheck ? valid - 1 : valid);
      },
    );
  });

  describe('Wycheproof’s keys', () => {
    test.each(rawFiles)('RSA $bits published for SHA-$hash is usable for RS256 only', ({ bits, hash }) => {
      const file = read<{ testGroups: readonly RawGroup[] }>(`wycheproof/rsa_signature_${bits}_sha${hash}_test.json`);
      expect(file.testGroups.length).toBeGreaterThan(0);
      for (const { keyJwk } of file.testGroups) {
        expect(parseKeySet({ keys: [keyJwk] }).keys.size).toBe(hash === 256 ? 1 : 0);
      }
    });

    test('a key that was published with its private half is not used', () => {
      const groups = joseFiles.flatMap(({ name }) =>
        read<{ testGroups: readonly JoseGroup[] }>(`wycheproof/${name}`).testGroups.filter(
          (group) => group.public !== undefined,
        ),
      );
      expect(groups.length).toBeGreaterThan(20);
      for (const group of groups) {
        expect(parseKeySet({ keys: keysOf(group.private) }).keys.size).toBe(0);
      }
    });
  });

  describe.each(sides)('the examples of the RFCs, with %s', (_, check) => {
    test('RFC 7515, appendix A: the RS256 signature is accepted, and a header without a kid is refused', async () => {
      const { vectors } = read<{ vectors: readonly { id: string; jws: string; jwk: { n: string; e: string } }[] }>(
        'rfc7515-appendixA.json',
      );
      expect(vectors.map(({ id }) => id)).toEqual(['A.2', 'A.3', 'A.4', 'A.5']);
      for (const { jws, jwk } of vectors) expect(await holds(check, jws, [{ ...jwk, kid: 'a' }])).toBe(false);
      const [a2] = vectors;
      const [header, payload, signature = ''] = a2?.jws.split('.') ?? [];
      const { keys } = parseKeySet({ keys: [{ ...a2?.jwk, kid: 'a' }] });
      const key = keys.get('a');
      expect(key && (await check(key)(`${header}.${payload}`, Buffer.from(signature, 'base64url')))).toBe(true);
    });

    test('RFC 7520: only the RS256 example in compact form is accepted', async () => {
      const key = read<Jwk>('rfc7520/jwk/3_3.rsa_public_key.json');
      const names = readdirSync(`${folder}rfc7520/jws`).map((name) => `rfc7520/jws/${name}`);
      const tokens = [...names, 'rfc7520/curve25519/jws.json'].flatMap((name) => {
        const { title, output } = read<CookbookExample>(name);
        return output.compact === undefined ? [] : [{ title, token: output.compact }];
      });
      expect(tokens.length).toBeGreaterThanOrEqual(5);
      const holding: string[] = [];
      for (const { title, token } of tokens) if (await holds(check, token, [key])) holding.push(title);
      expect(holding).toEqual(['RSA v1.5 Signature']);
    });
  });
}

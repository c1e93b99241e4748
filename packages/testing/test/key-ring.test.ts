import { createTestPool, type Jwks } from '@cognito-guard/testing';
import { describe, expect, test } from 'vitest';

const kids = ({ keys }: Jwks): (string | undefined)[] => keys.map(({ kid }) => kid);

describe('the key ring', () => {
  test('a rotation signs with new keys and keeps publishing the old', async () => {
    const pool = await createTestPool();
    const old = pool.keys;
    const rotated = pool.rotateKeys();
    expect(pool.keys).toBe(rotated);
    expect(kids(pool.jwks())).toEqual([old.id.kid, old.access.kid, rotated.id.kid, rotated.access.kid]);
  });

  test('a withdrawal removes the keys that no longer sign', async () => {
    const pool = await createTestPool();
    const { access, id } = pool.rotateKeys();
    pool.withdrawKey();
    expect(kids(pool.jwks())).toEqual([id.kid, access.kid]);
  });

  test('a key that still signs can be withdrawn by its kid', async () => {
    const pool = await createTestPool();
    pool.withdrawKey(pool.keys.access.kid);
    expect(kids(pool.jwks())).toEqual([pool.keys.id.kid]);
    expect(pool.accessToken()).toBeTypeOf('string');
  });

  test('a withdrawal without effect throws', async () => {
    const pool = await createTestPool();
    expect(() => pool.withdrawKey()).toThrow(TypeError);
    expect(() => pool.withdrawKey('no such kid')).toThrow(TypeError);
    expect(pool.jwks().keys).toHaveLength(2);
  });

  test('a replaced key has the same kid, new material, and is the only one published under it', async () => {
    const pool = await createTestPool();
    const old = pool.keys;
    const replaced = pool.replaceKey();
    expect(pool.keys.access).toBe(replaced);
    expect(pool.keys.id).toBe(old.id);
    expect(replaced.kid).toBe(old.access.kid);
    expect(replaced.jwk.n).not.toBe(old.access.jwk.n);
    expect(pool.jwks().keys).toEqual([old.id.jwk, replaced.jwk]);
  });

  test('extra keys stay published through a rotation', async () => {
    const extra = { kty: 'oct', k: 'c2VjcmV0' };
    const pool = await createTestPool({ extraJwks: [extra] });
    pool.rotateKeys();
    pool.withdrawKey();
    expect(pool.jwks().keys).toContainEqual(extra);
    expect(pool.jwks().keys).toHaveLength(3);
  });

  test('changes to a copy of the key set do not change the published one', async () => {
    const pool = await createTestPool();
    pool.jwks().keys.pop();
    expect(pool.jwks().keys).toHaveLength(2);
  });
});

import { createTestPool } from '@cognito-guard/testing';
import { describe, expect, test } from 'vitest';

describe('createTestPool', () => {
  test('derives issuer and key URL as Cognito does', async () => {
    const pool = await createTestPool({ userPoolId: 'us-gov-west-1_AbC123xyz', clientId: 'abc123' });
    expect(pool.userPoolId).toBe('us-gov-west-1_AbC123xyz');
    expect(pool.clientId).toBe('abc123');
    expect(pool.region).toBe('us-gov-west-1');
    expect(pool.issuer).toBe('https://cognito-idp.us-gov-west-1.amazonaws.com/us-gov-west-1_AbC123xyz');
    expect(pool.updatedIssuer).toBe('https://issuer-cognito-idp.us-gov-west-1.amazonaws.com/us-gov-west-1_AbC123xyz');
    expect(pool.jwksUri).toBe(`${pool.issuer}/.well-known/jwks.json`);
  });

  test.each(['', 'TestPool1', 'eu-west-1_', 'eu-west-1_Test Pool', 'local_TestPool1', 'eu-west-1_a/../b'])(
    'refuses the user pool id %j by the name of the option',
    async (userPoolId) => {
      await expect(createTestPool({ userPoolId })).rejects.toThrow(TypeError);
      await expect(createTestPool({ userPoolId })).rejects.toThrow('"userPoolId"');
    },
  );

  test.each(['', 'Upper', 'with-dash', 'a'.repeat(129)])('refuses the client id %j', async (clientId) => {
    await expect(createTestPool({ clientId })).rejects.toThrow('"clientId"');
  });

  test('two pools share no key and no user', async () => {
    const [one, two] = await Promise.all([createTestPool(), createTestPool()]);
    expect(one.keys.access.jwk.n).not.toBe(two.keys.access.jwk.n);
    expect(one.keys.access.kid).not.toBe(two.keys.access.kid);
    expect(one.subject).not.toBe(two.subject);
  });

  test('its options are verifier options', async () => {
    const pool = await createTestPool();
    expect(pool.options).toEqual({
      userPoolId: pool.userPoolId,
      clientId: pool.clientId,
      keys: { fetch: pool.fetch },
    });
  });

  test('tokens have the time of its clock, in whole seconds', async () => {
    let time = 1_700_000_000_999;
    const pool = await createTestPool({ clock: () => time });
    expect(pool.now()).toBe(1_700_000_000);
    time += 60_000;
    expect(pool.now()).toBe(1_700_000_060);
  });
});

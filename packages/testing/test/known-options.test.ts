import { createTestPool } from '@cognito-guard/testing';
import { expect, test } from 'vitest';

const pool = await createTestPool();

test('a misspelt option is an error, so that no test passes for the wrong reason', async () => {
  expect(() => pool.accessToken({ expiresin: -60 } as never)).toThrow(/accessToken: there is no option "expiresin"/);
  expect(() => pool.idToken({ scope: 'orders/read' } as never)).toThrow(/idToken: there is no option "scope"/);
  expect(() => pool.machineToken({ groups: ['admins'] } as never)).toThrow(/machineToken: there is no option "groups"/);
  await expect(createTestPool({ clientID: 'web' } as never)).rejects.toThrow(/there is no option "clientID"/);
});

test.each<[options: object, message: string]>([
  [{ expiresIn: '3600' }, '"expiresIn" must be a number of seconds; got a string'],
  [{ expiresIn: Number.NaN }, '"expiresIn" must be a number of seconds; got NaN'],
  [{ groups: 'admins' }, '"groups" must be an array; got a string'],
  [{ username: 7 }, '"username" must be a string; got 7'],
  [{ scope: 7 }, '"scope" must be a string or an array; got 7'],
  [{ claims: [] }, '"claims" must be an object; got an array'],
  [{ managedLogin: 'yes' }, '"managedLogin" must be true or false; got a string'],
])('a token option of the wrong type throws: %o', (options, message) => {
  expect(() => pool.accessToken(options)).toThrow(TypeError);
  expect(() => pool.accessToken(options)).toThrow(`accessToken: ${message}`);
  expect(() => pool.signIn(options)).toThrow(`signIn: ${message}`);
});

test('the error for a misspelt option suggests the right one', async () => {
  await expect(createTestPool({ clientID: 'web' } as never)).rejects.toThrow(/extraJwks\. Did you mean clientId\?$/);
  expect(() => pool.accessToken({ scopes: 'orders/read' } as never)).toThrow(/\. Did you mean scope\?$/);
  expect(() => pool.accessToken({ group: ['admins'] } as never)).toThrow(/\. Did you mean groups\?$/);
  expect(() => pool.accessToken({ audience: 'x' } as never)).not.toThrow(/Did you mean/);
});

test('advance() moves the clock and the times of tokens', async () => {
  const ahead = await createTestPool({ clock: () => 1_800_000_000_000 });
  ahead.advance(60);
  expect(ahead.clock()).toBe(1_800_000_060_000);
  expect(ahead.now()).toBe(1_800_000_060);
});

import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { createWorld } from './support/world.ts';

test('neither JSON.stringify nor util.inspect shows a secret of the exchange, a provider or credentials', async () => {
  const { exchange, user } = await createWorld();
  const auth = await user();
  const provider = exchange.forUser(auth);
  const credentials = await provider();
  const shown = [exchange, provider, credentials, { nested: [credentials] }]
    .flatMap((value) => [JSON.stringify(value) ?? '', inspect(value, { depth: null, showHidden: true })])
    .join('\n');
  expect(shown).toContain(credentials.accessKeyId);
  for (const secret of [credentials.secretAccessKey, credentials.sessionToken, auth.token, credentials.identityId]) {
    expect(shown).not.toContain(secret);
  }
});

test('a copy of credentials has all members', async () => {
  const { exchange, user } = await createWorld();
  const credentials = await exchange.forUser(await user())();
  expect(Object.keys(JSON.parse(JSON.stringify({ ...credentials }))).sort()).toEqual(
    ['accessKeyId', 'expiration', 'identityId', 'secretAccessKey', 'sessionToken'].sort(),
  );
});

test('each caller gets its own credentials object, because the SDK modifies it', async () => {
  const { exchange, user } = await createWorld();
  const provider = exchange.forUser(await user());
  expect(await provider()).not.toBe(await provider());
});

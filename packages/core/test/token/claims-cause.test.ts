import { createVerifier } from '@cognito-guard/core';
import { createTestPool } from '@cognito-guard/testing';
import { expect, test } from 'vitest';

const pool = await createTestPool();
const verifier = createVerifier({ ...pool.options, clientId: null, tokenUse: null });

test.each([
  [{ iat: pool.now() + 100, exp: pool.now() + 200 }, 'iat is in the future: do the clocks differ?'],
  [{ exp: pool.now() + 2 * 86_400 }, 'exp must be within 24 hours after iat.'],
  [{ exp: undefined }, 'exp and iat must be numbers.'],
  [{ nbf: 'now' }, 'nbf must be a number.'],
  [{ sub: undefined }, 'sub must be a non-empty, well-formed string.'],
  [{ 'cognito:groups': 'admins' }, 'cognito:groups must be a list of strings.'],
  [{ aud: 5 }, 'aud must be a string or a list of strings.'],
  [{ client_id: '' }, 'The client must be a non-empty string.'],
  [{ username: 5 }, 'The user name must be a well-formed string.'],
  [{ token_use: 'id', aud: pool.clientId }, 'An ID token must have a user name.'],
  [{ jti: 5 }, 'scope, jti and origin_jti must be strings.'],
  [{ cnf: {} }, 'A token that is bound to a key (cnf) is not a bearer token.'],
])('the cause names the broken claim rule, and the message does not: %j', async (claims, rule) => {
  const refusal = await verifier.verify(pool.accessToken({ claims })).catch((error: unknown) => error);
  expect(refusal).toMatchObject({ code: 'invalid_claims', message: 'The token claims are invalid.' });
  expect(refusal).toMatchObject({ cause: { message: rule } });
});

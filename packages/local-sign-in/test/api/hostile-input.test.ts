import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openPool } from '../support/pool.ts';
import { call, signed } from './support/call.ts';

const memberNames = [
  ...['AccessToken', 'AuthFlow', 'AuthParameters', 'ChallengeName', 'ChallengeResponses', 'ClientId', 'ClientMetadata'],
  ...['ConfirmationCode', 'Filter', 'GroupName', 'Limit', 'NextToken', 'Password', 'RefreshToken', 'SecretHash'],
  ...['Session', 'SessionId', 'Token', 'UserAttributes', 'UserPoolId', 'Username', 'ValidationData', '__proto__'],
];

const value = fc.oneof(
  fc.jsonValue(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('web', 'alice', 'eu-west-1_LocalPool', 'USER_PASSWORD_AUTH', 'USER_SRP_AUTH', 'PASSWORD_VERIFIER'),
  fc.dictionary(fc.constantFrom('USERNAME', 'PASSWORD', 'SRP_A', 'TIMESTAMP', 'constructor'), fc.jsonValue()),
);

test('every operation answers any JSON with its output or with an exception, and never with a server error', async () => {
  await using pool = await openPool();
  const { message = '' } = (await call(pool, '', {})).body;
  const operations = message.split(': ')[1]?.split(', ') ?? [];
  expect(operations.length).toBeGreaterThan(40);
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...operations),
      fc.oneof(fc.jsonValue(), fc.dictionary(fc.constantFrom(...memberNames), value, { maxKeys: 8 })),
      async (operation, input) => {
        const { status, body } = await call(pool, operation, input, signed);
        expect([200, 400]).toContain(status);
        if (status === 400) expect(body).toMatchObject({ __type: expect.any(String), message: expect.any(String) });
      },
    ),
    {
      numRuns: 2_000,
      // The message repeats the value, and a header must not.
      examples: [
        ['InitiateAuth', { ClientId: 'web', AuthFlow: '\ud800' }],
        ['InitiateAuth', { ClientId: 'web', AuthFlow: '☃' }],
      ],
    },
  );
});

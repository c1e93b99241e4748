import { readFileSync } from 'node:fs';
import { AuthError, type IdAuth } from '@cognito-guard/core';
import { CredentialError, type CredentialProvider } from '@cognito-guard/identity-pool';
import { tamperPayload } from '@cognito-guard/testing';
import { expect, test } from 'vitest';
import { createWorld, failureOf, type World } from './support/world.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

/** The response of an API that forwards the exchange's error, as the README's handler does. */
const answerOf = async (provider: CredentialProvider): Promise<string> => {
  try {
    await provider();
    return '200';
  } catch (error) {
    if (!AuthError.is(error) && !CredentialError.is(error)) throw error;
    const retryAfter = error.headers['Retry-After'];
    return `${error.status} \`${error.code}\`${retryAfter === undefined ? '' : `, \`Retry-After: ${retryAfter}\``}`;
  }
};

interface Fault {
  readonly what: string;
  readonly identityPool?: Parameters<typeof createWorld>[1];
  readonly isRevoked?: () => Promise<boolean>;
  /** Causes the fault; one user has cached credentials, another has none. */
  readonly strike: (world: World, users: readonly IdAuth[]) => unknown;
}

const never = (): Promise<never> => new Promise(() => undefined);

const faults: readonly Fault[] = [
  { what: 'none', strike: () => undefined },
  { what: 'AWS throttles', strike: ({ identityPool }) => identityPool.fail('throttled') },
  { what: 'AWS fails', strike: ({ identityPool }) => identityPool.fail('internal-error') },
  { what: 'AWS does not answer within `timeoutMs`', strike: ({ identityPool }) => identityPool.fail('hang') },
  { what: 'AWS cannot be reached', strike: ({ identityPool }) => identityPool.close() },
  {
    what: 'the identity pool does not list the user pool any more',
    strike: ({ client }) => {
      const said = 'Token is not from a supported provider of this identity pool.';
      const refusal = Object.assign(new Error(said), { name: 'NotAuthorizedException', $fault: 'client' });
      client.send = () => Promise.reject(refusal);
    },
  },
  { what: 'the identities were deleted', strike: ({ identityPool }) => identityPool.deleteIdentities() },
  {
    what: 'the users were signed out, with `ServerSideTokenCheck`',
    identityPool: { serverSideTokenCheck: true },
    strike: ({ identityPool }, users) => {
      for (const { subject } of users) identityPool.signOutUser(subject);
    },
  },
  {
    what: 'the tokens were revoked (with `verifier`)',
    isRevoked: async () => true,
    strike: ({ pool }) => pool.advance(6),
  },
  {
    what: 'the revocation store does not answer (with `verifier`)',
    isRevoked: never,
    strike: ({ pool }) => pool.advance(6),
  },
  { what: 'the tokens have expired', strike: ({ pool }) => pool.advance(3_601) },
  {
    what: 'a flood of forged logins',
    strike: ({ exchange, pool }) => {
      const provider = pool.issuer.replace('https://', '');
      for (let index = 0; index < 150; index++) {
        const forged = tamperPayload(pool.idToken(), { sub: `forged-${index}` });
        void failureOf(exchange.forLogin({ [provider]: forged })());
      }
    },
  },
];

const rowOf = async ({ what, identityPool, isRevoked, strike }: Fault): Promise<string> => {
  let ask = async (): Promise<boolean> => false;
  const revocation = { store: { isRevoked: () => ask() }, timeoutMs: 20 };
  const world = await createWorld({ timeoutMs: 1_000, getIdPerSecond: 25 }, identityPool, {
    isFrozen: true,
    maxAttempts: 1,
    ...(isRevoked && { revocation }),
  });
  const { exchange, user } = world;
  const [known, fresh] = [await user({ sub: 'known' }), await user({ sub: 'new' })];
  await exchange.forUser(known)();
  ask = isRevoked ?? ask;
  await strike(world, [known, fresh]);
  return `| ${what} | ${await answerOf(exchange.forUser(known))} | ${await answerOf(exchange.forUser(fresh))} |`;
};

test("the README's table lists the response for each fault, with cached credentials and without", async () => {
  const rows: string[] = [];
  for (const fault of faults) rows.push(await rowOf(fault));
  const header = '| fault | with kept credentials | without |\n| --- | --- | --- |';
  expect(readme).toContain([header, ...rows].join('\n'));
});

/** The promise that the package is for: an answer that was cached on one route is right on every other. */

import type { PolicyDocument } from '@cognito-guard/authorizer';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Authorizer, startGateway } from './support/gateway-model.ts';
import { mayVisit } from './support/oracle.ts';
import { createWorld, type RuleSet, ruleSets, type User, visits } from './support/rule-sets.ts';

const { verifier, users } = await createWorld();
const numRuns = Number(process.env['AUTHORIZER_RUNS'] ?? 1000);

/** Users take turns, each on routes in an order of their own, all through one gateway with one cache. */
const journey = fc.tuple(ruleSets(verifier), fc.array(fc.tuple(users, visits), { minLength: 2, maxLength: 12 }));

const everyAnswerIsRight = (authorizerOf: (set: RuleSet, users: readonly User[]) => Authorizer) =>
  fc.asyncProperty(journey, async ([set, steps]) => {
    const ask = startGateway(
      authorizerOf(
        set,
        steps.map(([user]) => user),
      ),
    );
    for (const [user, visit] of steps) {
      const answer = { ...visit, allowed: await ask(user.token, visit) };
      expect(answer).toEqual({ ...visit, allowed: mayVisit(set.routes, set.fallback, user, visit) });
    }
  });

test('with a cache, each token gets on every route what that route demands, in whatever order', async () => {
  await fc.assert(
    everyAnswerIsRight(({ authorizer }) => authorizer),
    { numRuns },
  );
});

/** The two authorizers that tutorials show: decide about the route that was asked for, allow it or everything. */
const naive =
  (resourceOf: (methodArn: string) => string) =>
  ({ routes, fallback }: RuleSet, known: readonly User[]): Authorizer =>
  async (event) => {
    const { methodArn, authorizationToken } = event as { methodArn: string; authorizationToken: string };
    const [, method = '', path = ''] = /\/prod\/([A-Z]+)(\/.*)$/.exec(methodArn) ?? [];
    const user = known.find(({ token }) => authorizationToken.endsWith(token));
    const allowed = user !== undefined && mayVisit(routes, fallback, user, { method, path });
    const statement: PolicyDocument['Statement'][number] = {
      Action: 'execute-api:Invoke',
      Effect: allowed ? 'Allow' : 'Deny',
      Resource: [resourceOf(methodArn)],
    };
    return { policyDocument: { Version: '2012-10-17', Statement: [statement] } };
  };

test.each([
  ['only the method that was asked for', naive((arn) => arn)],
  ['the whole stage, by the rule of the method that was asked for', naive((arn) => arn.replace(/prod\/.*$/, 'prod/*'))],
])('an authorizer that allows %s fails the same test', async (_what, authorizerOf) => {
  const { failed } = await fc.check(everyAnswerIsRight(authorizerOf), { numRuns: 200 });
  expect(failed).toBe(true);
});

import { httpAuthorizer, restAuthorizer } from '@cognito-guard/authorizer';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createWorld, ruleSets } from './support/rule-sets.ts';

const { verifier, users } = await createWorld();

/** The longest possible text before a method, which the size count uses. */
const methodArn = `arn:aws-us-gov:execute-api:ap-southeast-1:123456789012:abcdefghij/${'s'.repeat(32)}/GET/a`;

test('no token gets a policy that is larger than the size counted at construction', async () => {
  await fc.assert(
    fc.asyncProperty(ruleSets(verifier), users, async ({ api, routes, fallback }, { token }) => {
      const options = { routes, default: fallback };
      const make = (maxPolicyBytes: number) =>
        api === 'REST'
          ? restAuthorizer(verifier, { ...options, maxPolicyBytes })
          : httpAuthorizer(verifier, { ...options, maxPolicyBytes });
      const count = (): number => {
        try {
          make(1);
          return 0;
        } catch (error) {
          return Number(/up to (\d+) bytes/.exec(String(error))?.[1]);
        }
      };
      const event = { version: '1.0', type: 'REQUEST', headers: { authorization: `Bearer ${token}` }, methodArn };
      const { policyDocument } = await make(2 ** 16)(event);
      expect(JSON.stringify(policyDocument).length).toBeLessThanOrEqual(count());
    }),
    { numRuns: 500 },
  );
});

test('counts a document that allows a route where every route is longer denied than allowed', () => {
  const routes = [
    { method: 'DELETE', path: '/b/{id}/a/b', anyScope: ['api/read'], allGroups: ['admins'] },
    { method: '*', path: '/b/a/{id}/b', allScopes: ['api/write'] },
  ] as const;
  expect(() => restAuthorizer(verifier, { routes, default: 'deny', maxPolicyBytes: 1 })).toThrow(/up to \d{4} bytes/);
});

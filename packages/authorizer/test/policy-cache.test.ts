import { restAuthorizer } from '@cognito-guard/authorizer';
import { tokenAuthorizerEvent } from '@cognito-guard/testing/lambda-events';
import { describe, expect, test, vi } from 'vitest';
import { createWorld } from './support/users.ts';

const { pool, verifier } = await createWorld();
const ask = (handler: ReturnType<typeof restAuthorizer>, token: string, stage = 'prod') =>
  handler(tokenAuthorizerEvent({ token: `Bearer ${token}`, stage }));

describe('the policy of a verdict and a stage is cached', () => {
  const handler = restAuthorizer(verifier, {
    routes: [
      { method: 'GET', path: '/me' },
      { method: 'GET', path: '/reports', allScopes: ['reports/read'], anyGroup: ['staff'] },
    ],
  });
  const visitor = pool.accessToken({ scope: ['x'] });
  const staff = pool.accessToken({ groups: ['staff'], scope: ['reports/read'] });

  test('changing a returned answer does not change later ones', async () => {
    const first = await ask(handler, visitor);
    const copy = structuredClone(first);
    for (const statement of first.policyDocument.Statement) statement.Resource.push('*');
    first.policyDocument.Statement.push({ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: ['*'] });
    first.context['error'] = 'changed';
    expect(await ask(handler, visitor)).toEqual(copy);
  });

  test('the cached policy is not used for another verdict, reason or stage', async () => {
    const answers = [
      await ask(handler, visitor),
      await ask(handler, staff),
      await ask(handler, pool.accessToken({ scope: ['reports/read'] })),
      await ask(handler, visitor, 'beta'),
    ];
    const resources = answers.map(({ policyDocument }) =>
      policyDocument.Statement[0]?.Resource.map((arn) => arn.split(':').at(-1)),
    );
    expect(resources).toEqual([
      ['localapi12/prod/GET/me'],
      ['localapi12/prod/GET/me', 'localapi12/prod/GET/reports'],
      ['localapi12/prod/GET/me'],
      ['localapi12/beta/GET/me'],
    ]);
    const descriptions = answers.map(({ context }) => context['error_description']);
    expect(descriptions[1]).toBeUndefined();
    expect(descriptions[0]).not.toBe(descriptions[2]);
    expect(answers.map(({ context }) => context['required_scope'])).toEqual([
      'reports/read',
      undefined,
      undefined,
      'reports/read',
    ]);
  });
});

test('a check is evaluated on each call, so that its new result takes effect at once without caching', async () => {
  const check = vi.fn(() => true);
  const handler = restAuthorizer(verifier, { routes: [{ method: 'GET', path: '/me', check }] });
  const token = pool.accessToken();
  const effects = [];
  for (const answer of [true, false, true]) {
    check.mockReturnValue(answer);
    effects.push((await ask(handler, token)).policyDocument.Statement[0]?.Effect);
  }
  expect(effects).toEqual(['Allow', 'Deny', 'Allow']);
});

test('policies are correct for more verdicts than the cache holds', async () => {
  let verdict = 0;
  const routes = Array.from({ length: 7 }, (_, bit) => ({
    method: 'GET' as const,
    path: `/route-${bit}`,
    check: () => ((verdict >> bit) & 1) === 1,
  }));
  const handler = restAuthorizer(verifier, { routes });
  const token = pool.accessToken();
  for (const round of [1, 2]) {
    for (verdict = 1; verdict < 128; verdict += 1) {
      const { policyDocument } = await ask(handler, token);
      const passed = policyDocument.Statement[0]?.Resource.map((arn) => 2 ** Number(arn.split('-').at(-1)));
      expect({ round, passed: passed?.reduce((sum, bit) => sum + bit, 0) }).toEqual({ round, passed: verdict });
    }
  }
});

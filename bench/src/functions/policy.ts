import { restAuthorizer } from '@cognito-guard/authorizer';
import { createVerifier } from '@cognito-guard/core';
import { type RequestAuthorizerEvent, requestAuthorizerEvent } from '@cognito-guard/testing/lambda-events';
import { type Fixture, freshTokens, usualTokens } from '../fixture.ts';
import { awsJwtVerify, ourOptions } from '../verifiers.ts';
import { functionGroup } from './function-group.ts';
import type { Subject, SubjectMaker, Subjects } from './subject.ts';

const sizes = [1, 10, 50, 200, 500] as const;
const figureSize = 200;
const nameOf = (routes: number, cache: 'cached' | 'uncached'): string =>
  `${routes} ${routes === 1 ? 'route' : 'routes'}, ${cache}`;

/** The callers may use half of the routes. */
const routesOf = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    method: 'GET' as const,
    path: `/things-${index}/{id}`,
    ...(index % 2 === 0 ? { allScopes: ['orders/read'] } : { anyGroup: ['others'] }),
  }));

/** The callers' events in turn. API Gateway passes a parsed event; here only its header is a new string. */
const asking = (fixture: Fixture, handler: (event: RequestAuthorizerEvent) => Promise<unknown>): Subject => {
  const token = freshTokens(fixture);
  const event = requestAuthorizerEvent({ path: '/things-0/1' });
  return async (index) => {
    const authorization = `Bearer ${token(index)}`;
    const headers = { authorization };
    const answer = await handler({ ...event, headers, multiValueHeaders: { authorization: [authorization] } });
    if (typeof answer !== 'object' || answer === null || !('policyDocument' in answer)) throw new Error('No policy.');
  };
};

const authorizer =
  (routes: number, cache: 'cached' | 'uncached'): SubjectMaker =>
  (fixture) => {
    const verifier = createVerifier({ ...ourOptions(fixture), ...(cache === 'uncached' && { cache: false }) });
    return asking(fixture, restAuthorizer(verifier, { routes: routesOf(routes), maxPolicyBytes: 2 ** 20 }));
  };

const firstVerdict = `${figureSize} routes, first verdict`;

/** Each event's verdict differs from the thousand before it, so that the authorizer must create its document. */
const withFirstVerdicts: SubjectMaker = (fixture) => {
  let calls = 0;
  const checks = Array.from({ length: 10 }, (_, bit) => () => ((calls >> bit) & 1) === 1);
  const routes = Array.from({ length: figureSize }, (_, index) => {
    const check = checks[index % checks.length];
    return { method: 'GET' as const, path: `/things-${index}/{id}`, ...(check !== undefined && { check }) };
  });
  const handler = restAuthorizer(createVerifier(ourOptions(fixture)), { routes, maxPolicyBytes: 2 ** 20 });
  return asking(fixture, (event) => {
    calls += 1;
    return handler(event);
  });
};

/** A hand-written authorizer with aws-jwt-verify that allows all routes or none. */
const byHand: SubjectMaker = async (fixture) => {
  const verify = await awsJwtVerify(fixture);
  return asking(fixture, async ({ headers, methodArn }) => {
    const claims = await verify(headers?.['authorization']?.split('Bearer ').at(1) ?? '');
    const Statement = [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: methodArn }];
    return {
      principalId: (claims as { readonly sub: string }).sub,
      policyDocument: { Version: '2012-10-17', Statement },
    };
  });
};

export const subjects: Subjects = {
  ...Object.fromEntries(
    sizes.flatMap((size) =>
      (['cached', 'uncached'] as const).map((cache) => [nameOf(size, cache), authorizer(size, cache)]),
    ),
  ),
  [firstVerdict]: withFirstVerdicts,
  'aws-jwt-verify by hand': byHand,
};

const shared = {
  module: import.meta.url,
  tokens: usualTokens,
  what: 'events of 500 callers through a REST authorizer',
};

/** A REST authorizer with a policy map, warm. */
export const authorizerHandlers = functionGroup({
  ...shared,
  name: 'authorizer',
  figures: [
    { name: 'policy map of 200 routes, uncached', of: nameOf(figureSize, 'uncached'), target: { atMost: 1_000 } },
    { name: 'policy map of 200 routes, cached', of: nameOf(figureSize, 'cached'), target: { atMost: 10 } },
    { name: 'policy map of 200 routes, first verdict', of: firstVerdict, target: { atMost: 1_000 } },
    {
      name: 'aws-jwt-verify by hand / 200 routes, cached',
      of: 'aws-jwt-verify by hand',
      per: nameOf(figureSize, 'cached'),
    },
  ],
});

/** The cost of a policy map by number of routes. */
export const routeScaling = functionGroup({
  ...shared,
  name: 'routes',
  isScaling: true,
  figures: [
    { name: 'policy map, uncached: 500 routes / 1 route', of: nameOf(500, 'uncached'), per: nameOf(1, 'uncached') },
    { name: 'policy map, cached: 500 routes / 1 route', of: nameOf(500, 'cached'), per: nameOf(1, 'cached') },
  ],
  chart: {
    file: 'routes',
    title: 'A REST authorizer, by the routes in its policy map',
    sizeLabel: 'routes',
    valueLabel: 'µs of CPU for one event',
    lines: (['uncached', 'cached'] as const).map((cache) => ({
      label: cache,
      points: sizes.map((size) => ({ size, of: nameOf(size, cache) })),
    })),
  },
});

import { type ConformanceRequest, conformanceRoutes } from '@cognito-guard/testing/conformance';
import fc from 'fast-check';
import { goodTokens, mutants } from './token-world.ts';

/** RFC 9110 §5.5: HTTP clients send only these characters in a header value. */
const isFieldValue = (value: string): boolean => /^[\t\x20-\x7e\x80-\xff]*$/.test(value);

const scraps = fc.constantFrom(
  ...['Bearer ', 'bearer', ' ', '\t', ',', ', ', ';', '=', '"', 'Basic ', 'a.b.c', 'é', ''],
);

/** A valid token, a modified token, or arbitrary text. */
const credentials = fc
  .oneof(
    { weight: 3, arbitrary: fc.constantFrom(...goodTokens) },
    { weight: 6, arbitrary: mutants.map(({ token }) => token) },
    { weight: 2, arbitrary: fc.array(scraps, { maxLength: 5 }).map((parts) => parts.join('')) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  )
  .filter((value) => isFieldValue(value) && value.length < 6_000);

const spelled = (names: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...names);

const authorization = fc.tuple(
  spelled(['Authorization', 'authorization', 'AUTHORIZATION']),
  fc
    .tuple(
      spelled(['Bearer ', 'Bearer ', 'Bearer ', 'bearer  ', 'Bearer\t', 'Bearer', 'Basic ', '', 'Bearer ,']),
      credentials,
    )
    .map((parts) => parts.join('')),
);

const cookieHeader = fc.tuple(
  spelled(['Cookie', 'cookie']),
  fc
    .tuple(spelled(['session=', 'session=', 'Session=', 'a=b; session=', 'session="', 'session']), credentials)
    .map((parts) => parts.join('')),
);

/** At most the length that hosts accept: they refuse longer ones before any adapter runs. */
const headers = fc
  .array(fc.oneof({ weight: 4, arbitrary: authorization }, { weight: 1, arbitrary: cookieHeader }), { maxLength: 2 })
  .map((pairs) => pairs as ConformanceRequest['headers']);

const search = fc.oneof(
  { weight: 3, arbitrary: fc.constant('') },
  { weight: 1, arbitrary: credentials.map((value) => `?access_token=${encodeURIComponent(value)}`) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(credentials, credentials)
      .map((pair) => `?${new URLSearchParams(pair.map((value) => ['access_token', value]))}`),
  },
);

/** Routes with the usual token source occur more often. */
const routes = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.constantFrom(...conformanceRoutes.filter(({ path }) => path === '/me' || path === '/orders')),
  },
  { weight: 1, arbitrary: fc.constantFrom(...conformanceRoutes) },
);

/** Requests to the conformance routes, with credentials that are modified in one or two places. */
export const requests: fc.Arbitrary<ConformanceRequest> = fc
  .tuple(routes, headers, search)
  .map(([{ method, path }, pairs, query]) => ({ method, path: path + query, headers: pairs }));

import type { ConformanceCase, ConformanceRequest } from '@cognito-guard/testing/conformance';

const get = (path: string, token?: string): ConformanceRequest => ({
  method: 'GET',
  path,
  headers: token === undefined ? [] : [['Authorization', `Bearer ${token}`]],
});

/** Expected answers of the Worker of examples/hono-workers; its own tests on Node.js check more. */
export const exampleCases: readonly ConformanceCase[] = [
  {
    name: 'a user gets 200',
    request: ({ pool }) => get('/api/me', pool.accessToken()),
    answer: { status: 200 },
  },
  {
    name: 'a user without the scope is refused',
    request: ({ pool }) => get('/api/orders', pool.accessToken()),
    answer: { status: 403, challenge: { error: 'insufficient_scope', scope: 'orders/read' } },
  },
  {
    name: 'an expired token is refused',
    request: ({ pool }) => get('/api/me', pool.accessToken({ expiresIn: -60 })),
    answer: { status: 401, challenge: { error: 'invalid_token' } },
  },
  {
    name: 'a request without a token is challenged',
    request: () => get('/api/me'),
    answer: { status: 401, challenge: {} },
  },
];

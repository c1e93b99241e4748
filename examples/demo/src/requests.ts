import { breakSignature, hmacWithPublicKey, tamperPayload, unsignedToken } from '@cognito-guard/testing';
import type { World } from './world.ts';

/** One row of the demo: a real HTTP request with its expected answer. */
export interface DemoRequest {
  readonly sent: string;
  /** Default `GET /api/me`. */
  readonly route?: readonly [method: string, path: string];
  /** The values of the Authorization headers, in order. */
  readonly authorization: (world: World) => readonly string[];
  /** Runs before the request. */
  readonly before?: (world: World) => void;
  readonly expected: {
    readonly status: number;
    readonly code?: string;
    /** The challenge without its description. */
    readonly challenge?: string;
    readonly cache?: 'hit' | 'miss';
  };
}

const bearer = (token: string): readonly string[] => [`Bearer ${token}`];
const invalid = (code: string): DemoRequest['expected'] => ({
  status: 401,
  code,
  challenge: 'Bearer error="invalid_token"',
});
const accepted = { status: 200, cache: 'miss' } as const;

/** The token of the second row, which a later row sends again. */
let seenBefore = '';

/** The requests in order: later rows change state that earlier rows need. */
export const demoRequests: readonly DemoRequest[] = [
  {
    sent: 'no token',
    authorization: () => [],
    expected: { status: 401, code: 'missing_token', challenge: 'Bearer realm="api"' },
  },
  {
    sent: "a user's access token",
    authorization: ({ pool }) => {
      seenBefore = pool.accessToken({ username: 'alice' });
      return bearer(seenBefore);
    },
    expected: accepted,
  },
  { sent: 'the same token again', authorization: () => bearer(seenBefore), expected: { status: 200, cache: 'hit' } },
  {
    sent: "a machine's token with the scope",
    route: ['GET', '/api/orders'],
    authorization: ({ pool }) => bearer(pool.machineToken({ scope: 'orders/read' })),
    expected: accepted,
  },
  {
    sent: 'expired a minute ago',
    authorization: ({ pool }) => bearer(pool.accessToken({ expiresIn: -60 })),
    expected: invalid('token_expired'),
  },
  {
    sent: 'not active for another minute',
    authorization: ({ pool }) => bearer(pool.accessToken({ claims: { nbf: pool.now() + 60 } })),
    expected: invalid('token_not_active'),
  },
  {
    sent: 'from another user pool',
    authorization: ({ otherPool }) => bearer(otherPool.accessToken()),
    expected: invalid('wrong_issuer'),
  },
  {
    sent: 'issued to another client',
    authorization: ({ pool }) => bearer(pool.accessToken({ clientId: 'anotherclient' })),
    expected: invalid('wrong_client'),
  },
  {
    sent: 'an ID token',
    authorization: ({ pool }) => bearer(pool.idToken()),
    expected: invalid('wrong_token_use'),
  },
  {
    sent: 'payload tampered: now an admin',
    authorization: ({ pool }) => bearer(tamperPayload(pool.accessToken(), { 'cognito:groups': ['admins'] })),
    expected: invalid('invalid_signature'),
  },
  {
    sent: 'a broken signature',
    authorization: ({ pool }) => bearer(breakSignature(pool.accessToken())),
    expected: invalid('invalid_signature'),
  },
  {
    sent: 'alg none',
    authorization: ({ pool }) => bearer(unsignedToken(pool.accessToken())),
    expected: invalid('malformed_token'),
  },
  {
    sent: 'HS256, keyed with the public key',
    authorization: ({ pool }) => bearer(hmacWithPublicKey(pool.accessToken(), pool.keys.access)),
    expected: invalid('malformed_token'),
  },
  {
    sent: 'two Authorization headers',
    authorization: ({ pool }) => [...bearer(pool.accessToken()), ...bearer(pool.accessToken())],
    expected: { status: 400, code: 'multiple_tokens', challenge: 'Bearer error="invalid_request"' },
  },
  {
    sent: 'without the scope',
    route: ['GET', '/api/orders'],
    authorization: ({ pool }) => bearer(pool.accessToken()),
    expected: {
      status: 403,
      code: 'insufficient_scope',
      challenge: 'Bearer error="insufficient_scope", scope="orders/read"',
    },
  },
  {
    sent: 'without the group',
    route: ['DELETE', '/api/orders/1'],
    authorization: ({ pool }) => bearer(pool.accessToken({ groups: ['staff'] })),
    expected: { status: 403, code: 'insufficient_group', challenge: 'Bearer error="insufficient_scope"' },
  },
  {
    sent: 'with the group',
    route: ['DELETE', '/api/orders/1'],
    authorization: ({ pool }) => bearer(pool.accessToken({ groups: ['admins'] })),
    expected: { status: 204, cache: 'miss' },
  },
  {
    sent: 'signed by a key rotated in just now',
    before: (world) => {
      world.pool.rotateKeys();
      // For five seconds after a fetch, an unknown kid does not cause another fetch.
      world.advance(6);
    },
    authorization: ({ pool }) => bearer(pool.accessToken()),
    expected: accepted,
  },
  {
    sent: 'keys endpoint down, keys known',
    before: ({ keys }) => keys.fault('reset'),
    authorization: ({ pool }) => bearer(pool.accessToken()),
    expected: accepted,
  },
  {
    sent: 'keys endpoint down, no keys yet',
    route: ['GET', '/cold/me'],
    authorization: ({ pool }) => bearer(pool.accessToken()),
    expected: { status: 503, code: 'keys_unavailable' },
  },
];

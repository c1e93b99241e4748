import type { TestPool } from '../../user-pool/pool.ts';
import type { ConformanceAnswer, ConformanceCase } from './case.ts';
import { get, insufficientScope, missingToken, userToken, welcome } from './vocabulary.ts';

/** The user whose token is in the cookie; the bearer's user is `conformanceUser`. */
const cookieUser = '0c9d8e7f-6a5b-4c3d-8e1f-2a3b4c5d6e7f';

const sending = (
  name: string,
  path: string,
  tokens: (pool: TestPool) => { readonly bearer: string; readonly cookie: string },
  answer: ConformanceAnswer,
): ConformanceCase => ({
  name,
  request: ({ pool }) => {
    const { bearer, cookie } = tokens(pool);
    return get(path, ['Authorization', `Bearer ${bearer}`], ['Cookie', `session=${cookie}`]);
  },
  answer,
});

const mayRead = { scope: 'orders/read' } as const;

/** Several `authenticate` on one request: the last one determines the caller. */
export const identityCases: readonly ConformanceCase[] = [
  sending(
    'a second authenticate with another token source names the caller of its own token',
    '/twice',
    (pool) => ({ bearer: userToken(pool), cookie: userToken(pool, { sub: cookieUser }) }),
    welcome(cookieUser),
  ),
  {
    name: 'a second authenticate with another token source needs a token there',
    request: ({ pool }) => get('/twice', ['Authorization', `Bearer ${userToken(pool)}`]),
    answer: missingToken,
  },
  sending(
    'after authenticate for bearer, cookie and bearer, the scopes of the bearer count',
    '/again',
    (pool) => ({ bearer: userToken(pool, mayRead), cookie: userToken(pool, { sub: cookieUser }) }),
    welcome(),
  ),
  sending(
    'after authenticate for bearer, cookie and bearer, the scopes of the cookie do not count',
    '/again',
    (pool) => ({ bearer: userToken(pool), cookie: userToken(pool, { sub: cookieUser, ...mayRead }) }),
    insufficientScope('orders/read'),
  ),
  {
    name: 'an optional authenticate without a token leaves the bearer as the caller',
    request: ({ pool }) => get('/again', ['Authorization', `Bearer ${userToken(pool, mayRead)}`]),
    answer: welcome(),
  },
];

import type { AccessTokenOptions } from '../../tokens/token-options.ts';
import type { ConformanceAnswer, ConformanceCase } from './case.ts';
import {
  conformanceClient,
  get,
  getAs,
  insufficientGroup,
  insufficientScope,
  missingToken,
  userToken,
  welcome,
} from './vocabulary.ts';

function reading(name: string, token: AccessTokenOptions, answer: ConformanceAnswer): ConformanceCase {
  return { name, request: ({ pool }) => getAs(`Bearer ${userToken(pool, token)}`, '/orders'), answer };
}

function deleting(name: string, token: AccessTokenOptions, answer: ConformanceAnswer): ConformanceCase {
  return {
    name,
    request: ({ pool }) => ({ ...getAs(`Bearer ${userToken(pool, token)}`, '/orders'), method: 'DELETE' }),
    answer,
  };
}

/** Authorization by scopes, groups, and both. */
export const permissionCases: readonly ConformanceCase[] = [
  reading('a user with the scope may read', { scope: ['openid', 'orders/read'] }, welcome()),
  {
    name: 'a machine with the scope may read',
    request: ({ pool }) => getAs(`Bearer ${pool.machineToken({ scope: 'orders/read' })}`, '/orders'),
    answer: welcome(conformanceClient),
  },
  reading('a user without the scope may not read, and is told the scope', {}, insufficientScope('orders/read')),
  reading(
    'a scope that only starts with the required one does not count',
    { scope: 'orders/readwrite' },
    insufficientScope('orders/read'),
  ),
  reading('scopes separated by tabs do not count', { scope: 'openid\torders/read' }, insufficientScope('orders/read')),
  {
    name: 'a missing token is 401, not 403, where a scope is required',
    request: () => get('/orders'),
    // Whether the challenge names the scope depends on the host: `authenticate` may not see the requirements of the route.
    answer: { status: missingToken.status, code: 'missing_token' },
  },
  deleting('the right scope and group may delete', { scope: 'orders/write', groups: ['staff', 'ops'] }, welcome()),
  deleting('the group without the scope may not delete', { groups: ['admins'] }, insufficientScope('orders/write')),
  deleting('the scope without any group may not delete', { scope: 'orders/write' }, insufficientGroup),
  deleting(
    'the scope with another group may not delete',
    { scope: 'orders/write', groups: ['staff'] },
    insufficientGroup,
  ),
  deleting('group names are case-sensitive', { scope: 'orders/write', groups: ['Admins', 'OPS'] }, insufficientGroup),
  {
    name: 'a machine is in no group',
    request: ({ pool }) => ({
      ...getAs(`Bearer ${pool.machineToken({ scope: 'orders/write' })}`, '/orders'),
      method: 'DELETE',
    }),
    answer: insufficientGroup,
  },
];

import { createVerifier } from '@cognito-guard/core';
import { toMcpAuthInfo } from '@cognito-guard/core/http';
import { createTestPool } from '@cognito-guard/testing';
import { expect, test } from 'vitest';

const pool = await createTestPool();
const verifier = createVerifier({ ...pool.options, tokenUse: null });

test('a user has id, name and groups', async () => {
  const token = pool.accessToken({ username: 'alice', groups: ['admins'], scope: ['orders/read', 'openid'] });
  const auth = await verifier.verify(token);
  expect(toMcpAuthInfo(auth)).toEqual({
    token,
    clientId: pool.clientId,
    scopes: ['orders/read', 'openid'],
    expiresAt: auth.expiresAt,
    extra: { subject: auth.subject, username: 'alice', groups: ['admins'], claims: auth.claims },
  });
});

test('a machine has no username property', async () => {
  const { extra, scopes } = toMcpAuthInfo(await verifier.verify(pool.machineToken({ scope: 'orders/read' })));
  expect(scopes).toEqual(['orders/read']);
  expect(Object.keys(extra)).toEqual(['subject', 'groups', 'claims']);
  expect(extra.subject).toBe(pool.clientId);
});

test('an ID token has no scopes', async () => {
  expect(toMcpAuthInfo(await verifier.verify(pool.idToken())).scopes).toEqual([]);
});

test('changes to the returned object do not affect the next request with the token', async () => {
  const token = pool.accessToken({ groups: ['users'] });
  const info = toMcpAuthInfo(await verifier.verify(token));
  info.scopes.push('orders/write');
  info.extra.groups.push('admins');
  const again = await verifier.verify(token);
  expect(again.scopes.has('orders/write')).toBe(false);
  expect(again.groups.has('admins')).toBe(false);
});

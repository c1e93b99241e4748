/** Every route of the API and what it demands. The authorizer takes its rules from here, the infrastructure its routes. */
export const routes = [
  { method: 'GET', path: '/profile' }, // any good token
  { method: 'GET', path: '/orders', allScopes: ['orders/read'] },
  { method: 'DELETE', path: '/orders/{id}', anyGroup: ['admins', 'ops'] },
] as const;

/** The routes of the API with their requirements, for the authorizer and the infrastructure. */
export const routes = [
  { method: 'GET', path: '/profile' }, // any valid token
  { method: 'GET', path: '/orders', allScopes: ['orders/read'] },
  { method: 'DELETE', path: '/orders/{id}', anyGroup: ['admins', 'ops'] },
] as const;

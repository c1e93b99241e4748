/** Requirements by field. A field without a rule accepts every valid token. */
export const rules = [
  { type: 'Query', field: 'orders', allScopes: ['orders/read'] },
  { type: 'Mutation', field: 'deleteOrder', anyGroup: ['admins', 'ops'] },
] as const;

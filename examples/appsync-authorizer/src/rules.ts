/** What fields demand. A field without a rule is open to every good token. */
export const rules = [
  { type: 'Query', field: 'orders', allScopes: ['orders/read'] },
  { type: 'Mutation', field: 'deleteOrder', anyGroup: ['admins', 'ops'] },
] as const;

/** Scopes that Cognito grants only beside `openid`. */
const openIdScopes: readonly string[] = ['email', 'phone', 'profile'];

/** A scope that needs `openid` in a list that lacks it; undefined for a list that Cognito grants. */
export const scopeWithoutOpenId = (scopes: readonly string[]): string | undefined =>
  scopes.includes('openid') ? undefined : scopes.find((scope) => openIdScopes.includes(scope));

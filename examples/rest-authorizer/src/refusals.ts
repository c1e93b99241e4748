/** Without these, a browser hides the answer from the script that asked. */
const cors = {
  'Access-Control-Allow-Origin': "'*'",
  'Access-Control-Expose-Headers': "'WWW-Authenticate'",
};

interface Refusal {
  /** Text stands in single quotes; without them, it is a variable's name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What API Gateway answers by itself, by the type of its gateway response: statuses are the types' own. */
export const refusals: Readonly<Record<'UNAUTHORIZED' | 'ACCESS_DENIED' | 'DEFAULT_5XX', Refusal>> = {
  // No token, or a bad one.
  UNAUTHORIZED: { headers: { ...cors, 'WWW-Authenticate': `'Bearer realm="api"'` } },
  // A good token that may not do this. The authorizer leaves what is lacking, where that is the same for all routes, and
  // a whole challenge.
  ACCESS_DENIED: {
    headers: { ...cors, 'WWW-Authenticate': 'context.authorizer.challenge' },
    body: '{"error":"$context.authorizer.error","message":"$context.authorizer.error_description","scope":"$context.authorizer.required_scope"}',
  },
  // The authorizer threw, because the pool's keys could not be had, for example. Not cached, and never a 401: that would
  // sign everyone out. API Gateway has two types for this; here are both.
  DEFAULT_5XX: { headers: cors },
};

/**
 * Returns the parameters for the authorize endpoint that meet a step-up challenge (RFC 9470 §3); undefined for every
 * other answer. The page contains this function, so it uses nothing outside itself.
 */
export const stepUpParameters = (answer: Pick<Response, 'status' | 'headers'>): Record<string, string> | undefined => {
  const challenge = answer.headers.get('WWW-Authenticate') ?? '';
  if (answer.status !== 401 || !challenge.includes('error="insufficient_user_authentication"')) return undefined;
  const found = challenge.matchAll(/[ ,](acr_values|max_age)="([^"]*)"/g);
  return Object.fromEntries([...found].map(([, name, value]) => [name, value]));
};

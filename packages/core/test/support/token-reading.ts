import { type HttpRequest, readToken, type TokenSource } from '@cognito-guard/core/http';
import { outcomeOfCall } from './outcome.ts';

/** A header or a query parameter in a host's format. */
export type Values = string | readonly string[] | undefined;

/** A request of two headers and a query, as an adapter passes it. */
export const requestOf = (parts: {
  authorization?: Values;
  cookie?: Values;
  query?: (name: string) => Values;
}): HttpRequest => ({
  header: (name) => (name === 'authorization' ? parts.authorization : name === 'cookie' ? parts.cookie : undefined),
  query: (name) => parts.query?.(name),
});

/** The token, `none`, or the refusal as status and code. */
export function tokenIn(request: HttpRequest, ...sources: readonly TokenSource[]): string {
  let token: string | undefined;
  const outcome = outcomeOfCall(() => {
    token = readToken(request, sources);
  });
  return outcome === 'accepted' ? (token ?? 'none') : outcome;
}

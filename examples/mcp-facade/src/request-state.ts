import { sign, verify } from 'hono/jwt';
import { z } from 'zod';

/** One authorization request on its way through the façade, which stores nothing. */
const requestState = z.object({
  /** The step that may read this state: the consent page's state does not pass for the one after consent. */
  step: z.enum(['consent', 'callback']),
  /** Binds the request to one browser: the value of its cookie. */
  browser: z.string(),
  redirectUri: z.string(),
  /** The client's own state. */
  state: z.string().optional(),
  /** Parameters for the user pool: PKCE, scope, resource, step-up. */
  parameters: z.record(z.string(), z.string()),
});

export type RequestState = z.infer<typeof requestState>;

const lifeSeconds = 10 * 60;

/** Signs a state, so that it can pass through the browser. */
export const seal = (state: RequestState, secret: string): Promise<string> =>
  sign({ ...state, exp: Math.floor(Date.now() / 1000) + lifeSeconds }, secret, 'HS256');

/** Returns the state for a step and a browser; undefined if it is forged, expired, or of another step or browser. */
export const unseal = async (
  sealed: unknown,
  { step, browser }: { readonly step: RequestState['step']; readonly browser: string | undefined },
  secret: string,
): Promise<RequestState | undefined> => {
  if (typeof sealed !== 'string') return undefined;
  const { data } = requestState.safeParse(await verify(sealed, secret, 'HS256').catch(() => undefined));
  return data?.step === step && data.browser === browser ? data : undefined;
};

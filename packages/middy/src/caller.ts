import { AuthStore, type CompiledRequirements, type Grants } from '@cognito-guard/core/http';
import type { AuthorizedCaller } from '@cognito-guard/core/lambda';
import type { Request } from '@middy/core';

/** Lambda's context, one for each invocation. */
export type LambdaContext = Request['context'];

/** Who each invocation comes from, by its context: what middlewares, handlers and nested handlers share. */
export const store: AuthStore<LambdaContext> = new AuthStore<LambdaContext>();

/** The event that a context's `auth` is about, and the caller where an authorizer knew them. */
interface Entry {
  readonly event: unknown;
  readonly caller: AuthorizedCaller | undefined;
}
const entries = new WeakMap<LambdaContext, Entry>();

/**
 * Makes sure that `context.auth` is ours to set.
 *
 * @throws Error where somebody else has set it, or where it is another request's.
 */
export const assertFree = ({ context, event }: Request, isCaller: boolean): void => {
  const entry = entries.get(context);
  if (entry === undefined) {
    if (!('auth' in context)) return;
    throw new Error('authenticate: context.auth is set already, by something else. Nothing else may set it.');
  }
  if (entry.event !== event) {
    throw new Error('authenticate: this context has served another event. Pass a new one with each invocation.');
  }
  if ((entry.caller !== undefined) !== isCaller) {
    throw new Error('authenticate: use either authenticate(verifier) or authenticate.fromAuthorizer(), not both.');
  }
};

/** Sets `context.auth`, which nothing can set again. It shows in no log of the context: there are claims in it. */
export const expose = ({ context, event }: Request, caller?: AuthorizedCaller): void => {
  const isFirst = !entries.has(context);
  entries.set(context, { event, caller });
  if (!isFirst) return;
  Object.defineProperty(context, 'auth', {
    get: () => entries.get(context)?.caller ?? store.get(context, { optional: true }),
  });
};

/** Holds an invocation's caller against requirements, whoever found out about them. */
export const enforcer = <A extends Grants>(rules: CompiledRequirements<A>): ((context: LambdaContext) => void) => {
  const enforce = store.authorizer(rules);
  return (context) => {
    const caller: Grants | undefined = entries.get(context)?.caller;
    if (caller === undefined) enforce(context);
    else rules.enforce(caller as A);
  };
};

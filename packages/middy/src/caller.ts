import { AuthStore, type CompiledRequirements, type Grants } from '@cognito-guard/core/http';
import { shared } from '@cognito-guard/core/internal';
import { type AuthorizedCaller, readLambdaEvent } from '@cognito-guard/core/lambda';
import type { Request } from '@middy/core';

/** Lambda's context, one for each invocation. */
export type LambdaContext = Request['context'];

/** The event of each context. */
const events = shared('middy-events.1', () => new WeakMap<LambdaContext, unknown>());

/** The verified token of each context, which middleware, handlers and nested handlers share. */
export const store: AuthStore<LambdaContext> = new AuthStore(
  (context) => readLambdaEvent(events.get(context)),
  '@cognito-guard/middy',
);

/** The caller of each context whose `auth` is set; undefined where `auth` is a verified token. */
const callers = shared('middy-callers.1', () => new WeakMap<LambdaContext, AuthorizedCaller | undefined>());

/**
 * Reserves `context.auth` for this event.
 *
 * @throws Error where other code has set it, where it belongs to another event, or to the other `authenticate`.
 */
export const claim = ({ context, event }: Request, isCaller: boolean): void => {
  const isClaimed = callers.has(context);
  if (!isClaimed && 'auth' in context) {
    throw new Error('authenticate: other code has set context.auth already. Only authenticate may set it.');
  }
  if (isClaimed && events.get(context) !== event) {
    throw new Error('authenticate: this context has served another event. Pass a new one with each invocation.');
  }
  if (isClaimed && (callers.get(context) !== undefined) !== isCaller) {
    throw new Error('authenticate: use either authenticate(verifier) or authenticate.fromAuthorizer(), not both.');
  }
  events.set(context, event);
};

/** Sets `context.auth`, read-only, and not enumerable: it holds claims, which no log of the context may show. */
export const expose = ({ context }: Request, caller?: AuthorizedCaller): void => {
  const isFirst = !callers.has(context);
  callers.set(context, caller);
  if (!isFirst) return;
  Object.defineProperty(context, 'auth', {
    get: () => callers.get(context) ?? store.get(context, { optional: true }),
  });
};

/** Compiles requirements into a check of an invocation's caller or verified token. */
export const enforcer = <A extends Grants>(rules: CompiledRequirements<A>): ((context: LambdaContext) => void) => {
  const enforce = store.authorizer(rules);
  return (context) => {
    const caller: Grants | undefined = callers.get(context);
    if (caller === undefined) enforce(context);
    else rules.enforce(caller as A);
  };
};

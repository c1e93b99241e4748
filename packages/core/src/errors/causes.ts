import { codeRules } from './codes.ts';

/**
 * An error without a stack. The code identifies the refusal, and capturing a stack takes longer than the rest
 * of most refusals.
 */
export class ErrorWithoutStack extends Error {
  constructor(message: string, options?: ErrorOptions) {
    // Reflect, because frozen intrinsics make an assignment throw. The error then has a stack.
    const limit: unknown = Reflect.get(Error, 'stackTraceLimit');
    Reflect.set(Error, 'stackTraceLimit', 0);
    super(message, options);
    Reflect.set(Error, 'stackTraceLimit', limit);
  }
}

/** The `cause` of a refusal, for operators: a fixed sentence, never a value from the token. */
export class RefusalCause extends ErrorWithoutStack {}

/**
 * Makes the `cause` of a refusal.
 *
 * @param rule - The rule that the token or the request broke.
 */
export const because = (rule: string): RefusalCause => new RefusalCause(rule);

/** The cause of each code where none is given. Refusals share these objects, so they are made once and frozen. */
export const defaultCauses: ReadonlyMap<string, RefusalCause> = new Map(
  Object.entries(codeRules).map(([code, { cause }]) => [code, Object.freeze(because(cause))]),
);

/**
 * An error without a stack. The code identifies the refusal, and capturing a stack takes longer than the rest
 * of most refusals.
 */
export class ErrorWithoutStack extends Error {
  constructor(message: string, options?: ErrorOptions) {
    // Reflect, because frozen intrinsics make an assignment throw. The error then has a stack.
    const name = 'stackTraceLimit';
    const limit: unknown = Reflect.get(Error, name);
    Reflect.set(Error, name, 0);
    super(message, options);
    Reflect.set(Error, name, limit);
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

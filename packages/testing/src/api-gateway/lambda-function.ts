import { expectOption } from '../expect-option.ts';
import { lambdaContext } from '../lambda-events/lambda-context.ts';

/**
 * A Lambda function: takes an event and a context, returns its answer or a promise of it. `never`, so that a function
 * may name the event it expects; the third parameter is there for types that declare a callback, and is not passed.
 */
export type LambdaFunction = (event: never, context: never, callback: never) => unknown;

/** @throws TypeError naming the option. */
export const expectFunction = (option: string, given: unknown): void => {
  expectOption(typeof given === 'function', option, given, 'a function');
  // The Node.js 24 runtime refuses such a function when it starts, because a third parameter would be a callback.
  // https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html
  const takesCallback = typeof given === 'function' && given.length > 2;
  expectOption(!takesCallback, option, given, 'a function of at most two parameters, without a callback');
};

/** Through JSON, as Lambda does it: nothing is shared with the function, and `undefined` does not survive. */
const throughJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null) ?? 'null');

/** Calls a function as Lambda does. Rejects with what it throws. */
export const invoke = async (handler: LambdaFunction, event: object, requestId: string): Promise<unknown> => {
  const call = handler as (event: unknown, context: object) => unknown;
  return throughJson(await call(throughJson(event), lambdaContext(requestId)));
};

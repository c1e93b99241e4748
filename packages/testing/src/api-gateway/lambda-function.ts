import { lambdaContext } from '../lambda-events/lambda-context.ts';
import { expectOption } from '../lib/expect-option.ts';

/**
 * A Lambda function: receives an event and a context, and returns its answer or a promise of it. The parameters are `never`,
 * so that functions can declare their event type. The third one accepts types with a callback; no callback is passed.
 */
export type LambdaFunction = (event: never, context: never, callback: never) => unknown;

/** @throws TypeError that names the option. */
export const expectFunction = (option: string, given: unknown): void => {
  expectOption(typeof given === 'function', option, given, 'a function');
  // The Node.js 24 runtime refuses such a function when it starts, because a third parameter would be a callback.
  // https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html
  const takesCallback = typeof given === 'function' && given.length > 2;
  expectOption(!takesCallback, option, given, 'a function of at most two parameters, without a callback');
};

/** Copies a value through JSON, as Lambda does: the function shares no object, and `undefined` is lost. */
const throughJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null) ?? 'null');

/** Calls a function as Lambda does. Rejects with its error. */
export const invoke = async (handler: LambdaFunction, event: object, requestId: string): Promise<unknown> => {
  const call = handler as (event: unknown, context: object) => unknown;
  return throughJson(await call(throughJson(event), lambdaContext(requestId)));
};

import { expectOption } from '../lib/expect-option.ts';
import { expectFunction, type LambdaFunction } from './lambda-function.ts';

/**
 * The target of a route: a function. With `returnResponse`, its answers are sent to the client, as API Gateway does for a
 * route with a route response. `$connect` and `$disconnect` have no route response.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-route-response.html
 */
export type WebSocketTarget = LambdaFunction | { readonly handler: LambdaFunction; readonly returnResponse?: boolean };

/** A function, and whether API Gateway sends its answers. */
export interface WebSocketRoute {
  readonly handler: LambdaFunction;
  readonly returnResponse: boolean;
}

/** @throws TypeError naming the option, when a route has no function or a route response that it cannot have. */
export const resolveRoutes = (
  option: string,
  routes: Readonly<Record<string, WebSocketTarget>>,
): Readonly<Record<string, WebSocketRoute>> =>
  Object.fromEntries(
    Object.entries(routes).map(([key, target]) => {
      const name = `${option}[${JSON.stringify(key)}]`;
      const { handler, returnResponse = false } = typeof target === 'function' ? { handler: target } : Object(target);
      const isMessage = key !== '$connect' && key !== '$disconnect';
      expectOption(isMessage || !returnResponse, name, target, 'a function: only messages have a route response');
      expectFunction(name, handler);
      return [key, { handler, returnResponse }];
    }),
  );

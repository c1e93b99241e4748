/** Lambda's context object. */
export interface LambdaContext {
  callbackWaitsForEmptyEventLoop: boolean;
  functionName: string;
  functionVersion: string;
  invokedFunctionArn: string;
  memoryLimitInMB: string;
  awsRequestId: string;
  logGroupName: string;
  logStreamName: string;
  getRemainingTimeInMillis: () => number;
  done: () => void;
  fail: () => void;
  succeed: () => void;
}

/**
 * Builds Lambda's context object: a new one for each call, because middleware writes to it.
 *
 * @typeParam Added - What middleware adds before the handler runs, such as `auth`. TypeScript infers it from the handler
 * that the context is passed to, so a typed test needs no cast.
 * @param requestId - Default `request-1`.
 * @returns A context with three seconds left.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html
 * @example
 * ```ts
 * import { lambdaContext } from '@cognito-guard/testing/lambda-events';
 *
 * console.log(lambdaContext().getRemainingTimeInMillis()); // 3000
 * ```
 */
export const lambdaContext = <Added = unknown>(requestId = 'request-1'): LambdaContext & Added => {
  const context: LambdaContext = {
    callbackWaitsForEmptyEventLoop: true,
    functionName: 'local',
    functionVersion: '$LATEST',
    invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:local',
    memoryLimitInMB: '128',
    awsRequestId: requestId,
    logGroupName: '/aws/lambda/local',
    logStreamName: '2026/01/01/[$LATEST]local',
    getRemainingTimeInMillis: () => 3_000,
    done: () => undefined,
    fail: () => undefined,
    succeed: () => undefined,
  };
  // `Added` is missing until the middleware runs.
  return context as LambdaContext & Added;
};

import { DeadlineError, withDeadline } from '@cognito-guard/core/internal';
import { lambdaContext } from '@cognito-guard/testing/lambda-events';
import { CognitoError } from '../pool/cognito-error.ts';
import type { TriggerEvents, TriggerHandler } from './events.ts';
import { describeAnswer, emptyResponse, readResponse } from './responses.ts';

/** The handlers, by the name of their trigger. */
export type TriggerHandlers = {
  readonly [Name in keyof TriggerEvents]?: TriggerHandler<TriggerEvents[Name]> | undefined;
};

/** One run of a trigger. */
export interface TriggerCall<Name extends keyof TriggerEvents> {
  readonly source: TriggerEvents[Name]['triggerSource'];
  readonly clientId: string;
  /** Undefined for a machine. */
  readonly userName: string | undefined;
  readonly request: TriggerEvents[Name]['request'];
  /** Default `1`. */
  readonly version?: string;
}

const timeoutMs = 5_000;
const attempts = 3;

/** `preSignUp` as Cognito's messages name it. */
const titleOf = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/**
 * Runs the handlers of the triggers as Cognito invokes Lambda functions: with a copy of the event, for at most 5 seconds,
 * three times where a handler is late.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html
 */
export class Triggers {
  readonly #handlers: TriggerHandlers;
  readonly #userPoolId: string;

  constructor(handlers: TriggerHandlers, userPoolId: string) {
    this.#handlers = handlers;
    this.#userPoolId = userPoolId;
  }

  has(name: keyof TriggerEvents): boolean {
    return this.#handlers[name] !== undefined;
  }

  /**
   * Runs a trigger's handler.
   *
   * @returns The members that the handler set in the response; undefined where the pool has no such trigger.
   * @throws CognitoError: UserLambdaValidationException where the handler throws, UnexpectedLambdaException where it is
   * late, InvalidLambdaResponseException for an answer that is not the event with a response.
   */
  async run<Name extends keyof TriggerEvents>(
    name: Name,
    { source, clientId, userName, request, version = '1' }: TriggerCall<Name>,
  ): Promise<Partial<TriggerEvents[Name]['response']> | undefined> {
    const handler = this.#handlers[name];
    if (handler === undefined) return undefined;
    const event = JSON.stringify({
      version,
      triggerSource: source,
      region: this.#userPoolId.split('_')[0],
      userPoolId: this.#userPoolId,
      userName,
      callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId },
      request,
      response: emptyResponse(name, version),
    });
    const title = titleOf(name);
    const answer = await this.#invoke(title, handler, event);
    const read = readResponse(name, version, answer);
    if (read === undefined) {
      const reason = `${title} returned ${describeAnswer(answer)}; it must return the event with its response`;
      throw new CognitoError('InvalidLambdaResponseException', 'Unrecognizable lambda output', { reason });
    }
    return read as Partial<TriggerEvents[Name]['response']>;
  }

  /** @returns The answer as JSON carries it. */
  async #invoke<Event>(title: string, handler: TriggerHandler<Event>, event: string): Promise<unknown> {
    for (let attempt = 1; ; attempt++) {
      try {
        const answer = await withDeadline(timeoutMs, () => call(handler, JSON.parse(event)));
        return JSON.parse(JSON.stringify(answer ?? null));
      } catch (error) {
        if (!(error instanceof DeadlineError)) {
          const message = `${title} failed with error ${messageOf(error)}.`;
          throw new CognitoError('UserLambdaValidationException', message, { cause: error });
        }
        if (attempt === attempts) {
          const message = `${title} invocation failed due to error Socket timeout while invoking Lambda function.`;
          const reason = `${title} did not answer within ${timeoutMs / 1000} seconds, in ${attempts} attempts`;
          throw new CognitoError('UnexpectedLambdaException', message, { reason });
        }
      }
    }
  }
}

/** Calls a handler that returns a promise, or one that takes a callback. */
const call = <Event>(handler: TriggerHandler<Event>, event: Event): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const returned = handler(event, lambdaContext(), (error, answer) => (error ? reject(error) : resolve(answer)));
    // A handler with a callback may return undefined; one without three parameters has returned its answer.
    if (returned !== undefined || handler.length < 3) resolve(returned);
  });

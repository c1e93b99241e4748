import { optional, readOptions, type Schema } from '../lib/option-schema.ts';
import { arrayLike, functionOf, textsLike } from '../lib/option-values.ts';
import {
  asObject,
  type CallFilter,
  type IgnoredEvent,
  knownRevocationEvents,
  type RevocationEventName,
  readCognitoCall,
  revocationEvents,
  unusable,
} from './cognito-call.ts';
import { eventOf, messagesOf, type SqsBatchResponse } from './sqs-batch.ts';
import { type RevocationStore, storeWith } from './store.ts';

/** Options of {@link revocationHandler}. */
export interface RevocationHandlerOptions {
  /** The pools whose calls count, one or several. Calls in other pools are ignored. */
  readonly userPoolIds: string | readonly string[];
  /** The calls that end a user's tokens. Default {@link revocationEvents}: all but RevokeToken. */
  readonly events?: readonly RevocationEventName[];
  /** The AWS accounts whose events count, one or several. Default the account that the function runs in. */
  readonly accountIds?: string | readonly string[];
  /**
   * Receives the error of each SQS message that stays in its queue, for your log: the queue keeps the message, but not
   * the error. Errors that this function throws are ignored. Default none.
   */
  readonly onFailure?: (error: unknown) => void;
}

/**
 * The outcome of an event.
 *
 * - `revoked`: the store was written.
 * - `other_event`: not one of `events`, or not AWS's record of a call to Cognito.
 * - `other_account`: one of them, in an account that is not in `accountIds`.
 * - `other_pool`: one of them, in a pool that is not in `userPoolIds`.
 * - `failed_call`: one of them; Cognito refused the call.
 */
export type RevocationHandlerResult = 'revoked' | IgnoredEvent;

const name = 'revocationHandler';
const schema = {
  userPoolIds: textsLike(
    'a user pool id like "eu-west-1_AbC123xyz", or a non-empty array of them',
    /^[\w-]+_[A-Za-z0-9]+$/,
  ),
  events: optional(
    arrayLike(
      `a non-empty array of ${knownRevocationEvents.join(', ')}`,
      new RegExp(`^(?:${knownRevocationEvents.join('|')})$`),
    ),
    revocationEvents,
  ),
  accountIds: optional(
    textsLike('the 12 digits of an AWS account as a string, or a non-empty array of them', /^\d{12}$/),
  ),
  onFailure: optional(functionOf<(error: unknown) => void>()),
} satisfies Schema<RevocationHandlerOptions>;

/** arn:aws:lambda:eu-west-1:123456789012:function:name */
const accountOf = (context: unknown): readonly string[] => {
  const account = /^arn:[\w-]+:lambda:[\w-]+:(\d{12}):/.exec(String(asObject(context)?.['invokedFunctionArn']))?.[1];
  if (account !== undefined) return [account];
  throw unusable("Which AWS account counts? Pass Lambda's context to the handler, or accountIds to revocationHandler.");
};

/**
 * Makes a Lambda handler that writes a revocation for each change in Cognito itself: global sign-outs, disabled and
 * deleted users, new passwords, removed group memberships and revoked sessions ({@link revocationEvents}).
 *
 * It receives CloudTrail's records of these calls from EventBridge, directly or through an SQS queue. **The account
 * needs a CloudTrail trail that logs management events; without one, EventBridge has no such events and nothing is
 * revoked.** Records come minutes after the call; `signOut` in the application's own route takes effect within seconds.
 *
 * A record names the user (`sub`), never a token: every token issued to the user up to the call is revoked. A call that
 * a user's own token authorizes need not name its pool; its record counts for each of `userPoolIds`.
 *
 * For an EventBridge event, the handler returns its outcome. It rejects where the event counts and is unusable (no
 * user, no time), where EventBridge did not make it, and where the store fails: Lambda then retries, and sends the
 * event to the function's failure destination.
 *
 * For a batch of SQS messages, it returns `batchItemFailures`: SQS keeps these messages and delivers them again, until
 * it moves them to the dead-letter queue. Lambda deletes the others. The event source mapping must have
 * `ReportBatchItemFailures`: without it, Lambda deletes every message. The handler also reads messages from a
 * dead-letter queue or a failure destination.
 *
 * @param store - The store of the verifiers.
 * @param options - `userPoolIds`, the allow list; `events`, `accountIds` and `onFailure` are optional.
 * @returns The handler, for Lambda's event and context.
 * @throws TypeError for an invalid option.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/logging-using-cloudtrail.html
 * @example
 * ```ts
 * import { memoryRevocationStore, revocationHandler } from '@cognito-guard/core/revocation';
 *
 * const store = memoryRevocationStore(); // in a Lambda function: one that verifiers share
 * export const handler = revocationHandler(store, { userPoolIds: 'eu-west-1_AbC123xyz', onFailure: console.error });
 * ```
 */
export const revocationHandler = (
  store: Pick<RevocationStore, 'revokeUser'>,
  options: RevocationHandlerOptions,
): ((event: unknown, context?: unknown) => Promise<RevocationHandlerResult | SqsBatchResponse>) => {
  const checked = storeWith('revokeUser')(store, `${name}: store`);
  const { userPoolIds, events, accountIds, onFailure } = readOptions(`${name}: options`, options, schema);

  const report = (error: unknown): void => {
    try {
      onFailure?.(error);
    } catch {
      // The listener's own error must not keep the rest of the batch.
    }
  };

  const revoke = async (event: unknown, filter: CallFilter): Promise<RevocationHandlerResult> => {
    const call = readCognitoCall(event, filter);
    if (typeof call === 'string') return call;
    const { subject, issuedBefore } = call;
    await Promise.all(call.userPoolIds.map((userPoolId) => checked.revokeUser({ userPoolId, subject, issuedBefore })));
    return 'revoked';
  };

  return async (event, context) => {
    const messages = messagesOf(event);
    const filter: CallFilter = { userPoolIds, events, accountIds: accountIds ?? accountOf(context) };
    if (messages === undefined) return revoke(event, filter);

    const failures = messages.map(async ({ messageId, body }) => {
      try {
        await revoke(eventOf(body), filter);
        return [];
      } catch (error) {
        report(error);
        return [{ itemIdentifier: String(messageId) }];
      }
    });
    return { batchItemFailures: (await Promise.all(failures)).flat() };
  };
};

import { DeadlineError } from '@cognito-guard/core/revocation';

/**
 * The first words of Redis's error replies that tell an operator what to do. What else a reply says may quote the command.
 * https://redis.io/docs/latest/develop/reference/protocol-spec/#simple-errors
 */
const replyCodes: ReadonlySet<string> = new Set([
  'BUSY',
  'CLUSTERDOWN',
  'LOADING',
  'MASTERDOWN',
  'MISCONF',
  'NOAUTH',
  'NOPERM',
  'NOREPLICAS',
  'OOM',
  'READONLY',
  'TRYAGAIN',
  'WRONGPASS',
]);

/** `ReplyError` of ioredis and iovalkey; `ErrorReply` of node-redis 4, and what later versions derive from it. */
const replyNames: ReadonlySet<string> = new Set(['ReplyError', 'ErrorReply', 'SimpleError', 'BlobError']);

/** Redis, or the connection to it, failed. */
export class RedisStoreError extends Error {
  /**
   * The code of Redis's reply, such as `READONLY`, `OOM` or `NOPERM`; `ERR` for any other reply; `CONNECTION_LOST` where
   * the client had no connection or lost it.
   */
  readonly code: string;

  constructor(code: string, cause: unknown) {
    super(`Redis failed: ${code}.`, { cause });
    this.name = 'RedisStoreError';
    this.code = code;
  }
}

/** Whether Redis itself refused a command, so that the connection is sound. */
export const isReply = (error: unknown): error is Error =>
  error instanceof Error && (replyNames.has(error.name) || replyNames.has(error.constructor.name));

/** @returns What a client's error means, the error itself being the cause; a deadline's error as it is. */
export const toRedisError = (error: unknown): RedisStoreError | DeadlineError => {
  if (error instanceof DeadlineError) return error;
  if (!isReply(error)) return new RedisStoreError('CONNECTION_LOST', error);
  const word = /^[A-Z]+/.exec(error.message)?.[0] ?? '';
  return new RedisStoreError(replyCodes.has(word) ? word : 'ERR', error);
};

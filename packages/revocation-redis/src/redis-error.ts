import { DeadlineError } from '@cognito-guard/core/revocation';

/**
 * The error codes that tell an operator the cause. The rest of an error reply can quote the command.
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

/** `ReplyError` of ioredis and iovalkey; `ErrorReply` of node-redis 4 and its subclasses in later versions. */
const replyNames: ReadonlySet<string> = new Set(['ReplyError', 'ErrorReply', 'SimpleError', 'BlobError']);

/** Redis or its connection failed. */
export class RedisStoreError extends Error {
  /**
   * The code of Redis's error reply, such as `READONLY`, `OOM` or `NOPERM`; `ERR` for any other reply;
   * `CONNECTION_LOST` where the client had no connection or lost it.
   */
  readonly code: string;

  constructor(code: string, cause: unknown) {
    super(`Redis failed: ${code}.`, { cause });
    this.name = 'RedisStoreError';
    this.code = code;
  }
}

/** True for an error reply of Redis: the connection works. */
export const isReply = (error: unknown): error is Error =>
  error instanceof Error && (replyNames.has(error.name) || replyNames.has(error.constructor.name));

/** @returns A RedisStoreError with the client's error as its cause; a DeadlineError unchanged. */
export const toRedisError = (error: unknown): RedisStoreError | DeadlineError => {
  if (error instanceof DeadlineError) return error;
  if (!isReply(error)) return new RedisStoreError('CONNECTION_LOST', error);
  const word = /^[A-Z]+/.exec(error.message)?.[0] ?? '';
  return new RedisStoreError(replyCodes.has(word) ? word : 'ERR', error);
};

import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  flag,
  functionOf,
  numberOf,
  objectWith,
  optional,
  readOptions,
  type Schema,
  textLike,
} from '@cognito-guard/core/internal';

/** Options of {@link dynamoDbRevocationStore}. */
export interface DynamoDbRevocationStoreOptions {
  /** A client of `@aws-sdk/client-dynamodb`. The caller closes it. */
  readonly client: DynamoDBClient;
  /** The table's name. */
  readonly tableName: string;
  /**
   * True for strongly consistent reads, at twice the price. Default false: eventually consistent reads are usually less
   * than a second behind, and the verifier caches an answer for seconds.
   */
  readonly consistentRead?: boolean;
  /**
   * Deadline of one call of the store in milliseconds, including the SDK's retries, 1 to 60,000. Default 1,000. The
   * deadline aborts the request and frees its socket.
   */
  readonly timeoutMs?: number;
  /** The current time in milliseconds since the epoch. Default `Date.now`. For tests. */
  readonly clock?: () => number;
}

const schema = {
  client: objectWith<DynamoDBClient>('a DynamoDBClient', 'send'),
  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
  tableName: textLike(/^[\w.-]{3,255}$/, "a table's name: 3 to 255 letters, digits, dots, dashes and underscores"),
  consistentRead: optional(flag, false),
  timeoutMs: optional(numberOf(1, 60_000, 'milliseconds'), 1_000),
  clock: optional(functionOf<() => number>(), () => Date.now()),
} satisfies Schema<DynamoDbRevocationStoreOptions>;

/**
 * Reads {@link DynamoDbRevocationStoreOptions}.
 *
 * @returns The options with their defaults, frozen.
 * @throws TypeError for an invalid option.
 */
export const readStoreOptions = (options: unknown): Required<DynamoDbRevocationStoreOptions> =>
  readOptions('dynamoDbRevocationStore: options', options, schema);

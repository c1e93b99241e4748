import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  fail,
  readCapable,
  readFunction,
  readNumber,
  readObject,
  readOptional,
  readRequired,
} from '@cognito-guard/core/http';

/** Options of {@link dynamoDbRevocationStore}. */
export interface DynamoDbRevocationStoreOptions {
  /** A client of `@aws-sdk/client-dynamodb`. It stays yours. */
  readonly client: DynamoDBClient;
  /** The table's name. */
  readonly tableName: string;
  /**
   * Whether a question reads what was written a moment ago for certain, at twice the price. Default false: DynamoDB is
   * usually less than a second behind, and the verifier keeps an answer for some seconds anyway.
   */
  readonly consistentRead?: boolean;
  /**
   * Deadline of one call of the store in milliseconds, the SDK's retries included, 1 to 60,000. Default 1,000. The request
   * is then aborted and its socket freed.
   */
  readonly timeoutMs?: number;
  /** The current time in milliseconds since the epoch. Default `Date.now`. For tests. */
  readonly clock?: () => number;
}

const name = 'dynamoDbRevocationStore';

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html */
const tableNameForm = /^[\w.-]{3,255}$/;

const readTableName = (given: unknown): string =>
  typeof given === 'string' && tableNameForm.test(given)
    ? given
    : fail(`${name}: tableName`, given, "a table's name: 3 to 255 letters, digits, dots, dashes and underscores");

/**
 * @returns The options with their defaults, frozen.
 * @throws TypeError naming the option.
 */
export const readOptions = (options: DynamoDbRevocationStoreOptions): Required<DynamoDbRevocationStoreOptions> => {
  const given = readObject(`${name}: options`, options, [
    'client',
    'tableName',
    'consistentRead',
    'timeoutMs',
    'clock',
  ]);
  return Object.freeze({
    client: readRequired(given, 'client', readCapable<DynamoDBClient>(`${name}: client`, 'a DynamoDBClient', 'send')),
    tableName: readRequired(given, 'tableName', readTableName),
    consistentRead: readOptional(given, 'consistentRead', false, (value) =>
      typeof value === 'boolean' ? value : fail(`${name}: consistentRead`, value, 'true or false'),
    ),
    timeoutMs: readOptional(given, 'timeoutMs', 1_000, readNumber(`${name}: timeoutMs`, 1, 60_000, 'milliseconds')),
    clock: readOptional(given, 'clock', () => Date.now(), readFunction<() => number>(`${name}: clock`)),
  });
};

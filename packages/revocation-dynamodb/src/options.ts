import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

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
  /** The current time in milliseconds since the epoch. Default `Date.now`. For tests. */
  readonly clock?: () => number;
}

const names = ['client', 'tableName', 'consistentRead', 'clock'];

const show = (value: unknown): string =>
  typeof value === 'string' ? JSON.stringify(value) : value === null ? 'null' : `a value of type ${typeof value}`;

const fail = (option: string, given: unknown, expected: string): never => {
  const hint = given === undefined || given === '' ? ' Is an environment variable unset?' : '';
  throw new TypeError(`${option} must be ${expected}; got ${given === undefined ? 'undefined' : show(given)}.${hint}`);
};

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html */
const tableNameForm = /^[\w.-]{3,255}$/;

/**
 * @returns The options with their defaults, frozen.
 * @throws TypeError naming the option.
 */
export const readOptions = (options: DynamoDbRevocationStoreOptions): Required<DynamoDbRevocationStoreOptions> => {
  const given: unknown = options;
  if (typeof given !== 'object' || given === null) return fail('options', given, `an object with ${names.join(', ')}`);
  const unknown = Object.keys(given).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new TypeError(`dynamoDbRevocationStore has no option "${unknown}"; its options are ${names.join(', ')}.`);
  }
  // A member that is there is read, even when it is undefined: an unset variable must not pass for a default.
  const read = { consistentRead: false, clock: () => Date.now(), ...options };
  if (typeof read.client?.send !== 'function') return fail('client', read.client, 'a DynamoDBClient');
  if (typeof read.tableName !== 'string' || !tableNameForm.test(read.tableName)) {
    return fail('tableName', read.tableName, "a table's name: 3 to 255 letters, digits, dots, dashes and underscores");
  }
  if (typeof read.consistentRead !== 'boolean') return fail('consistentRead', read.consistentRead, 'true or false');
  if (typeof read.clock !== 'function') return fail('clock', read.clock, 'a function');
  return Object.freeze(read);
};

import { type AttributeValue, BatchGetItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import {
  clientEntry,
  entriesAbout,
  type MomentEntry,
  poolEntry,
  type RevocationStore,
  revocationLifetimeSeconds,
  sessionEntry,
  sharedEntries,
  type TokenIdentity,
  tokenEntry,
  userEntry,
  withDeadline,
} from '@cognito-guard/core/revocation';
import { type DynamoDbRevocationStoreOptions, readStoreOptions } from './options.ts';

type Item = Readonly<Record<string, AttributeValue>>;
type Key = Record<string, AttributeValue>;
type SendOptions = { readonly abortSignal: AbortSignal };

/** Upper bound on the requests per `isRevoked`, where DynamoDB returns unprocessed keys. */
const maxRounds = 3;

/**
 * Cache lifetime of client and pool entries. Every `isRevoked` needs both, and DynamoDB reads one item at most 3,000 times
 * per second (1,000 for consistent reads and writes).
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html
 */
const sharedCacheMs = 5_000;
/** Upper bound on cached entries: more than the pools and clients in options, but resolved tenants may exceed it. */
const maxShared = 1_000;

const read = (item: Item, attribute: string): number => Number(item[attribute]?.N);

const isOutdated = (error: unknown): boolean =>
  error instanceof Error && error.name === 'ConditionalCheckFailedException';

/**
 * Stores revocations in a DynamoDB table: partition key `pk`, a string; time to live in `expiresAt`.
 *
 * `isRevoked` sends one `BatchGetItem` of up to three small items. Once in 5 seconds it also reads the items of the app
 * client and the pool, and caches them: other processes apply `revokeClient` and `revokePool` within 5 seconds. A
 * revocation sends one `PutItem` or, by time, one `UpdateItem` on the condition that the stored moment is earlier.
 *
 * @param options - `client` and `tableName`; `consistentRead` (default false), `timeoutMs` (default 1,000) and `clock`.
 * @returns The store. Its methods reject with the SDK's error where DynamoDB refuses or is unreachable, and with a
 * `DeadlineError` after `timeoutMs`. They reject with a TypeError for a revocation with an invalid pool, id or time.
 * @throws TypeError for an invalid option.
 * @example
 * ```ts
 * import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
 * import { dynamoDbRevocationStore } from '@cognito-guard/revocation-dynamodb';
 *
 * const store = dynamoDbRevocationStore({ client: new DynamoDBClient(), tableName: 'revocations' });
 * await store.revokeUser({
 *   userPoolId: auth.userPoolId,
 *   subject: auth.subject,
 *   issuedBefore: Math.floor(Date.now() / 1000) + 5, // Cognito's clock may be ahead.
 * });
 * ```
 */
export const dynamoDbRevocationStore = (options: DynamoDbRevocationStoreOptions): RevocationStore => {
  const { client, tableName: TableName, consistentRead, timeoutMs, clock } = readStoreOptions(options);

  /** Aborts the request at the deadline, which frees its socket. The SDK's timeouts do not bound a whole call. */
  const withinDeadline = <T>(call: (options: SendOptions) => Promise<T>): Promise<T> =>
    withDeadline(timeoutMs, (abortSignal) => call({ abortSignal }));

  const keyOf = (name: string): Key => ({ pk: { S: name } });

  /** Cached entries of clients and pools, including missing ones. */
  const shared = new Map<string, { readonly item: Item | undefined; readonly readAt: number }>();

  const isFresh = (name: string): boolean => {
    const readAt = shared.get(name)?.readAt;
    if (readAt === undefined) return false;
    const age = clock() - readAt;
    // A negative age: the clock was set back.
    return age >= 0 && age < sharedCacheMs;
  };

  const remember = (names: readonly string[], found: ReadonlyMap<string, Item>, readAt: number): void => {
    if (shared.size >= maxShared) shared.clear();
    for (const name of names) if (!isFresh(name)) shared.set(name, { item: found.get(name), readAt });
  };

  const put = async (name: string): Promise<void> => {
    const expiresAt = Math.ceil(clock() / 1000) + revocationLifetimeSeconds;
    const command = new PutItemCommand({ TableName, Item: { ...keyOf(name), expiresAt: { N: String(expiresAt) } } });
    await withinDeadline((options) => client.send(command, options));
  };

  const putMoment = async ({ name, issuedBefore, endsAt }: MomentEntry): Promise<void> => {
    const update = new UpdateItemCommand({
      TableName,
      Key: keyOf(name),
      UpdateExpression: 'SET issuedBefore = :moment, expiresAt = :expiresAt',
      ConditionExpression: 'attribute_not_exists(pk) OR issuedBefore < :moment',
      ExpressionAttributeValues: { ':moment': { N: String(issuedBefore) }, ':expiresAt': { N: String(endsAt) } },
    });
    await withinDeadline((options) => client.send(update, options)).catch((error: unknown) => {
      // The table already holds a later moment, which includes this one.
      if (!isOutdated(error)) throw error;
    });
    shared.delete(name);
  };

  const readRevoked = async (token: TokenIdentity, options: SendOptions): Promise<boolean> => {
    const revokes = (item: Item | undefined): boolean => {
      // DynamoDB deletes expired items within days, not at their expiration.
      if (item === undefined || read(item, 'expiresAt') <= clock() / 1000) return false;
      // An item revokes the token, unless its moment is at or before the token's issue time.
      return !(token.issuedAt >= read(item, 'issuedBefore'));
    };
    const known = sharedEntries(token).filter(isFresh);
    if (known.some((name) => revokes(shared.get(name)?.item))) return true;

    const found = new Map<string, Item>();
    const readAt = clock();
    let left = entriesAbout(token)
      .filter((name) => !known.includes(name))
      .map(keyOf);
    for (let round = 1; left.length > 0; round++) {
      // An unprocessed key is not a missing item.
      if (round > maxRounds) throw new Error('DynamoDB returned unprocessed keys: the table is throttled.');
      const requested = { [TableName]: { Keys: left, ConsistentRead: consistentRead } };
      const answer = await client.send(new BatchGetItemCommand({ RequestItems: requested }), options);
      for (const item of answer.Responses?.[TableName] ?? []) found.set(item['pk']?.S ?? '', item);
      if ([...found.values()].some(revokes)) {
        remember(
          sharedEntries(token).filter((name) => found.has(name)),
          found,
          readAt,
        );
        return true;
      }
      left = answer.UnprocessedKeys?.[TableName]?.Keys ?? [];
    }
    remember(sharedEntries(token), found, readAt);
    return false;
  };

  return Object.freeze<RevocationStore>({
    isRevoked: async (token) => withinDeadline((options) => readRevoked(token, options)),
    // Async, so that a TypeError rejects.
    revokeToken: async (revocation) => put(tokenEntry(revocation)),
    revokeSession: async (revocation) => put(sessionEntry(revocation)),

    revokeUser: async (revocation) => putMoment(userEntry(revocation)),
    revokeClient: async (revocation) => putMoment(clientEntry(revocation)),
    revokePool: async (revocation) => putMoment(poolEntry(revocation)),
  });
};

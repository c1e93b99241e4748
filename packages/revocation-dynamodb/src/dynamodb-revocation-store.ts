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
/** What a request is aborted by. */
type SendOptions = { readonly abortSignal: AbortSignal };

/** How often a question is asked in all, where DynamoDB answers a part of it and leaves the rest for later. */
const maxRounds = 3;

/**
 * How long a client's and a pool's entry count once they were read. Every question names these two, and DynamoDB reads one
 * item 3,000 times a second at most (1,000 for consistent reads and writes).
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html
 */
const sharedForMs = 5_000;
/** More pools and clients than a service names in options; tenants that are resolved may be more. */
const maxShared = 1_000;

const read = (item: Item, attribute: string): number => Number(item[attribute]?.N);

const isOutdated = (error: unknown): boolean =>
  error instanceof Error && error.name === 'ConditionalCheckFailedException';

/**
 * Remembers revoked tokens in a DynamoDB table: partition key `pk`, a string; time to live in `expiresAt`.
 *
 * A question is one `BatchGetItem` of up to three small items. Those of the app client and of the pool are read with it
 * once in 5 seconds, and are remembered in between: another process learns of `revokeClient` and `revokePool` within
 * these 5 seconds. A revocation is one `PutItem` or, by time, one `UpdateItem` on the condition that the moment is later
 * than the one there.
 *
 * @param options - `client` and `tableName`; `consistentRead` (default false), `timeoutMs` (default 1,000) and `clock`
 * where you want them.
 * @returns The store. Its functions reject with the SDK's error where DynamoDB refuses or cannot be reached, with a
 * `DeadlineError` where it does not answer within `timeoutMs`, and with a TypeError where a revocation names no pool, no
 * id or no time in seconds.
 * @throws TypeError naming the option, what was given and what is expected.
 * @example
 * ```ts
 * import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
 * import { dynamoDbRevocationStore } from '@cognito-guard/revocation-dynamodb';
 *
 * const store = dynamoDbRevocationStore({ client: new DynamoDBClient(), tableName: 'revocations' });
 * await store.revokeUser({
 *   userPoolId: auth.userPoolId,
 *   subject: auth.subject,
 *   issuedBefore: Math.floor(Date.now() / 1000) + 5, // Our clock may be behind Cognito's.
 * });
 * ```
 */
export const dynamoDbRevocationStore = (options: DynamoDbRevocationStoreOptions): RevocationStore => {
  const { client, tableName: TableName, consistentRead, timeoutMs, clock } = readStoreOptions(options);

  /** The SDK's own timeouts need not end a request: this one aborts it, which frees its socket. */
  const withinDeadline = <T>(call: (options: SendOptions) => Promise<T>): Promise<T> =>
    withDeadline(timeoutMs, (abortSignal) => call({ abortSignal }));

  const keyOf = (name: string): Key => ({ pk: { S: name } });

  /** Entries of clients and pools as they were last read, the missing ones too. */
  const shared = new Map<string, { readonly item: Item | undefined; readonly askedAt: number }>();

  const isFresh = (name: string): boolean => {
    const askedAt = shared.get(name)?.askedAt;
    if (askedAt === undefined) return false;
    const age = clock() - askedAt;
    // Below 0, the clock went back.
    return age >= 0 && age < sharedForMs;
  };

  const remember = (names: readonly string[], found: ReadonlyMap<string, Item>, askedAt: number): void => {
    if (shared.size >= maxShared) shared.clear();
    for (const name of names) if (!isFresh(name)) shared.set(name, { item: found.get(name), askedAt });
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
      // A later moment is there already: it covers this one.
      if (!isOutdated(error)) throw error;
    });
    shared.delete(name);
  };

  const ask = async (token: TokenIdentity, options: SendOptions): Promise<boolean> => {
    const revokes = (item: Item | undefined): boolean => {
      // DynamoDB deletes within days, not on time.
      if (item === undefined || read(item, 'expiresAt') <= clock() / 1000) return false;
      // What is there revokes, unless it has a moment that the token was issued at or after.
      return !(token.issuedAt >= read(item, 'issuedBefore'));
    };
    const known = sharedEntries(token).filter(isFresh);
    if (known.some((name) => revokes(shared.get(name)?.item))) return true;

    const found = new Map<string, Item>();
    const askedAt = clock();
    let left = entriesAbout(token)
      .filter((name) => !known.includes(name))
      .map(keyOf);
    for (let round = 1; left.length > 0; round++) {
      // An item that was not read is not an item that is not there.
      if (round > maxRounds)
        throw new Error('DynamoDB left a part of the question unanswered: the table is throttled.');
      const question = { [TableName]: { Keys: left, ConsistentRead: consistentRead } };
      const answer = await client.send(new BatchGetItemCommand({ RequestItems: question }), options);
      for (const item of answer.Responses?.[TableName] ?? []) found.set(item['pk']?.S ?? '', item);
      if ([...found.values()].some(revokes)) {
        remember(
          sharedEntries(token).filter((name) => found.has(name)),
          found,
          askedAt,
        );
        return true;
      }
      left = answer.UnprocessedKeys?.[TableName]?.Keys ?? [];
    }
    remember(sharedEntries(token), found, askedAt);
    return false;
  };

  return Object.freeze<RevocationStore>({
    isRevoked: async (token) => withinDeadline((options) => ask(token, options)),
    // Async, so that a mistake rejects.
    revokeToken: async (revocation) => put(tokenEntry(revocation)),
    revokeSession: async (revocation) => put(sessionEntry(revocation)),

    revokeUser: async (revocation) => putMoment(userEntry(revocation)),
    revokeClient: async (revocation) => putMoment(clientEntry(revocation)),
    revokePool: async (revocation) => putMoment(poolEntry(revocation)),
  });
};

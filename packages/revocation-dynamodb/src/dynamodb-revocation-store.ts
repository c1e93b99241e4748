import { type AttributeValue, BatchGetItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import {
  entriesAbout,
  type RevocationStore,
  revocationLifetimeSeconds,
  sessionEntry,
  tokenEntry,
  userEntry,
} from '@cognito-guard/core/revocation';
import { type DynamoDbRevocationStoreOptions, readOptions } from './options.ts';

type Item = Readonly<Record<string, AttributeValue>>;
type Key = Record<string, AttributeValue>;

/** How often a question is asked in all, where DynamoDB answers a part of it and leaves the rest for later. */
const maxRounds = 3;

const read = (item: Item, attribute: string): number => Number(item[attribute]?.N);

const isOutdated = (error: unknown): boolean =>
  error instanceof Error && error.name === 'ConditionalCheckFailedException';

/**
 * Remembers revoked tokens in a DynamoDB table: partition key `pk`, a string; time to live in `expiresAt`.
 *
 * A question is one `BatchGetItem` of up to three small items. A revocation is one `PutItem` or, for a user, one
 * `UpdateItem` on the condition that the moment is later than the one there.
 *
 * @param options - `client` and `tableName`; `consistentRead` (default false) and `clock` where you want them.
 * @returns The store. Its functions reject with the SDK's error where DynamoDB refuses or cannot be reached, and with a
 * TypeError where a revocation names no pool, no id or no time in seconds.
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
 *   issuedBefore: Math.floor(Date.now() / 1000) + 1, // Tokens of this very second, too.
 * });
 * ```
 */
export const dynamoDbRevocationStore = (options: DynamoDbRevocationStoreOptions): RevocationStore => {
  const { client, tableName: TableName, consistentRead, clock } = readOptions(options);

  const keyOf = (name: string): Key => ({ pk: { S: name } });

  const put = async (name: string): Promise<void> => {
    const expiresAt = Math.ceil(clock() / 1000) + revocationLifetimeSeconds;
    await client.send(new PutItemCommand({ TableName, Item: { ...keyOf(name), expiresAt: { N: String(expiresAt) } } }));
  };

  return Object.freeze<RevocationStore>({
    async isRevoked(token) {
      const revokes = (item: Item): boolean => {
        // DynamoDB deletes within days, not on time.
        if (read(item, 'expiresAt') <= clock() / 1000) return false;
        // What is there revokes, unless it has a moment that the token was issued at or after.
        return !(token.issuedAt >= read(item, 'issuedBefore'));
      };
      let left = entriesAbout(token).map(keyOf);
      for (let round = 1; round <= maxRounds; round++) {
        const question = { [TableName]: { Keys: left, ConsistentRead: consistentRead } };
        const answer = await client.send(new BatchGetItemCommand({ RequestItems: question }));
        if (answer.Responses?.[TableName]?.some(revokes)) return true;
        left = answer.UnprocessedKeys?.[TableName]?.Keys ?? [];
        if (left.length === 0) return false;
      }
      // An item that was not read is not an item that is not there.
      throw new Error('DynamoDB left a part of the question unanswered: the table is throttled.');
    },

    // Async, so that a mistake rejects.
    revokeToken: async (revocation) => put(tokenEntry(revocation)),
    revokeSession: async (revocation) => put(sessionEntry(revocation)),

    async revokeUser(revocation) {
      const { name, issuedBefore, endsAt } = userEntry(revocation);
      const update = new UpdateItemCommand({
        TableName,
        Key: keyOf(name),
        UpdateExpression: 'SET issuedBefore = :moment, expiresAt = :expiresAt',
        ConditionExpression: 'attribute_not_exists(pk) OR issuedBefore < :moment',
        ExpressionAttributeValues: { ':moment': { N: String(issuedBefore) }, ':expiresAt': { N: String(endsAt) } },
      });
      await client.send(update).catch((error: unknown) => {
        // A later moment is there already: it covers this one.
        if (!isOutdated(error)) throw error;
      });
    },
  });
};

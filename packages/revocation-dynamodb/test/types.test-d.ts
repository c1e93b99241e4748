import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { RevocationStore } from '@cognito-guard/core';
import { dynamoDbRevocationStore } from '@cognito-guard/revocation-dynamodb';

const client = new DynamoDBClient();

export const stores: readonly RevocationStore[] = [
  dynamoDbRevocationStore({ client, tableName: 'revocations' }),
  dynamoDbRevocationStore({ client, tableName: 'revocations', consistentRead: true, clock: () => 0 }),
];

// @ts-expect-error The table has to be named.
dynamoDbRevocationStore({ client });

// @ts-expect-error An unset environment variable is not a table's name.
dynamoDbRevocationStore({ client, tableName: process.env['TABLE'] });

// @ts-expect-error There is no such option.
dynamoDbRevocationStore({ client, tableName: 'revocations', ttl: 60 });

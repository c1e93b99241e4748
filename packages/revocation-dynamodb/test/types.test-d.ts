import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { RevocationStore } from '@cognito-guard/core';
import { dynamoDbRevocationStore } from '@cognito-guard/revocation-dynamodb';

const client = new DynamoDBClient();

export const stores: readonly RevocationStore[] = [
  dynamoDbRevocationStore({ client, tableName: 'revocations' }),
  dynamoDbRevocationStore({ client, tableName: 'revocations', consistentRead: true, clock: () => 0 }),
];

// @ts-expect-error tableName is required.
dynamoDbRevocationStore({ client });

// @ts-expect-error An unset environment variable is not a table's name.
dynamoDbRevocationStore({ client, tableName: process.env['TABLE'] });

// @ts-expect-error The option does not exist.
dynamoDbRevocationStore({ client, tableName: 'revocations', ttl: 60 });

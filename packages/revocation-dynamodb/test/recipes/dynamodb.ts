import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import type { RevocationStore } from '@cognito-guard/core';
import { dynamoDbRevocationStore } from '@cognito-guard/revocation-dynamodb';

// #region recipe
export const createStore = (config: DynamoDBClientConfig = {}): { store: RevocationStore; close(): void } => {
  const client = new DynamoDBClient({ maxAttempts: 2, requestHandler: { connectionTimeout: 500 }, ...config });
  return { store: dynamoDbRevocationStore({ client, tableName: 'revocations' }), close: () => client.destroy() };
};
// #endregion

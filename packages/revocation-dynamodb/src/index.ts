export { dynamoDbRevocationStore } from './dynamodb-revocation-store.ts';
export type { DynamoDbRevocationStoreOptions } from './options.ts';

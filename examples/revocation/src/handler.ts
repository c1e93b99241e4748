/** The Lambda function that stores revocations from Cognito's events: sign-outs, disabled users, new passwords. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { revocationHandler } from '@cognito-guard/core/revocation';
import { dynamoDbRevocationStore } from '@cognito-guard/revocation-dynamodb';

const { TABLE_NAME: tableName = '', USER_POOL_ID: userPoolIds = '' } = process.env;

const store = dynamoDbRevocationStore({ client: new DynamoDBClient(), tableName });

export const handler = revocationHandler(store, { userPoolIds, onFailure: console.error });

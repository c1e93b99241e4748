/** Starts the API with a local user pool, identity pool and database, without AWS: `npm start`. */
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CognitoIdentityClient } from '@aws-sdk/client-cognito-identity';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createVerifier } from '@cognito-guard/core';
import { createCredentialExchange } from '@cognito-guard/identity-pool';
import { createTestPool, type TestPool } from '@cognito-guard/testing';
import { createTestIdentityPool, type TestIdentityPool } from '@cognito-guard/testing/identity-pool';
import dynalite from 'dynalite';
import { createApp } from './app.ts';
import { createFront } from './front.ts';

const originOf = async (server: Server): Promise<string> => {
  if (!server.listening) await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

/** The table's owner with all permissions; in AWS, the infrastructure code. */
const createTable = async (endpoint: string): Promise<void> => {
  const credentials = { accessKeyId: 'owner', secretAccessKey: 'owner' };
  const client = new DynamoDBClient({ region: 'eu-west-1', endpoint, credentials });
  await client.send(
    new CreateTableCommand({
      TableName: 'notes',
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'OwnerId', KeyType: 'HASH' },
        { AttributeName: 'NoteId', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'OwnerId', AttributeType: 'S' },
        { AttributeName: 'NoteId', AttributeType: 'S' },
      ],
    }),
  );
  client.destroy();
};

/** Starts all services on loopback. */
export interface Local {
  readonly origin: string;
  /** The URL of DynamoDB behind the authorization. */
  readonly dynamoDbUrl: string;
  readonly pool: TestPool;
  readonly identityPool: TestIdentityPool;
  close(): Promise<void>;
}

export const startLocal = async (port: number): Promise<Local> => {
  const pool = await createTestPool();
  const identityPool = await createTestIdentityPool({ userPools: [pool] });
  const database = dynalite({ createTableMs: 0 }).listen(0, '127.0.0.1');
  const databaseUrl = await originOf(database);
  await createTable(databaseUrl);
  const front = createFront(identityPool, databaseUrl).listen(0, '127.0.0.1');

  const dynamoDbUrl = await originOf(front);

  const { identityPoolId, region, url } = identityPool;
  const verifier = createVerifier({ ...pool.options, tokenUse: 'id' });
  const exchange = createCredentialExchange({
    identityPoolId,
    verifier,
    client: new CognitoIdentityClient({ region, endpoint: url }),
  });
  const server = createApp(verifier, exchange, { region, endpoint: dynamoDbUrl }).listen(port, '127.0.0.1');

  const close = async (): Promise<void> => {
    for (const each of [server, front, database]) {
      each.close();
      each.closeAllConnections();
    }
    await identityPool.close();
  };
  return { origin: await originOf(server), dynamoDbUrl, pool, identityPool, close };
};

if (import.meta.main) {
  const { origin, pool } = await startLocal(Number(process.env['PORT'] ?? 3000));
  const token = pool.idToken({ sub: 'alice', username: 'alice' });
  const header = `-H 'Authorization: Bearer ${token}'`;
  console.log(`curl -i -X PUT ${origin}/notes/1 ${header} -H 'Content-Type: application/json' -d '{"text":"tea"}'\n`);
  console.log(`curl -i ${origin}/notes ${header}\n`);
  console.log(`curl -i '${origin}/notes?owner=eu-west-1:someone-else' ${header}`);
}

import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand, DescribeTableCommand, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';

/** The README's table in a local DynamoDB for one test: on loopback, with its data in a temporary folder. */
export interface TestTable extends AsyncDisposable {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  /** The port of DynamoDB. */
  readonly port: number;
  /** @returns Another client of the same DynamoDB. */
  connect(): DynamoDBClient;
  /** Starts DynamoDB again with its persisted data. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** @returns All items of the table. */
  items(): Promise<readonly Readonly<Record<string, unknown>>[]>;
}

const listen = async (path: string, port: number): Promise<{ server: Server; port: number }> => {
  const server = dynalite({ path, createTableMs: 0 });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('DynamoDB does not listen on a port.');
  return { server, port: address.port };
};

export const createTable = async (): Promise<TestTable> => {
  const path = await mkdtemp(join(tmpdir(), 'dynalite-'));
  const first = await listen(path, 0);
  let server: Server | undefined = first.server;
  const connect = (): DynamoDBClient =>
    new DynamoDBClient({
      region: 'eu-west-1',
      endpoint: `http://127.0.0.1:${first.port}`,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      maxAttempts: 1,
    });
  const client = connect();
  const tableName = 'revocations';
  await client.send(
    new CreateTableCommand({
      TableName: tableName,
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
  const describe = new DescribeTableCommand({ TableName: tableName });
  while ((await client.send(describe)).Table?.TableStatus !== 'ACTIVE');

  const stop = async (): Promise<void> => {
    const running = server;
    server = undefined;
    if (running === undefined) return;
    const closed = new Promise<void>((resolve) => running.close(() => resolve()));
    running.closeAllConnections();
    await closed;
  };
  return {
    client,
    tableName,
    port: first.port,
    connect,
    stop,
    start: async () => {
      server = (await listen(path, first.port)).server;
    },
    items: async () => (await client.send(new ScanCommand({ TableName: tableName }))).Items ?? [],
    async [Symbol.asyncDispose]() {
      await stop();
      client.destroy();
      await rm(path, { recursive: true, force: true });
    },
  };
};

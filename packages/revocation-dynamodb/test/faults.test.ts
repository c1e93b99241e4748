import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { DeleteTableCommand } from '@aws-sdk/client-dynamodb';
import { openProxy } from '@cognito-guard/testing/conformance';
import { expect, test } from 'vitest';
import { faultTable, type StoreFault } from '../../core/test/support/store-faults.ts';
import { createStore } from './recipes/dynamodb.ts';
import { createTable, type TestTable } from './support/table.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

interface World {
  readonly table: TestTable;
  readonly proxy: Awaited<ReturnType<typeof openProxy>>;
  /** Answers every request with an error of this name instead of DynamoDB's answer. */
  refuse(name: string): Promise<unknown>;
}

/** The README's client behind a proxy. */
const fault = (what: string, strike: (world: World) => unknown): StoreFault => ({
  what,
  open: async () => {
    const table = await createTable();
    const proxy = await openProxy(table.port);
    const { store, close } = createStore({
      region: 'eu-west-1',
      endpoint: `http://127.0.0.1:${proxy.port}`,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    let type = '';
    const refusing = createServer((_request, response) => {
      response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' });
      response.end(JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: 'refused' }));
    });
    const refuse = async (name: string): Promise<unknown> => {
      type = name;
      await table.stop();
      return once(refusing.listen(table.port, '127.0.0.1'), 'listening');
    };
    return {
      store,
      strike: () => strike({ table, proxy, refuse }),
      close: async () => {
        close();
        refusing.close();
        refusing.closeAllConnections();
        await proxy[Symbol.asyncDispose]();
        await table[Symbol.asyncDispose]();
      },
    };
  },
});

const faults: readonly StoreFault[] = [
  fault('none', () => undefined),
  fault('connections are cut once', ({ proxy }) => proxy.cut()),
  fault('DynamoDB cannot be reached', async ({ table, proxy }) => {
    await table.stop();
    await proxy[Symbol.asyncDispose]();
  }),
  fault('the network swallows every byte', ({ proxy }) => proxy.fallSilent()),
  fault('the table is missing', ({ table: { client, tableName } }) =>
    client.send(new DeleteTableCommand({ TableName: tableName })),
  ),
  fault('the table is throttled', ({ refuse }) => refuse('ThrottlingException')),
  fault('IAM forbids the calls', ({ refuse }) => refuse('AccessDeniedException')),
];

test("the README's table lists the response to end users for each fault", async () => {
  expect(readme).toContain(await faultTable(faults));
});

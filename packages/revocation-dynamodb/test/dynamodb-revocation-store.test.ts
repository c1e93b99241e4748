import {
  BatchGetItemCommand,
  type BatchGetItemCommandInput,
  type BatchGetItemCommandOutput,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { createVerifier } from '@cognito-guard/core';
import { createTestPool } from '@cognito-guard/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dynamoDbRevocationStore } from '../src/index.ts';
import { createTable, type TestTable } from './support/table.ts';

const userPoolId = 'eu-west-1_AbC123xyz';
const tokenOf = (jti: string): Parameters<ReturnType<typeof dynamoDbRevocationStore>['isRevoked']>[0] => ({
  userPoolId,
  subject: `user of ${jti}`,
  jti,
  originJti: `origin of ${jti}`,
  clientId: 'web',
  issuedAt: 1_700_000_000,
});
const longestLife = 87_000;

let table: TestTable;
beforeAll(async () => {
  table = await createTable();
});
afterAll(() => table[Symbol.asyncDispose]());

/** A client of the same table that records requests and can modify answers. */
const openClient = (
  change: (answer: BatchGetItemCommandOutput, input: BatchGetItemCommandInput) => void = () => undefined,
): { client: DynamoDBClient; sent: { name: string; input: object }[] } => {
  const client = table.connect();
  const sent: { name: string; input: object }[] = [];
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (call) => {
        sent.push({ name: commandName, input: call.input });
        const result = await next(call);
        if (commandName === BatchGetItemCommand.name) {
          change(result.output as BatchGetItemCommandOutput, call.input as BatchGetItemCommandInput);
        }
        return result;
      },
    { step: 'initialize', name: 'watch' },
  );
  return { client, sent };
};

/** Returns every key as unprocessed, like a throttled table. */
const leaveUnread = (answer: BatchGetItemCommandOutput, { RequestItems }: BatchGetItemCommandInput): void => {
  answer.Responses = {};
  answer.UnprocessedKeys = RequestItems;
};

describe('stored items', () => {
  test('an item contains kind, pool and id, and expires with the longest-lived token', async () => {
    const { client, tableName } = table;
    const store = dynamoDbRevocationStore({ client, tableName, clock: () => 1_700_000_000_000 });
    await store.revokeToken({ userPoolId, jti: 'stored' });
    await store.revokeSession({ userPoolId, originJti: 'stored' });
    await store.revokeUser({ userPoolId, subject: 'stored', issuedBefore: 1_700_000_100 });
    const items = await table.items();
    expect(items).toHaveLength(3);
    expect(items).toEqual(
      expect.arrayContaining([
        { pk: { S: 'token:eu-west-1_AbC123xyz:stored' }, expiresAt: { N: String(1_700_000_000 + longestLife) } },
        { pk: { S: 'session:eu-west-1_AbC123xyz:stored' }, expiresAt: { N: String(1_700_000_000 + longestLife) } },
        {
          pk: { S: 'user:eu-west-1_AbC123xyz:stored' },
          issuedBefore: { N: '1700000100' },
          expiresAt: { N: String(1_700_000_100 + longestLife) },
        },
      ]),
    );
  });

  test('a malformed moment revokes the token', async () => {
    const { client, tableName } = table;
    const spoil = (answer: BatchGetItemCommandOutput): void => {
      answer.Responses = { [tableName]: [{ pk: { S: 'user' }, issuedBefore: { S: 'spoiled' }, expiresAt: { S: '' } }] };
    };
    expect(await dynamoDbRevocationStore({ client, tableName }).isRevoked(tokenOf('spoiled'))).toBe(false);
    const spoiled = dynamoDbRevocationStore({ client: openClient(spoil).client, tableName });
    expect(await spoiled.isRevoked(tokenOf('spoiled'))).toBe(true);
  });
});

describe('requests', () => {
  test.each([false, true])('isRevoked sends one BatchGetItem (consistentRead: %s)', async (consistentRead) => {
    const { client, sent } = openClient();
    const store = dynamoDbRevocationStore({ client, tableName: table.tableName, consistentRead });
    await store.isRevoked(tokenOf('a'));
    const Keys = [
      'token:eu-west-1_AbC123xyz:a',
      'session:eu-west-1_AbC123xyz:origin of a',
      'user:eu-west-1_AbC123xyz:user of a',
      'client:eu-west-1_AbC123xyz:web',
      'pool:eu-west-1_AbC123xyz',
    ];
    expect(sent).toEqual([
      {
        name: 'BatchGetItemCommand',
        input: {
          RequestItems: {
            [table.tableName]: { Keys: Keys.map((key) => ({ pk: { S: key } })), ConsistentRead: consistentRead },
          },
        },
      },
    ]);
  });

  test('a revocation sends one request', async () => {
    const { client, sent } = openClient();
    const store = dynamoDbRevocationStore({ client, tableName: table.tableName });
    await store.revokeToken({ userPoolId, jti: 'b' });
    await store.revokeSession({ userPoolId, originJti: 'b' });
    await store.revokeUser({ userPoolId, subject: 'b', issuedBefore: 1_700_000_000 });
    expect(sent.map(({ name }) => name)).toEqual(['PutItemCommand', 'PutItemCommand', 'UpdateItemCommand']);
  });
});

describe('cached entries of the client and the pool', () => {
  const userPoolId = 'eu-west-1_Shared01';
  const tokenOf = (jti: string) => ({ userPoolId, subject: jti, jti, originJti: jti, clientId: 'web', issuedAt: now });
  const now = 1_700_000_000;
  let time = now * 1000;
  const open = () => {
    const { client, sent } = openClient();
    const store = dynamoDbRevocationStore({ client, tableName: table.tableName, clock: () => time });
    /** @returns The number of items that `isRevoked` reads. */
    const read = async (jti: string): Promise<number> => {
      sent.length = 0;
      await store.isRevoked(tokenOf(jti));
      return sent.map(({ input }) => JSON.stringify(input).split('"pk"').length - 1).reduce((all, one) => all + one, 0);
    };
    return { store, read };
  };

  test('isRevoked reads them once in 5 seconds', async () => {
    const { read } = open();
    expect(await read('a')).toBe(5);
    expect([await read('a'), await read('b')]).toEqual([3, 3]);
    time += 4_999;
    expect(await read('a')).toBe(3);
    time += 1;
    expect(await read('a')).toBe(5);
    time -= 1_000;
    expect(await read('a')).toBe(5);
  });

  test('isRevoked caches them even if they revoke the token', async () => {
    const { store, read } = open();
    await store.revokePool({ userPoolId, issuedBefore: now + 1 });
    expect(await read('a')).toBe(5);
    // The client's entry is missing; the store caches that only if no token was revoked.
    expect(await read('b')).toBe(0);
    time += 5_000;
    expect(await read('b')).toBe(5);
  });

  test('an entry that another process writes takes effect within 5 seconds', async () => {
    const [here, elsewhere] = [open().store, open().store];
    const token = { ...tokenOf('c'), userPoolId: 'eu-west-1_Shared02' };
    expect(await here.isRevoked(token)).toBe(false);
    await elsewhere.revokeClient({ userPoolId: token.userPoolId, clientId: 'web', issuedBefore: now + 1 });
    time += 5_000;
    expect(await here.isRevoked(token)).toBe(true);
  });
});

describe('unprocessed keys', () => {
  test('isRevoked requests unprocessed keys again and evaluates them', async () => {
    let round = 0;
    const { client, sent } = openClient((answer, input) => {
      round++;
      if (round === 1) leaveUnread(answer, input);
    });
    const store = dynamoDbRevocationStore({ client, tableName: table.tableName });
    await store.revokeSession({ userPoolId, originJti: 'origin of c' });
    sent.length = 0;
    expect(await store.isRevoked(tokenOf('c'))).toBe(true);
    expect(sent).toHaveLength(2);
  });

  test('isRevoked rejects instead of resolving to false while keys stay unprocessed', async () => {
    const { client, sent } = openClient(leaveUnread);
    const store = dynamoDbRevocationStore({ client, tableName: table.tableName });
    await expect(store.isRevoked(tokenOf('d'))).rejects.toThrow(
      'DynamoDB returned unprocessed keys: the table is throttled.',
    );
    expect(sent).toHaveLength(3);
  });

  test('isRevoked ignores unprocessed keys if another item revokes the token', async () => {
    const { tableName } = table;
    const plain = dynamoDbRevocationStore({ client: table.client, tableName });
    await plain.revokeToken({ userPoolId, jti: 'e' });
    const { client, sent } = openClient((answer, { RequestItems }) => {
      answer.UnprocessedKeys = { [tableName]: { Keys: RequestItems?.[tableName]?.Keys?.slice(1) } };
    });
    expect(await dynamoDbRevocationStore({ client, tableName }).isRevoked(tokenOf('e'))).toBe(true);
    expect(sent).toHaveLength(1);
  });
});

describe('failures', () => {
  test('the store rejects with errors of the SDK unchanged', async () => {
    const store = dynamoDbRevocationStore({ client: table.client, tableName: 'another-table' });
    const missing = { name: 'ResourceNotFoundException' };
    await expect(store.isRevoked(tokenOf('f'))).rejects.toMatchObject(missing);
    await expect(store.revokeToken({ userPoolId, jti: 'f' })).rejects.toMatchObject(missing);
    await expect(store.revokeSession({ userPoolId, originJti: 'f' })).rejects.toMatchObject(missing);
    await expect(store.revokeUser({ userPoolId, subject: 'f', issuedBefore: 1 })).rejects.toMatchObject(missing);
  });

  test('the error of an invalid revocation names the member and contains no id', async () => {
    const { client, tableName } = table;
    const store = dynamoDbRevocationStore({ client, tableName });
    await expect(store.revokeToken({ userPoolId: 'https://pool', jti: 'jti-1' })).rejects.toThrow(
      new TypeError('revokeToken: userPoolId must be a user pool id like "eu-west-1_AbC123xyz".'),
    );
    await expect(store.revokeSession({ userPoolId, originJti: '' })).rejects.toThrow(
      new TypeError('revokeSession: originJti must be a non-empty string. Does this token have one?'),
    );
    await expect(store.revokeUser({ userPoolId, subject: 'ann', issuedBefore: Date.now() })).rejects.toThrow(
      /^revokeUser: issuedBefore must be a time in seconds since the epoch; got \d+, which looks like milliseconds\.$/,
    );
  });
});

test('ready() rejects at boot for a missing table and names the error', async () => {
  const pool = await createTestPool();
  const verifierOf = (tableName: string) => {
    const store = dynamoDbRevocationStore({ client: table.client, tableName });
    return createVerifier({ ...pool.options, tokenUse: 'access', revocation: { store, onStoreFailure: 'accept' } });
  };
  await expect(verifierOf(table.tableName).ready()).resolves.toHaveLength(1);
  await expect(verifierOf('another-table').ready()).rejects.toMatchObject({
    code: 'revocation_unavailable',
    cause: { errorName: 'ResourceNotFoundException' },
  });
});

describe('dynamoDbRevocationStore throws a TypeError for', () => {
  test.each<[string, object | null | undefined, string]>([
    [
      'nothing',
      undefined,
      'options must be an object with client, tableName, consistentRead, timeoutMs, clock; got undefined',
    ],
    ['no client', { client: undefined }, 'client must be a DynamoDBClient; got undefined'],
    [
      'an object without send as client',
      { client: {} },
      'client must be a DynamoDBClient; got an object without send.',
    ],
    ['a promise of a client', { client: Promise.resolve() }, 'got a Promise. Is an await missing?'],
    ['an unset table name', { tableName: undefined }, 'Is an environment variable unset?'],
    ['an invalid table name', { tableName: 'a b' }, "tableName must be a table's name: 3 to 255 letters"],
    ['a string as consistentRead', { consistentRead: 'yes' }, 'consistentRead must be true or false; got "yes"'],
    ['a timeoutMs of 0', { timeoutMs: 0 }, 'timeoutMs must be a number of milliseconds from 1 to 60000; got 0.'],
    ['a number as clock', { clock: 0 }, 'clock must be a function; got 0.'],
    [
      'an option that does not exist',
      { table: 'revocations' },
      'has no option "table"; its options are client, tableName',
    ],
  ])('%s', (_name, options, message) => {
    const given = options && { client: table.client, tableName: table.tableName, ...options };
    const make = (): unknown => Reflect.apply(dynamoDbRevocationStore, undefined, [given]);
    expect(make).toThrow(TypeError);
    expect(make).toThrow(message);
    expect(make).toThrow(/^dynamoDbRevocationStore: /);
  });
});

import {
  type AttributeValue,
  BatchGetItemCommand,
  type BatchGetItemCommandInput,
  type DynamoDBClient,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';

export const tableName = 'revocations';

type Item = Record<string, AttributeValue>;
type Keys = readonly Item[];

/** A DynamoDB table that records each item's write time, so that sandboxes can run one after another. */
export class Table {
  readonly #items = new Map<string, { readonly item: Item; readonly writtenAt: number }>();

  /**
   * @param clock - The caller's time in milliseconds since the epoch.
   * @param onRead - Receives the number of items per read, existing or not: DynamoDB charges for both.
   * @returns A client for the store.
   */
  clientOf(clock: () => number, onRead: (items: number) => void): DynamoDBClient {
    const send = async (command: unknown): Promise<unknown> => {
      if (command instanceof PutItemCommand) {
        const item = command.input.Item ?? {};
        this.#items.set(item['pk']?.S ?? '', { item, writtenAt: clock() });
        return {};
      }
      if (!(command instanceof BatchGetItemCommand)) throw new TypeError('The table does not support this command.');
      const input: BatchGetItemCommandInput = command.input;
      const keys: Keys = input.RequestItems?.[tableName]?.Keys ?? [];
      onRead(keys.length);
      const now = clock();
      const found = keys.flatMap((key) => this.#items.get(key['pk']?.S ?? '') ?? []);
      return {
        Responses: { [tableName]: found.filter(({ writtenAt }) => writtenAt <= now).map(({ item }) => item) },
      };
    };
    // The store uses only the client's `send`.
    return { send } as unknown as DynamoDBClient;
  }
}

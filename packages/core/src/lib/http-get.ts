/** The part of `fetch` that is used. The global one fits. */
export type FetchFunction = (url: string, init: RequestInit) => Promise<Response>;

/** The parts of a response that callers read. */
export interface GetResponse {
  readonly status: number;
  readonly contentEncoding: string | null;
  /**
   * Reads the body as it arrives, so that no more than `maxBytes` are held in memory.
   *
   * @returns The body; undefined where it is longer than `maxBytes`.
   */
  readonly read: (maxBytes: number) => Promise<Uint8Array | undefined>;
}

/** Collects the chunks of a body up to a limit. */
export class BodyBuffer {
  readonly #bytes: Uint8Array;
  #length = 0;

  constructor(maxBytes: number) {
    this.#bytes = new Uint8Array(maxBytes);
  }

  /** @returns False where the chunk exceeds the limit. */
  add(chunk: Uint8Array): boolean {
    if (this.#length + chunk.byteLength > this.#bytes.byteLength) return false;
    this.#bytes.set(chunk, this.#length);
    this.#length += chunk.byteLength;
    return true;
  }

  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }
}

/** Sends one GET request and follows no redirect. Its signal aborts it until the body is read. */
export type Get = (url: string, headers: Readonly<Record<string, string>>, signal: AbortSignal) => Promise<GetResponse>;

const readStream = async (body: Response['body'], maxBytes: number): Promise<Uint8Array | undefined> => {
  const buffer = new BodyBuffer(maxBytes);
  // Streams can be iterated in every runtime; the DOM's types lack the iterator.
  for await (const chunk of (body ?? []) as unknown as AsyncIterable<Uint8Array>) {
    if (!buffer.add(chunk)) return undefined;
  }
  return buffer.bytes;
};

/** A {@link Get} on `fetch`. */
export const getWith =
  (fetch: FetchFunction): Get =>
  async (url, headers, signal) => {
    const { status, headers: received, body } = await fetch(url, { headers, redirect: 'manual', signal });
    return {
      status,
      contentEncoding: received.get('content-encoding'),
      read: (maxBytes) => readStream(body, maxBytes),
    };
  };

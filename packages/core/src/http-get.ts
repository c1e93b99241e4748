/** The part of `fetch` that is used. The global one fits. */
export type FetchFunction = (url: string, init: RequestInit) => Promise<Response>;

/** The parts of a response that are looked at. */
interface GetResponse {
  readonly status: number;
  readonly contentEncoding: string | null;
  readonly body: AsyncIterable<Uint8Array> | null;
}

/** Sends one GET request and follows no redirect. It heeds its signal until the body is read. */
export type Get = (url: string, headers: Readonly<Record<string, string>>, signal: AbortSignal) => Promise<GetResponse>;

/** A {@link Get} on `fetch`. */
export const getWith =
  (fetch: FetchFunction): Get =>
  async (url, headers, signal) => {
    const { status, headers: received, body } = await fetch(url, { headers, redirect: 'manual', signal });
    return {
      status,
      contentEncoding: received.get('content-encoding'),
      // Streams can be iterated in every runtime; the DOM's types do not say so.
      body: body as unknown as AsyncIterable<Uint8Array> | null,
    };
  };

/** Returns the access token that the client holds, or a new one where `isRefused` is true. */
export type TokenReader = (isRefused: boolean) => Promise<string>;

/** A `fetch` for URLs that sends the access token, and sends a request that was refused with 401 once more. */
export const authorizedFetch =
  (readToken: TokenReader) =>
  async (url: string | URL, init?: RequestInit): Promise<Response> => {
    const send = async (isRefused: boolean): Promise<Response> => {
      const headers = new Headers(init?.headers);
      headers.set('Authorization', `Bearer ${await readToken(isRefused)}`);
      return fetch(url, { ...init, headers });
    };
    const response = await send(false);
    return response.status === 401 ? send(true) : response;
  };

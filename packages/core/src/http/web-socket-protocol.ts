import { sourceMaker, type TokenSource } from './token-source.ts';

/** RFC 6455 §11.3.4: names separated by commas. The name after `bearer` is the token. */
const bearerProtocolPattern = /(?:^|,)[ \t]*bearer[ \t]*,[ \t]*([^ \t,]+)/g;

/**
 * Reads the token from `Sec-WebSocket-Protocol`, the only header that a page can set in a browser: `new WebSocket(url,
 * ['bearer', accessToken])`. Unlike a query string, access logs do not contain it.
 *
 * The server must choose one of the offered names, or the browser closes the connection: answer the upgrade with the
 * header `Sec-WebSocket-Protocol: bearer`. Never return the token. In `ws`, that is the option `handleProtocols: () =>
 * 'bearer'`; behind an API Gateway, the function behind `$connect` returns the header.
 *
 * @returns The source.
 * @example
 * ```ts
 * import { webSocketAuthorizer, webSocketProtocol } from '@cognito-guard/authorizer';
 *
 * export const handler = webSocketAuthorizer(verifier, { token: webSocketProtocol() });
 *
 * export const connect = async () => ({ statusCode: 200, headers: { 'Sec-WebSocket-Protocol': 'bearer' } });
 * ```
 */
export const webSocketProtocol: () => TokenSource = /* @__PURE__ */ sourceMaker(
  'webSocketProtocol',
  (): TokenSource => (request) => {
    const lines = [request.header('sec-websocket-protocol') ?? []].flat();
    return [...lines.join(', ').matchAll(bearerProtocolPattern)].map(([, token = '']) => token);
  },
);

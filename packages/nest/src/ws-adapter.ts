import { AuthError } from '@cognito-guard/core';
import { type AuthenticateOptions, type NodeRequest, readNodeRequest } from '@cognito-guard/core/http';
import { HttpStatus, type INestApplicationContext } from '@nestjs/common';
import { WsAdapter } from '@nestjs/platform-ws';
import { type Authenticator, rememberUpgrade, store } from './caller.ts';
import { COGNITO_GUARD_VERIFIER, type CognitoGuardOptions } from './guard.ts';

type CreateParameters = Parameters<WsAdapter['create']>;

/** The callback of ws's `verifyClient`: https://github.com/websockets/ws/blob/master/doc/ws.md */
type Answer = (isAccepted: boolean, status?: number, body?: string, headers?: Record<string, string>) => void;

/** The part of a ws server that the adapter uses. */
interface Server {
  on(event: 'connection', listener: (client: object, request: NodeRequest) => void): unknown;
}

/**
 * The adapter for gateways on `ws`. It verifies the token of the request that opens a WebSocket, before the upgrade. A
 * refusal is a plain HTTP response with status, challenge and `code`. `@Authenticate()` and `@Authorize()` on the gateway
 * verify the same token for each message, so that they refuse messages after it expires or is revoked.
 *
 * A gateway's `verifyClient`, as in `@WebSocketGateway({ verifyClient: () => true })`, replaces this check.
 *
 * @example
 * ```ts
 * import { query } from '@cognito-guard/nest';
 * import { CognitoWsAdapter } from '@cognito-guard/nest/ws';
 * import type { INestApplication } from '@nestjs/common';
 *
 * export const prepare = (nest: INestApplication) =>
 *   nest.useWebSocketAdapter(new CognitoWsAdapter(nest, { token: query('access_token') }));
 * ```
 */
export class CognitoWsAdapter extends WsAdapter {
  readonly #authenticate: Authenticator;
  readonly #verifier: CognitoGuardOptions['verifier'];

  /**
   * @param app - The application, whose root module imports `CognitoGuardModule`.
   * @param options - Token sources (default `bearer()`), `optional` (default false), `realm` (default none). Browsers
   * cannot set `Authorization` on a WebSocket: use `webSocketProtocol()`, `cookie(name)` or `query(name)`.
   * @throws TypeError for an invalid option.
   */
  constructor(app: INestApplicationContext, options: AuthenticateOptions = {}) {
    super(app);
    this.#verifier = app.get<CognitoGuardOptions['verifier']>(COGNITO_GUARD_VERIFIER, { strict: false });
    this.#authenticate = store.authenticator((caller) => caller.verifier, options);
  }

  override create(port: CreateParameters[0], options: CreateParameters[1] = {}): ReturnType<WsAdapter['create']> {
    const verifyClient = ({ req }: { readonly req: NodeRequest }, answer: Answer): void => {
      const caller = { verifier: this.#verifier, request: readNodeRequest(req), refuse: (error: unknown) => error };
      this.#authenticate(caller).then(
        () => answer(true),
        (error) => {
          if (!AuthError.is(error)) return answer(false, HttpStatus.INTERNAL_SERVER_ERROR);
          const { code, message, status, headers } = error;
          answer(false, status, JSON.stringify({ code, message }), { ...headers, 'Content-Type': 'application/json' });
        },
      );
    };
    const server: Server = super.create(port, { verifyClient, ...options });
    server.on('connection', (client, request) => rememberUpgrade(client, request, this.#authenticate));
    return server;
  }
}

import { AuthError } from '@cognito-guard/core';
import { type ArgumentsHost, Catch, HttpException, Inject } from '@nestjs/common';
import { BaseExceptionFilter, HttpAdapterHost } from '@nestjs/core';

/** The part of a ws client that the filter uses. */
interface Client {
  send(data: string): unknown;
}

/**
 * Converts a refusal to an `HttpException`, which Nest's filters handle. It sets the headers on the response first, so
 * that a custom filter keeps the challenge.
 *
 * @returns An `HttpException` whose cause is the `AuthError`; other errors and errors of a WebSocket unchanged.
 */
export const asException = (error: unknown, host: ArgumentsHost, { httpAdapter }: HttpAdapterHost): unknown => {
  if (!AuthError.is(error) || host.getType() === 'ws') return error;
  const { code, message, status, headers } = error;
  if (host.getType() === 'http')
    for (const [name, value] of Object.entries(headers))
      httpAdapter.setHeader(host.switchToHttp().getResponse(), name, value);
  return new HttpException({ statusCode: status, code, message }, status, { cause: error });
};

/**
 * Answers an `AuthError` from a handler like a refusal of the guard: status, `WWW-Authenticate` or `Retry-After`, and a
 * JSON body with `statusCode`, `code` and `message`. To a WebSocket client it sends
 * `{ "event": "exception", "data": { "status": "error", "code": …, "message": … } }`; Nest's own filter sends nothing
 * through `ws`.
 *
 * `CognitoGuardModule` registers it for HTTP. `@Authenticate()` and `@Authorize()` add it to their handler or class.
 *
 * @example
 * ```ts
 * import { AuthErrorFilter } from '@cognito-guard/nest';
 * import { UseFilters } from '@nestjs/common';
 *
 * @UseFilters(AuthErrorFilter)
 * export class OrdersGateway {}
 * ```
 */
export class AuthErrorFilter extends BaseExceptionFilter<AuthError> {
  readonly #adapterHost: HttpAdapterHost;

  constructor(adapterHost: HttpAdapterHost) {
    super(adapterHost.httpAdapter);
    this.#adapterHost = adapterHost;
  }

  /** @returns The exception, because GraphQL reports the value that a filter returns. */
  override catch(error: AuthError, host: ArgumentsHost): unknown {
    const { code, message } = error;
    if (host.getType() === 'ws') {
      const client = host.switchToWs().getClient<Client>();
      return client.send(JSON.stringify({ event: 'exception', data: { status: 'error', code, message } }));
    }
    const exception = asException(error, host, this.#adapterHost);
    return host.getType() === 'http' ? super.catch(exception as AuthError, host) : exception;
  }
}

Catch(AuthError)(AuthErrorFilter);
Inject(HttpAdapterHost)(AuthErrorFilter, undefined, 0);

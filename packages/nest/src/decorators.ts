import type { Auth, TokenUse } from '@cognito-guard/core';
import type { AuthenticateOptions, CompiledRequirements, GetAuthOptions, Requirements } from '@cognito-guard/core/http';
import { applyDecorators, createParamDecorator, type ExecutionContext, UseFilters, UseGuards } from '@nestjs/common';
import { mark } from './access.ts';
import { findCaller, readSource, store } from './caller.ts';
import { AuthErrorFilter } from './exception.ts';
import { CognitoGuard } from './guard.ts';

/** A decorator for a class (a controller, gateway or resolver) or one of its methods. */
export type AccessDecorator = ClassDecorator & MethodDecorator;

const guarded = (marked: AccessDecorator): AccessDecorator =>
  applyDecorators(marked, UseGuards(CognitoGuard), UseFilters(AuthErrorFilter));

/**
 * Verifies the token of each request with these options instead of the module's. Several on one handler run from top to
 * bottom, and the last one determines the caller. Those of a handler override those of its class.
 *
 * @param options - Token sources (default `bearer()`), `optional` (default false), `realm` (default none).
 * @returns The decorator. It refuses a request without a valid token with 400, 401 or 503.
 * @throws TypeError for an invalid option.
 * @example
 * ```ts
 * import type { Auth } from '@cognito-guard/core';
 * import { Authenticate, CurrentAuth } from '@cognito-guard/nest';
 * import { Controller, Get } from '@nestjs/common';
 *
 * @Controller()
 * export class HelloController {
 *   @Get('hello')
 *   @Authenticate({ optional: true })
 *   hello(@CurrentAuth({ optional: true }) auth: Auth | null) {
 *     return { hello: auth?.subject ?? 'anonymous' };
 *   }
 * }
 * ```
 */
export const Authenticate = (options: AuthenticateOptions = {}): AccessDecorator =>
  guarded(mark({ authenticate: store.authenticator((caller) => caller.verifier, options) }));

/**
 * Checks the caller's verified token against requirements. The token must satisfy those of the class and of the method.
 *
 * @param requirements - `allScopes`, `anyScope`, `allGroups`, `anyGroup`, `check`, `acr`, `maxAuthAgeSeconds`: the token
 * must satisfy all that are set. Pass the token's type, as in `Authorize<AccessAuth>`, for an exact type in `check`.
 * @returns The decorator: 403 (`insufficient_scope`, `insufficient_group`, `forbidden`), 401
 * `insufficient_user_authentication`, or 401 `missing_token` for an anonymous request.
 * @throws TypeError for an invalid requirement.
 * @example
 * ```ts
 * import { Authorize } from '@cognito-guard/nest';
 * import { Controller, Delete, Get } from '@nestjs/common';
 *
 * @Controller('orders')
 * @Authorize({ allScopes: ['orders/read'] })
 * export class OrdersController {
 *   @Get()
 *   list() {
 *     return [];
 *   }
 *
 *   @Delete(':id')
 *   @Authorize({ anyGroup: ['admins', 'ops'] })
 *   remove() {}
 * }
 * ```
 */
export const Authorize = <A extends Auth = Auth>(
  requirements: Requirements<A> | CompiledRequirements<A>,
): AccessDecorator => guarded(mark({ enforce: store.authorizer(requirements) }));

/**
 * Opens a handler, or all handlers of a class, to anonymous requests: the guard reads no token. A handler with
 * `@Authenticate()` or `@Authorize()` stays guarded.
 *
 * @example
 * ```ts
 * import { Public } from '@cognito-guard/nest';
 * import { Controller, Get } from '@nestjs/common';
 *
 * @Controller('health')
 * @Public()
 * export class HealthController {
 *   @Get()
 *   check() {
 *     return 'ok';
 *   }
 * }
 * ```
 */
export const Public = (): AccessDecorator => mark({ isPublic: true });

const unguarded = (context: ExecutionContext): string => {
  const name = `${context.getClass().name}.${context.getHandler().name}`;
  const remedy = 'Add @Authenticate(), or @Authenticate({ optional: true }) to accept requests without a token.';
  return `${name} has @CurrentAuth(), but CognitoGuard does not guard it. ${remedy}`;
};

/**
 * Passes the verified token to a parameter of a handler: an `Auth`, `AccessAuth` or `IdAuth`, by the verifier's
 * `tokenUse`. With `optional: true`, it is null for an anonymous request.
 *
 * @param options - `optional`: by default, an anonymous request is 401 `missing_token`. `verifier`: selects the token of
 * this verifier; default the last verifier that ran.
 * @returns The decorator. On a handler without the guard, the response is 500.
 * @example
 * ```ts
 * import type { AccessAuth } from '@cognito-guard/core';
 * import { CurrentAuth } from '@cognito-guard/nest';
 * import { Controller, Get } from '@nestjs/common';
 *
 * @Controller('me')
 * export class MeController {
 *   @Get()
 *   me(@CurrentAuth() auth: AccessAuth) {
 *     return { sub: auth.subject, client: auth.claims.client_id };
 *   }
 * }
 * ```
 */
export const CurrentAuth: (options?: GetAuthOptions<TokenUse | null, boolean>) => ParameterDecorator =
  createParamDecorator((options: GetAuthOptions<TokenUse | null, boolean> | undefined, context: ExecutionContext) => {
    const caller = findCaller(readSource(context).key, context.getHandler());
    if (caller === undefined) throw new Error(unguarded(context));
    try {
      return store.get(caller, options ?? {});
    } catch (error) {
      throw caller.refuse(error);
    }
  });

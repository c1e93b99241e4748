import type { TokenUse, Verifier } from '@cognito-guard/core';
import type { AuthenticateOptions } from '@cognito-guard/core/http';
import { readObject } from '@cognito-guard/core/internal';
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { accessOf } from './access.ts';
import { type Authenticator, type Caller, findCaller, readSource, rememberCaller, store } from './caller.ts';
import { asException } from './exception.ts';

/** Options of `CognitoGuardModule`. */
export interface CognitoGuardOptions extends AuthenticateOptions {
  /** A verifier from `createVerifier`. */
  readonly verifier: Verifier<TokenUse | null>;
}

/** The injection token of {@link CognitoGuardOptions}. An override replaces all options; see {@link COGNITO_GUARD_VERIFIER}. */
export const COGNITO_GUARD_OPTIONS: string = 'COGNITO_GUARD_OPTIONS';

/**
 * The injection token of the module's verifier. Tests override this provider to use a test pool, and keep the other
 * options.
 */
export const COGNITO_GUARD_VERIFIER: string = 'COGNITO_GUARD_VERIFIER';

const optionNames = Object.keys({
  verifier: true,
  token: true,
  optional: true,
  realm: true,
  resourceMetadata: true,
  challengeScopes: true,
} satisfies Record<keyof CognitoGuardOptions, true>);

/**
 * The guard that verifies each request's token and checks the requirements of `@Authorize()`. `CognitoGuardModule`
 * registers it for every HTTP route. `@Authenticate()` and `@Authorize()` add it to their handler or class. Gateways need
 * the decorators, because Nest calls no global guard for WebSocket messages.
 *
 * @example
 * ```ts
 * import { CognitoGuard } from '@cognito-guard/nest';
 * import { Controller, UseGuards } from '@nestjs/common';
 *
 * @Controller('orders')
 * @UseGuards(CognitoGuard)
 * export class OrdersController {}
 * ```
 */
export class CognitoGuard implements CanActivate {
  readonly #verifier: Verifier<TokenUse | null>;
  readonly #authenticate: Authenticator;
  readonly #adapterHost: HttpAdapterHost;

  /** @param verifier - Default the one of the options. */
  constructor(
    given: CognitoGuardOptions,
    adapterHost: HttpAdapterHost,
    verifier: Verifier<TokenUse | null> = given?.verifier,
  ) {
    readObject('CognitoGuardModule.forRoot', given, optionNames);
    const { verifier: _, ...options } = given;
    this.#verifier = verifier;
    this.#authenticate = store.authenticator(verifier, options);
    this.#adapterHost = adapterHost;
  }

  /**
   * @returns True for an accepted request.
   * @throws HttpException whose cause is the `AuthError`; for a WebSocket message, the `AuthError`.
   */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const access = accessOf(context);
    if (access.isPublic) return true;
    const { key, request, authenticate = this.#authenticate } = readSource(context);
    const handler = context.getHandler();
    const isMessage = context.getType() === 'ws';
    const refuse = (error: unknown): unknown => asException(error, context, this.#adapterHost);
    // A connection can outlive its token, so the guard verifies the token for each message.
    const caller: Caller = (isMessage ? undefined : findCaller(key, handler)) ?? {
      verifier: this.#verifier,
      request,
      refuse,
    };
    try {
      for (const run of access.authenticate.length > 0 ? access.authenticate : [authenticate]) await run(caller);
      for (const enforce of access.enforce) enforce(caller);
    } catch (error) {
      throw refuse(error);
    }
    rememberCaller(key, handler, caller);
    if (context.getType() === 'http') this.#addHeaders(context, caller);
    return true;
  }

  #addHeaders(context: ExecutionContext, caller: Caller): void {
    const { httpAdapter } = this.#adapterHost;
    const response: unknown = context.switchToHttp().getResponse();
    for (const [name, value] of Object.entries(store.answerHeaders(caller)))
      if (httpAdapter.getHeader(response, name) === undefined) httpAdapter.setHeader(response, name, value);
  }
}

Injectable()(CognitoGuard);
Inject(COGNITO_GUARD_OPTIONS)(CognitoGuard, undefined, 0);
Inject(HttpAdapterHost)(CognitoGuard, undefined, 1);
Inject(COGNITO_GUARD_VERIFIER)(CognitoGuard, undefined, 2);

import type { Context } from 'hono';
import { type AuthorizationRequest, readAuthorizationRequest } from '../oauth/authorization-request.ts';
import { completeAuthorization } from '../oauth/completion.ts';
import { redirectError } from '../oauth/oauth-error.ts';
import { withParameters } from '../oauth/parameters.ts';
import { confirmPage, type Form, mfaPage, newPasswordPage } from '../pages/index.ts';
import { CognitoError } from '../pool/cognito-error.ts';
import type { LocalPool } from '../pool/local-pool.ts';
import { refusalOf } from '../pool/refusals.ts';
import type { Attempt, ChallengeName, SignInStep } from '../pool/sign-in-step.ts';
import { csrfToken, readOwnForm, startSession } from './cookies.ts';

const methodOf: Readonly<Record<Exclude<ChallengeName, 'NEW_PASSWORD_REQUIRED'>, 'totp' | 'email' | 'sms'>> = {
  SOFTWARE_TOKEN_MFA: 'totp',
  EMAIL_OTP: 'email',
  SMS_MFA: 'sms',
};

/** One request to a page of managed login: the authorization request travels in the query of each of them. */
export class Visit {
  readonly c: Context;
  readonly pool: LocalPool;
  readonly request: AuthorizationRequest;

  /** @throws A redirect, where the query is no authorization request. */
  constructor(c: Context, pool: LocalPool) {
    this.c = c;
    this.pool = pool;
    this.request = readAuthorizationRequest(new URL(c.req.url).searchParams, pool);
  }

  /** A page of the same visit. */
  href(path: string): string {
    return `${path}${new URL(this.c.req.url).search}`;
  }

  form(path: string, error?: string): Form {
    return { action: this.href(path), csrf: csrfToken(this.c, this.pool), error };
  }

  /** The fields of a form that a page of the pool sent. */
  fields(): Promise<(name: string) => string> {
    return readOwnForm(this.c, this.pool);
  }

  /** An error that the pool's own page shows. Throw it. */
  errorPage(error: string, reason: string): Error {
    return redirectError(error, reason, withParameters('/error', { error, client_id: this.request.client.clientId }));
  }

  /** Throws where the client's users sign in through providers alone. */
  requireLocalUsers(): void {
    const { clientId, providers } = this.request.client;
    if (providers.includes('COGNITO')) return;
    throw this.errorPage('invalid_request', `users of ${clientId} sign in through ${providers.join(', ')} alone`);
  }

  /** What the sign-in is for. */
  get attempt(): Attempt {
    const { client, acrValues } = this.request;
    return { clientId: client.clientId, acrValues };
  }

  /** Shows a page again with the message of an exception that a step throws. */
  async trying(
    again: (error: string) => Response | Promise<Response>,
    step: () => Promise<Response>,
  ): Promise<Response> {
    try {
      return await step();
    } catch (error) {
      if (!(error instanceof CognitoError)) throw error;
      this.pool.config.onRefusal(refusalOf(this.c.req, error));
      return again(error.message);
    }
  }

  /** Continues after a step of a sign-in. */
  async next(step: SignInStep): Promise<Response> {
    switch (step.kind) {
      case 'signed-in': {
        const { user, methods } = step;
        const session = startSession(this.c, this.pool, { username: user.username, methods, provider: undefined });
        return this.c.redirect(await completeAuthorization(this.pool, this.request, session, user));
      }
      case 'challenge':
        return this.#challenge(step);
      case 'unconfirmed':
        this.pool.oneTimeCodes.send('sign-up', step.user.username);
        return this.confirm(this.pool.users.signInName(step.user.username));
    }
  }

  /** The page on which a new user confirms the address. */
  confirm(username: string, error?: string): Response | Promise<Response> {
    return this.c.html(
      confirmPage({ form: this.form('/confirm', error), username, resend: this.form('/resendcode') }),
      error === undefined ? 200 : 400,
    );
  }

  #challenge({
    name,
    username,
    session,
    error,
  }: Extract<SignInStep, { kind: 'challenge' }>): Response | Promise<Response> {
    const status = error === undefined ? 200 : 400;
    if (name === 'NEW_PASSWORD_REQUIRED') {
      return this.c.html(
        newPasswordPage({
          form: this.form('/newPassword', error),
          session,
          username: this.pool.users.signInName(username),
        }),
        status,
      );
    }
    return this.c.html(mfaPage({ form: this.form('/mfa', error), session, method: methodOf[name] }), status);
  }
}

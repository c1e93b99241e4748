import { AuthError } from '../errors/auth-error.ts';
import type { ChallengeParameters } from '../errors/challenge.ts';
import { readObject } from '../lib/option-schema.ts';
import { shared } from '../lib/shared.ts';
import type { Auth } from '../token/auth.ts';
import type { TokenUse } from '../token/claims.ts';
import type { Grants, Requirements } from '../token/requirement-options.ts';
import { type CompiledRequirements, compileRequirements } from '../token/requirements.ts';
import type { Verifier } from '../verifier/verifier.ts';
import { authenticateRequest, readVerifier, withChallenge } from './authenticate-request.ts';
import { type AuthenticateOptions, readAuthenticateOptions } from './options.ts';
import type { HttpRequest } from './token-source.ts';

/** Which verified token to return; see {@link AuthStore.get}. */
export interface GetAuthOptions<Use extends TokenUse | null, Optional extends boolean, Custom = unknown> {
  /** The verifier that must have verified it; it makes the type exact. Default the last one that ran. */
  readonly verifier?: Verifier<Use, Custom>;
  /** Returns null for an anonymous request, where it is an error otherwise. Default false. */
  readonly optional?: Optional;
}

/** The type that {@link AuthStore.get} returns. */
export type AuthResult<Use extends TokenUse | null, Optional extends boolean, Custom = unknown> =
  | Auth<Use, Custom>
  | (Optional extends true ? null : never);

/** The outcome of one `authenticate` for a request. */
interface Verification {
  readonly verifier: Verifier;
  /** Null for an anonymous request, which `optional` allowed. */
  readonly auth: Auth | null;
  /** For refusals of later middleware. */
  readonly challenge: ChallengeParameters;
  /** Whether the token was part of the URL. */
  readonly isInUrl: boolean;
  /** The outcome of an earlier `authenticate` for the same request. */
  readonly earlier: Verification | undefined;
}

const noHeaders = Object.freeze({});
const privateAnswer = Object.freeze({ 'Cache-Control': 'private' });

/**
 * Authenticates requests and keeps each outcome beside the host's request object, which stays unchanged. An adapter has
 * one store.
 *
 * @typeParam Host - The object that all middleware of one request shares, such as the host's request.
 * @example
 * ```ts
 * import { AuthStore } from '@cognito-guard/core/http';
 *
 * const store = new AuthStore((request: Request) => ({
 *   header: (name) => request.headers.get(name) ?? undefined,
 *   query: (name) => new URL(request.url).searchParams.getAll(name),
 * }));
 * const authenticate = store.authenticator(verifier);
 *
 * const handle = async (request: Request): Promise<Response> => {
 *   await authenticate(request);
 *   return Response.json({ sub: store.get(request).subject });
 * };
 * ```
 */
export class AuthStore<Host extends object> {
  readonly #read: (host: Host) => HttpRequest;
  readonly #last: WeakMap<Host, Verification>;

  /**
   * @param read - The adapter's reader. The store calls it once for each run of `authenticate`.
   * @param name - The adapter's package. Stores of one name share their outcomes, so that a program may load the package
   * as ES modules and as CommonJS. Default: the store shares nothing.
   */
  constructor(read: (host: Host) => HttpRequest, name?: string) {
    this.#read = read;
    const make = (): WeakMap<Host, Verification> => new WeakMap();
    this.#last = name === undefined ? make() : shared(`outcomes.1 of ${name}`, make);
  }

  /**
   * Compiles `authenticate(verifier, options)`.
   *
   * @param verifier - Made by `createVerifier`; or a function that returns the verifier for a request, where the
   *   configuration comes with the request. That function must return the same verifier for the same configuration.
   * @param options - {@link AuthenticateOptions}.
   * @returns A function that verifies a request's token and stores the outcome; it rejects with {@link AuthError}. It
   *   does not verify a token again that the same verifier has verified for the same request. `get` and `authorizer`
   *   use the outcome of the last run.
   * @throws TypeError for an invalid verifier or option.
   */
  authenticator<Use extends TokenUse | null, Optional extends boolean = false, Custom = unknown>(
    verifier: Verifier<Use, Custom> | ((host: Host) => Verifier<Use, Custom>),
    options: AuthenticateOptions<Optional> = {},
  ): (host: Host) => Promise<AuthResult<Use, Optional, Custom>> {
    if (typeof verifier !== 'function') readVerifier('authenticate', verifier);
    const settings = readAuthenticateOptions(options);

    return async (host) => {
      const chosen = typeof verifier === 'function' ? readVerifier('authenticate', verifier(host)) : verifier;
      // The same verifier may have run with another token source, so the token must be the same, too.
      const verify: Verifier['verify'] = async (token, requirements, request) =>
        this.#findLast(host, (one) => one.verifier === chosen && one.auth?.token === token)?.auth ??
        (await chosen.verify(token, requirements, request));
      const { auth, isInUrl } = await authenticateRequest({ verify }, settings, this.#read(host));
      const { challenge } = settings;
      const earlier = this.#last.get(host);
      this.#last.set(host, { verifier: chosen as Verifier, auth, challenge, isInUrl, earlier });
      return auth as AuthResult<Use, Optional, Custom>;
    };
  }

  /**
   * Compiles `authorize(requirements)`.
   *
   * @param requirements - What the request needs.
   * @returns A function that checks a request's verified token against them; it throws {@link AuthError}:
   *   `missing_token` for an anonymous request, `insufficient_scope`, `insufficient_group`, `forbidden`,
   *   `insufficient_user_authentication`.
   * @throws TypeError for an invalid requirement.
   */
  authorizer<A extends Grants = Auth>(requirements: Requirements<A> | CompiledRequirements<A>): (host: Host) => void {
    const rules = compileRequirements(requirements, 'authorize: requirements');
    return (host) => {
      const { auth, challenge } = this.#findOrThrow(host, undefined);
      try {
        if (auth === null)
          throw new AuthError('missing_token', rules.scope === undefined ? {} : { challenge: { scope: rules.scope } });
        const grants: Grants = auth;
        rules.enforce(grants as A);
      } catch (error) {
        throw withChallenge(error, challenge);
      }
    };
  }

  /**
   * Returns a request's verified token.
   *
   * @param host - The host's request.
   * @param options - {@link GetAuthOptions}.
   * @returns The verified token; null for an anonymous request where `optional` is true.
   * @throws {@link AuthError} `missing_token` for an anonymous request where `optional` is not true; Error where
   * `authenticate` did not run before.
   */
  get<Use extends TokenUse | null = null, Optional extends boolean = false, Custom = unknown>(
    host: Host,
    options: GetAuthOptions<Use, Optional, Custom> = {},
  ): AuthResult<Use, Optional, Custom> {
    const given = readObject('getAuth: options', options, ['verifier', 'optional']);
    const { auth, challenge } = this.#findOrThrow(host, given['verifier'] as Verifier | undefined);
    if (auth === null && given['optional'] !== true) throw new AuthError('missing_token', { challenge });
    return auth as AuthResult<Use, Optional, Custom>;
  }

  /**
   * Returns headers for the answer to a request, to be set where the application has not set them.
   *
   * @param host - The host's request.
   * @param status - The answer's status. Default 200.
   * @returns `Cache-Control: private` with 2xx where a token was part of the URL (RFC 6750 §2.3); otherwise none.
   */
  answerHeaders(host: Host, status: number = 200): Readonly<Record<string, string>> {
    const isPrivate = status >= 200 && status < 300 && this.#findLast(host, ({ isInUrl }) => isInUrl) !== undefined;
    return isPrivate ? privateAnswer : noHeaders;
  }

  #findLast(host: Host, matches: (one: Verification) => boolean): Verification | undefined {
    let found = this.#last.get(host);
    while (found !== undefined && !matches(found)) found = found.earlier;
    return found;
  }

  #findOrThrow(host: Host, verifier: Verifier | undefined): Verification {
    const found = this.#findLast(host, (one) => verifier === undefined || one.verifier === verifier);
    if (found !== undefined) return found;
    const which = verifier === undefined ? '' : ', with the requested verifier';
    throw new Error(`This request was not authenticated: mount authenticate(verifier) in front of this route${which}.`);
  }
}

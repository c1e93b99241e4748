import { AuthError, type ChallengeParameters } from '../errors/auth-error.ts';
import { classOf, fail, readObject } from '../lib/option-values.ts';
import type { Auth } from '../token/auth.ts';
import type { TokenUse } from '../token/claims.ts';
import {
  type CompiledRequirements,
  compileRequirements,
  type Grants,
  type Requirements,
} from '../token/requirements.ts';
import type { Verifier } from '../verifier/verifier.ts';
import { type AuthenticateOptions, readAuthenticateOptions } from './options.ts';
import { findToken, type HttpRequest } from './token-source.ts';

/** Which verified token to return; see {@link AuthStore.get}. */
export interface GetAuthOptions<Use extends TokenUse | null, Optional extends boolean> {
  /** The verifier that must have verified it; it makes the type exact. Default the last one that ran. */
  readonly verifier?: Verifier<Use>;
  /** Returns null for an anonymous request, where it is an error otherwise. Default false. */
  readonly optional?: Optional;
}

/** The type that {@link AuthStore.get} returns. */
export type AuthResult<Use extends TokenUse | null, Optional extends boolean> =
  | Auth<Use>
  | (Optional extends true ? null : never);

/** What one `authenticate` found out about a request. */
interface Verification {
  readonly verifier: Verifier;
  /** Null: anonymous, which `optional` allowed. */
  readonly auth: Auth | null;
  /** For refusals further on. */
  readonly challenge: ChallengeParameters;
  /** The token was part of the URL. */
  readonly isInUrl: boolean;
  /** What another `authenticate` found out before. */
  readonly earlier: Verification | undefined;
}

/** The mistake that led to a value that is not a verifier, where it shows. */
const hintOnVerifier = (given: unknown): string | undefined => {
  if (given === undefined) return 'Is it exported under another name, or is an import circular?';
  if (typeof given !== 'object' || given === null || given instanceof Promise) return undefined;
  if ('userPoolId' in given || 'pools' in given) return 'Pass these options to createVerifier first.';
  return classOf(given) && 'Is authenticate itself mounted where authenticate(verifier) belongs?';
};

const readVerifier = <Use extends TokenUse | null>(given: Verifier<Use>): Verifier<Use> => {
  if (typeof given?.verify === 'function') return given;
  // `authenticate(verifier.verify)`: the promise that it returned must not end the process.
  if (given instanceof Promise) given.catch(() => undefined);
  return fail('authenticate: verifier', given, 'made by createVerifier()', undefined, hintOnVerifier(given));
};

const noHeaders = Object.freeze({});
const privateAnswer = Object.freeze({ 'Cache-Control': 'private' });

const withChallenge = (error: unknown, challenge: ChallengeParameters): unknown =>
  AuthError.is(error) && Object.keys(challenge).length > 0 ? error.withChallenge(challenge) : error;

/**
 * Who each request comes from, by the host's own request object, which is left untouched. One store serves one adapter.
 *
 * @typeParam Host - The host's request: what the middlewares of one request share.
 * @example
 * ```ts
 * import { AuthStore, type HttpRequest } from '@cognito-guard/core/http';
 *
 * const store = new AuthStore<Request>();
 * const read = (request: Request): HttpRequest => ({
 *   header: (name) => request.headers.get(name) ?? undefined,
 *   query: (name) => new URL(request.url).searchParams.getAll(name),
 * });
 * const authenticate = store.authenticator(verifier);
 *
 * const handle = async (request: Request): Promise<Response> => {
 *   await authenticate(request, read(request));
 *   return Response.json({ sub: store.get(request).subject });
 * };
 * ```
 */
export class AuthStore<Host extends object> {
  readonly #last = new WeakMap<Host, Verification>();

  /**
   * Compiles `authenticate(verifier, options)`.
   *
   * @param verifier - Made by `createVerifier`; or a function that returns the one for a request, where the
   * configuration comes with it. That function must not make one for each request.
   * @param options - {@link AuthenticateOptions}.
   * @returns A function that verifies a request's token and remembers the outcome; it rejects with {@link AuthError}.
   * A token that the same verifier has verified for this request is not verified again. The last run decides who the
   * caller is.
   * @throws TypeError naming the option, what was given and what is expected.
   */
  authenticator<Use extends TokenUse | null, Optional extends boolean = false>(
    verifier: Verifier<Use> | ((host: Host) => Verifier<Use>),
    options: AuthenticateOptions<Optional> = {},
  ): (host: Host, request: HttpRequest) => Promise<AuthResult<Use, Optional>> {
    const fixed = typeof verifier === 'function' ? undefined : readVerifier(verifier);
    const { sources, isOptional, challenge } = readAuthenticateOptions(options);
    const verifierFor = (host: Host): Verifier<Use> =>
      typeof verifier === 'function' ? readVerifier(verifier(host)) : verifier;

    return async (host, request) => {
      const chosen = fixed ?? verifierFor(host);
      try {
        const found = findToken(request, sources);
        if (found === undefined && !isOptional) throw new AuthError('missing_token');
        const token = found?.token;
        const isInUrl = found?.source.isInUrl === true;
        // The same verifier may have run with another token source: the answer is about one token.
        const isDone = (one: Verification): boolean => one.verifier === chosen && one.auth?.token === token;
        const auth =
          token === undefined
            ? null
            : (this.#findLast(host, isDone)?.auth ?? (await chosen.verify(token, undefined, request)));
        const earlier = this.#last.get(host);
        this.#last.set(host, { verifier: chosen as Verifier, auth, challenge, isInUrl, earlier });
        return auth as AuthResult<Use, Optional>;
      } catch (error) {
        throw withChallenge(error, challenge);
      }
    };
  }

  /**
   * Compiles `authorize(requirements)`.
   *
   * @param requirements - What the request needs.
   * @returns A function that holds a request's verified token against them; it throws {@link AuthError}:
   * `missing_token` for an anonymous request, `insufficient_scope`, `insufficient_group`, `forbidden`.
   * @throws TypeError naming the requirement, what was given and what is expected.
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
  get<Use extends TokenUse | null = null, Optional extends boolean = false>(
    host: Host,
    options: GetAuthOptions<Use, Optional> = {},
  ): AuthResult<Use, Optional> {
    const given = readObject('getAuth: options', options, ['verifier', 'optional']);
    const { auth, challenge } = this.#findOrThrow(host, given['verifier'] as Verifier | undefined);
    if (auth === null && given['optional'] !== true) throw new AuthError('missing_token', { challenge });
    return auth as AuthResult<Use, Optional>;
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
    const which = verifier === undefined ? '' : ', with the verifier that is asked for';
    throw new Error(`This request was not authenticated: mount authenticate(verifier) in front of this route${which}.`);
  }
}

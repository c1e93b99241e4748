import type { Auth } from './auth.ts';
import type { TokenUse } from './claims.ts';
import { AuthError, type ChallengeParameters } from './errors.ts';
import { fail, readFunction, readObject, readOptional } from './option-values.ts';
import { type CompiledRequirements, compileRequirements, type Requirements } from './requirements.ts';
import { bearer, type HttpRequest, readToken, type TokenSource } from './token-source.ts';
import type { Verifier } from './verifier.ts';

/** How a request is authenticated; the same in every adapter. */
export interface AuthenticateOptions<Optional extends boolean = boolean> {
  /** Where the token is read from. Default {@link bearer}. With several sources, exactly one may hold a token. */
  readonly token?: TokenSource | readonly TokenSource[];
  /** Lets a request without a token pass as anonymous. A bad token is refused all the same. Default false. */
  readonly optional?: Optional;
  /** The `realm` of challenges (RFC 9110 §11.5). Default none. */
  readonly realm?: string;
}

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

interface Verification {
  readonly verifier: Verifier;
  /** Null: anonymous, which `optional` allowed. */
  readonly auth: Auth | null;
}

/** Printable ASCII: what may stand in a quoted-string of a header. */
const realmForm = /^[\x20-\x7e]+$/;

const readSources = (given: unknown): readonly TokenSource[] => {
  const list: readonly unknown[] = Array.isArray(given) ? given : [given];
  if (list.length === 0) return fail('authenticate: token', given, 'a token source or a non-empty array of them');
  return list.map(readFunction<TokenSource>('authenticate: token'));
};

const readVerifier = <Use extends TokenUse | null>(given: Verifier<Use>): Verifier<Use> =>
  typeof given?.verify === 'function' ? given : fail('authenticate: verifier', given, 'made by createVerifier()');

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
 * const authenticate = store.authenticator(verifier, {});
 *
 * const handle = async (request: Request): Promise<Response> => {
 *   await authenticate(request, read(request));
 *   return Response.json({ sub: store.get(request).subject });
 * };
 * ```
 */
export class AuthStore<Host extends object> {
  readonly #verifications = new WeakMap<Host, readonly Verification[]>();

  /**
   * Compiles `authenticate(verifier, options)`.
   *
   * @param verifier - Made by `createVerifier`.
   * @param options - {@link AuthenticateOptions}.
   * @returns A function that verifies a request's token and remembers the outcome; it rejects with {@link AuthError}.
   * What the same verifier has verified for a request is not verified again.
   * @throws TypeError naming the option, what was given and what is expected.
   */
  authenticator<Use extends TokenUse | null, Optional extends boolean = false>(
    verifier: Verifier<Use>,
    options: AuthenticateOptions<Optional> = {},
  ): (host: Host, request: HttpRequest) => Promise<AuthResult<Use, Optional>> {
    const trusted = readVerifier(verifier);
    const given = readObject('authenticate: options', options, ['token', 'optional', 'realm']);
    const sources = readOptional(given, 'token', [bearer()], readSources);
    const isOptional = readOptional(given, 'optional', false, (value) =>
      typeof value === 'boolean' ? value : fail('authenticate: optional', value, 'true or false'),
    );
    const challenge = readOptional<ChallengeParameters>(given, 'realm', {}, (realm) =>
      typeof realm === 'string' && realmForm.test(realm)
        ? { realm }
        : fail('authenticate: realm', realm, 'a non-empty string of printable ASCII'),
    );

    const verify = async (request: HttpRequest): Promise<Auth<Use> | null> => {
      const token = readToken(request, sources);
      if (token !== undefined) return trusted.verify(token);
      if (isOptional) return null;
      throw new AuthError('missing_token');
    };
    return async (host, request) => {
      try {
        const done = this.#find(host, trusted)?.auth;
        if (done) return done as Auth<Use>;
        const auth = await verify(request);
        this.#verifications.set(host, [
          ...(this.#verifications.get(host) ?? []),
          { verifier: trusted as Verifier, auth },
        ]);
        return auth as AuthResult<Use, Optional>;
      } catch (error) {
        throw 'realm' in challenge && AuthError.is(error) ? error.withChallenge(challenge) : error;
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
  authorizer<A extends Auth = Auth>(requirements: Requirements<A> | CompiledRequirements<A>): (host: Host) => void {
    const rules = compileRequirements(requirements);
    return (host) => {
      const auth = this.get(host, { optional: true });
      if (auth === null) {
        throw new AuthError('missing_token', rules.scope === undefined ? {} : { challenge: { scope: rules.scope } });
      }
      rules.enforce(auth as A);
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
    const verification = this.#find(host, options.verifier);
    if (verification === undefined) {
      throw new Error(
        'This request was not authenticated: mount authenticate(verifier) in front of this route' +
          `${options.verifier === undefined ? '' : ', with the verifier that is asked for'}.`,
      );
    }
    if (verification.auth === null && options.optional !== true) throw new AuthError('missing_token');
    return verification.auth as AuthResult<Use, Optional>;
  }

  #find<Use extends TokenUse | null>(host: Host, verifier: Verifier<Use> | undefined): Verification | undefined {
    const all = this.#verifications.get(host);
    return all?.findLast((one) => verifier === undefined || one.verifier === (verifier as Verifier));
  }
}

import { AuthError } from '../errors/auth-error.ts';
import { refusal } from '../errors/refusal.ts';
import { readAnswer } from '../lib/answer.ts';
import { isRecord } from '../lib/value-types.ts';

/** A request whose token is bound to a key. */
export interface ConfirmationRequest {
  /** The token as sent, for the `ath` of a DPoP proof (RFC 9449 §4.3). */
  readonly token: string;
  /** Reads a request header by its lower-case name: its values as the host gives them. */
  readonly header: (name: string) => string | readonly string[] | undefined;
  /** `GET`; undefined where the host gives none, as AppSync and `TOKEN` authorizers. */
  readonly method: string | undefined;
  /**
   * As the host received it: absolute, or from the path on; undefined like `method`. A proxy, a stage or a base path may
   * have changed it.
   */
  readonly url: string | undefined;
}

/**
 * Checks that a request proves possession of the key that its token is bound to. Called for each request with such a
 * token, after the token is verified, and before the requirements are evaluated. Results are never cached.
 *
 * @param request - The request.
 * @param cnf - The confirmation claim of the token (RFC 7800), frozen: for example `jkt` (RFC 9449) or `x5t#S256` (RFC
 *   8705). The function must refuse a method that it does not know.
 * @returns True where the request proves possession. False is 401 `invalid_proof`. An error that it throws is rethrown
 *   unchanged: a server error, unless it is an `AuthError`.
 */
export type Confirmation = (
  request: ConfirmationRequest,
  cnf: Readonly<Record<string, unknown>>,
) => boolean | Promise<boolean>;

/** The parts of `VerifyOptions` that a confirmation reads. */
interface Call {
  readonly header?: ConfirmationRequest['header'] | undefined;
  readonly method?: string | undefined;
  readonly url?: string | undefined;
}

/** Whether a claim has the form of RFC 7800 §3.1. */
export const isConfirmationClaim: (cnf: unknown) => cnf is Readonly<Record<string, unknown>> = isRecord;

/**
 * Confirms that a request may use its token.
 *
 * @param confirmation - The option of the verifier.
 * @param cnf - The confirmation claim of the verified token.
 * @param call - The options of `verify`.
 * @throws {@link AuthError} `invalid_proof`; TypeError for a result that is not true or false; each error of the
 *   function.
 */
export const confirm = async (
  confirmation: Confirmation | undefined,
  cnf: unknown,
  token: string,
  call: Call = {},
): Promise<void> => {
  const { method, url } = call;
  if (confirmation === undefined || call.header === undefined || !isConfirmationClaim(cnf)) {
    throw refusal('invalid_proof', 'verify needs the request: its options header, method and url.');
  }
  const header: ConfirmationRequest['header'] = (name) => call.header?.(name);
  const answer: unknown = await confirmation({ token, header, method, url }, cnf);
  if (!readAnswer('confirmation', answer)) throw new AuthError('invalid_proof');
};

import { printable } from '../inspector/printable.ts';
import type { CognitoError } from './cognito-error.ts';

/** A request that the pool refused. No member holds a password, a secret, a code or a token of the request. */
export interface RefusedRequest {
  /** `POST`. */
  readonly method: string;
  /** `/oauth2/token`: the path without the query. */
  readonly path: string;
  /** The operation of the user pool API, such as `InitiateAuth`; undefined for other requests. */
  readonly operation?: string;
  /** The error of the answer, such as `invalid_grant`. */
  readonly error: string;
  /** The rule that the request broke, such as `code_verifier is missing`. It may change between versions. */
  readonly reason: string;
  /** The error that the handler of a trigger threw; undefined for other refusals. */
  readonly cause?: unknown;
}

/** Receives requests that the pool refuses. */
export type RefusalListener = (refused: RefusedRequest) => void;

/** Writes one line to stderr, and the stack of a trigger's error. */
export const printRefusal: RefusalListener = ({ method, path, operation, error, reason, cause }) => {
  console.error(printable(`refused ${operation ?? `${method} ${path}`} ${error}: ${reason}`));
  if (cause !== undefined) console.error(cause);
};

/** The refusal that an exception causes. */
export const refusalOf = (
  { method, path, operation }: Pick<RefusedRequest, 'method' | 'path' | 'operation'>,
  { name, reason, cause }: CognitoError,
): RefusedRequest =>
  Object.freeze({
    method,
    path,
    ...(operation !== undefined && { operation }),
    error: name,
    reason,
    ...(cause !== undefined && { cause }),
  });

/** A request that the pool refused. No member holds a secret, a code, a token or another value of a parameter. */
export interface RefusedRequest {
  /** `POST`. */
  readonly method: string;
  /** `/oauth2/token`: the path without the query. */
  readonly path: string;
  /** The error of the answer, such as `invalid_grant`. */
  readonly error: string;
  /** The rule that the request broke, such as `code_verifier is missing`. It may change between versions. */
  readonly reason: string;
}

/** Receives requests that the pool refuses. */
export type RefusalListener = (refused: RefusedRequest) => void;

/** Writes one line to stderr. */
export const printRefusal: RefusalListener = ({ method, path, error, reason }) => {
  console.error(`refused ${method} ${path} ${error}: ${reason}`);
};

import type { ExchangeFailure } from './credential-error.ts';

/** The identity was deleted, or the login was unlinked from it. */
export class LostIdentityError extends Error {
  /** The error to throw if the login has no other identity. */
  readonly failure: ExchangeFailure;

  constructor(failure: ExchangeFailure) {
    super('The identity does not belong to the login.');
    this.name = 'LostIdentityError';
    this.failure = failure;
  }
}

/** A web page in place of a key set, as from a captive portal or a misrouted proxy. */
export const htmlPage: string = '<!doctype html><html><body><h1>Sign in to the network</h1></body></html>';

/** A key set without keys. */
export const emptyKeySet: string = '{"keys":[]}';

/** @throws RangeError for a status that no final HTTP response can have. */
export function assertStatus(fault: unknown): void {
  if (typeof fault === 'number' && (!Number.isInteger(fault) || fault < 200 || fault > 599)) {
    throw new RangeError('a status given as a fault must be a whole number from 200 to 599');
  }
}

import type { VerifierEvent } from '../events.ts';

type Plain = string | number | boolean;

/** Fields of an event whose values logs, metrics and traces can carry. */
export type EventFields = Readonly<Record<string, Plain>>;

const isPlain = (entry: readonly [string, unknown]): entry is readonly [string, Plain] =>
  ['string', 'number', 'boolean'].includes(typeof entry[1]);

/** An event's fields, `type` included. Leaves out fields that are undefined or not plain values. */
export const fieldsOf = (event: VerifierEvent): EventFields => {
  const entries: readonly (readonly [string, unknown])[] = Object.entries(event);
  return Object.fromEntries(entries.filter(isPlain));
};

/**
 * For the packages of cognito-guard alone; nothing here is part of the public API. The packages depend on core with a
 * `^` range, so a name keeps its meaning until the next version outside such a range: the next major version, or below
 * 1.0 the next minor version. Where two ranges exclude each other, npm installs two copies of core; `AuthError.is`
 * recognizes errors of both.
 */
export { tokenSources } from './http/token-source-option.ts';
export { DeadlineError, withDeadline } from './lib/deadline.ts';
export { didYouMean } from './lib/did-you-mean.ts';
export {
  optional,
  optionsOf,
  type Resolved,
  readMembers,
  readObject,
  readOptions,
  type Schema,
  type Settings,
} from './lib/option-schema.ts';
export {
  arrayLike,
  countUpTo,
  fail,
  flag,
  functionOf,
  missing,
  numberOf,
  objectWith,
  oneOf,
  type Reader,
  textLike,
  type UnknownRecord,
  wholeNumberOf,
} from './lib/option-values.ts';
export { shared } from './lib/shared.ts';
export { SingleFlight } from './lib/single-flight.ts';
export { isText } from './lib/value-types.ts';
export { requirementNames } from './token/requirement-options.ts';
export { meetsAcr } from './token/step-up.ts';

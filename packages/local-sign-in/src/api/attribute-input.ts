import { isAttributeName } from '../pool/attributes.ts';
import { invalidParameter } from './errors.ts';

/** `AttributeType`, as it was read. */
interface Attribute {
  readonly Name: string;
  readonly Value: string | undefined;
}

/**
 * The attributes of an input, by name.
 *
 * @throws CognitoError for an attribute that the pool does not have, or that the operation cannot set.
 */
export const attributesOf = (
  given: readonly Attribute[],
  isWritable: (name: string) => boolean = () => true,
): Readonly<Record<string, string>> => {
  for (const { Name } of given) {
    if (Name === 'sub') throw invalidParameter('Cannot modify the non-mutable attribute sub');
    if (!isAttributeName(Name)) {
      throw invalidParameter(
        `Attributes did not conform to the schema: ${Name}: Attribute does not exist in the schema.`,
      );
    }
    if (!isWritable(Name)) throw invalidParameter(`Cannot modify the non-mutable attribute ${Name}`);
  }
  return Object.fromEntries(given.flatMap(({ Name, Value }) => (Value === undefined ? [] : [[Name, Value]])));
};

/** A member of a trigger's request: `ValidationData`, left out where the caller gave none. */
export const validationDataOf = (given: readonly Attribute[]): { validationData?: Record<string, string> } =>
  given.length === 0 ? {} : { validationData: Object.fromEntries(given.map(({ Name, Value = '' }) => [Name, Value])) };

/** Attributes that a user cannot set: the pool verifies addresses. */
export const isUserWritable = (name: string): boolean => name !== 'email_verified' && name !== 'phone_number_verified';

import { Kind, parse } from 'graphql';

/** The part of an authorizer's rule that the infrastructure reads. */
export interface GuardedField {
  readonly type: string;
  readonly field: string;
}

/** The fields of all object types, as `Type.field`. */
const fieldsOf = (schema: string): ReadonlySet<string> =>
  new Set(
    parse(schema).definitions.flatMap((definition) =>
      definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.OBJECT_TYPE_EXTENSION
        ? (definition.fields ?? []).map(({ name }) => `${definition.name.value}.${name.value}`)
        : [],
    ),
  );

/**
 * Looks up the field of every rule in the schema.
 *
 * @throws TypeError that names the first rule whose field is not in the schema.
 */
export const checkFields = (rules: readonly GuardedField[], schema: string): void => {
  const fields = fieldsOf(schema);
  for (const [index, { type, field }] of rules.entries()) {
    if (!fields.has(`${type}.${field}`)) {
      throw new TypeError(`fields[${index}] must name a field of the schema; it has no ${type}.${field}.`);
    }
  }
};

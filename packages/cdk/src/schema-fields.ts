import { Kind, parse } from 'graphql';

/** A rule of the authorizer, as far as the infrastructure reads it. */
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
 * @throws TypeError naming the first rule whose field is not there.
 */
export const checkFields = (rules: readonly GuardedField[], schema: string): void => {
  const fields = fieldsOf(schema);
  for (const [index, { type, field }] of rules.entries()) {
    if (!fields.has(`${type}.${field}`)) {
      throw new TypeError(`fields[${index}] must name a field of the schema; it has no ${type}.${field}.`);
    }
  }
};

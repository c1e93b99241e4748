/** Members of an object that has not been validated. */
export type UnknownRecord = Readonly<Record<string, unknown>>;

/** Whether a value is a string. */
export const isText = (value: unknown): value is string => typeof value === 'string';

/** Whether a value is a finite number. */
export const isFiniteNumber = (value: unknown): value is number => Number.isFinite(value);

/** Whether a value is an object, an array included. */
export const isObject = (value: unknown): value is UnknownRecord => typeof value === 'object' && value !== null;

/** Whether a value is an object and not an array. */
export const isRecord = (value: unknown): value is UnknownRecord => isObject(value) && !Array.isArray(value);

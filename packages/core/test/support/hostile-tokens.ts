/** Tokens of 8 KB that are expensive to refuse. */

const room = Math.floor(((8_192 - 200 - 342) * 3) / 4);
const repeat = (open: string, unit: string, close: string): string =>
  open + unit.repeat(Math.floor((room - open.length - close.length) / unit.length)) + close;
const nested = (open: string, close: string, depth: number): string => `${open.repeat(depth)}0${close.repeat(depth)}`;
const members = (count: number, value: string): string =>
  `{${Array.from({ length: count }, (_, index) => `"k${index}":${value}`).join()}}`;

const unlike = 'malformed_token';
/** Within the bound on members, a payload is parsed as JSON, and the next check refuses it. */
const foreign = 'wrong_issuer';

/** Description, payload, and code of the refusal. */
export const hostilePayloads: readonly (readonly [string, string, string])[] = [
  ['nested objects', nested('{"a":', '}', room / 7), unlike],
  ['nested objects, never closed', '{"a":'.repeat(room / 5), unlike],
  ['nested arrays', `{"a":${nested('[', ']', room / 2 - 6)}}`, unlike],
  ['nested arrays, just below the bound', `{"a":${nested('[', ']', 500)}}`, foreign],
  ['nested objects, just below the bound', nested('{"a":', '}', 250), foreign],
  ['repeated empty objects', repeat('{"a":[', '{},', '{}]}'), unlike],
  ['repeated empty objects, just below the bound', `{"a":[${'{},'.repeat(500)}{}]}`, foreign],
  ['one member repeated', repeat('{', '"a":{},', '"a":0}'), unlike],
  ['many members', members(500, '0'), foreign],
  ['many members with objects', members(250, '{}'), foreign],
  ['many members, above the bound', members(520, '0'), unlike],
  ['many numbers', repeat('{"a":[', '1e9,', '0]}'), foreign],
  ['one long number', repeat('{"a":', '9', '}'), foreign],
  ['many strings', repeat('{"a":[', '"",', '0]}'), foreign],
  ['escapes', repeat('{"a":"', '\\u0041', '"}'), foreign],
  ['white space', repeat('{', ' ', '}'), foreign],
  ['backslashes', repeat('{"a":"', '\\\\', '"}'), foreign],
];

/** Description and text. Each is malformed. */
export const hostileTexts: readonly (readonly [string, string])[] = [
  ['no dot', 'a'.repeat(8_192)],
  ['dots alone', '.'.repeat(8_192)],
  ['padding alone', '='.repeat(8_192)],
  ['a long header', `${Buffer.from(nested('{"a":', '}', 990)).toString('base64url')}.e30.AA`],
];

/**
 * A token with an unsigned payload.
 *
 * @param headerSegment - The header of a good token.
 */
export const withPayload = (headerSegment: string, payload: string): string =>
  `${headerSegment}.${Buffer.from(payload).toString('base64url')}.${'A'.repeat(342)}`;

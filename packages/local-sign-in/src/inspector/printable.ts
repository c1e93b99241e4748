/**
 * Characters that move a terminal's cursor, change its colors or reverse its text: control characters (C0, DEL, C1), line
 * separators, and bidirectional marks (Unicode UAX #9 §2).
 */
const unprintablePattern = /[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

const escapeCharacter = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Escapes text for a terminal or a page, so that a claim cannot fake output such as "verified". */
export const printable = (text: string): string => text.replace(unprintablePattern, escapeCharacter);

/** A part of a compact token (RFC 7515 §7.1). */
const utf8 = new TextDecoder();

/**
 * Decodes base64url leniently, so that a damaged token can be shown: characters outside the alphabet and incomplete
 * groups are skipped. A verifier is strict.
 */
export const segmentText = (segment: string): string => {
  const base64 = segment
    .replaceAll('-', '+')
    .replaceAll('_', '/')
    .replace(/[^A-Za-z0-9+/]/g, '');
  // One character of a group of four holds 6 bits: no byte.
  const binary = atob(base64.length % 4 === 1 ? base64.slice(0, -1) : base64);
  return utf8.decode(Uint8Array.from(binary, (character) => character.charCodeAt(0)));
};

/** @returns The object; undefined for text that is not JSON, or is JSON of another type. */
export const parseObject = (text: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
};

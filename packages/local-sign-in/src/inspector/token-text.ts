/** Characters: several times the longest token that a verifier accepts. */
export const maxTextLength: number = 64 * 1024;

/** Text around a copied token. */
const wrappings: readonly (readonly [name: string, pattern: RegExp])[] = [
  ["the header's name", /^authorization\s*:\s*(.*)$/is],
  ['the scheme Bearer', /^bearer\s+(.*)$/is],
  ['the quotes', /^(?:"(.*)"|'(.*)'|`(.*)`),?$/s],
];

/** A token, and the names of what stood around it. */
export interface UnwrappedToken {
  readonly token: string;
  readonly removed: readonly string[];
}

/** A token has few of them. The bound keeps the time linear for text that consists of quotes. */
const maxWrappings = 8;

/** Removes white space, quotes, `Bearer` and the header's name around a token, from the outside in. */
export const unwrapToken = (text: string): UnwrappedToken => {
  let token = text.trim();
  const removed: string[] = [];
  while (removed.length < maxWrappings) {
    const wrapping = wrappings.find(([, pattern]) => pattern.test(token));
    if (wrapping === undefined) break;
    const [name, pattern] = wrapping;
    token = pattern.exec(token)?.slice(1).join('').trim() ?? '';
    removed.push(name);
  }
  return { token, removed };
};

/** Describes what was removed around a token: a service removes `Bearer` only. Undefined for white space alone. */
export const describeRemoved = (removed: readonly string[]): string | undefined => {
  if (removed.length === 0) return undefined;
  const warning = removed.includes('the quotes') ? ' A service refuses a token that is sent in quotes.' : '';
  return `Ignored ${[...new Set(removed)].join(' and ')} around the token.${warning}`;
};

/** The text of an unset variable in several languages. */
const unset: ReadonlySet<string> = new Set(['undefined', 'null', 'None', 'nil', '[object Object]']);

const tokenMembers = /"(access_token|id_token|AccessToken|IdToken)"/;

/** Describes an unwrapped text that is clearly not a token; undefined for other texts. */
export const describeOtherText = (text: string): string | undefined => {
  if (unset.has(text)) return 'Got the text of an unset variable. Check the program that sets the variable.';
  const [, member] = text.startsWith('{') ? (tokenMembers.exec(text) ?? []) : [];
  if (member !== undefined) return `Got JSON; pass one token, such as the value of ${member}.`;
  if (/\s/.test(text) && text.includes('.'))
    return 'The token contains white space. Copy it without line breaks and spaces.';
  return undefined;
};

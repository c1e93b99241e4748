import { type ExplainedClaim, explainClaims, explainHeader } from './claims.ts';
import { printable } from './printable.ts';
import { outlineToken } from './token-outline.ts';
import { describeOtherText, describeRemoved, maxTextLength, unwrapToken } from './token-text.ts';
import { evaluate, type Settings, type Verdict } from './verdict.ts';

/** One part of the compact form, printable. */
interface TokenPart {
  readonly name: string;
  readonly text: string;
}

/** A pasted text, explained. */
export interface Inspection {
  /** What was ignored around the token; undefined when nothing was. */
  readonly remark: string | undefined;
  /** Why the text is not a token that can be explained. Undefined for a signed token. */
  readonly problem: string | undefined;
  readonly parts: readonly TokenPart[];
  readonly header: readonly ExplainedClaim[];
  readonly claims: readonly ExplainedClaim[];
  /** Undefined for text that is clearly not a token. */
  readonly verdict: Verdict | undefined;
}

const signedParts = ['Header', 'Payload', 'Signature'] as const;
const encryptedParts = [
  'Header',
  'Encrypted key',
  'Initialization vector',
  'Ciphertext',
  'Authentication tag',
] as const;

const partsOf = (token: string): readonly TokenPart[] => {
  const texts = token.split('.', 6);
  const names = texts.length === 3 ? signedParts : encryptedParts;
  if (texts.length !== names.length) return [];
  return names.map((name, index) => ({ name, text: printable(texts[index] ?? '') }));
};

const encrypted =
  "This is an encrypted token (JWE), as Cognito's refresh tokens are. Only Cognito can decrypt it. Exchange it for new tokens at the token endpoint, and do not send it to an API.";
const notToken = 'This is neither a signed token (header.payload.signature) nor an encrypted one.';
const tooLong = 'The text is longer than any token.';

const nothing = { parts: [], header: [], claims: [], verdict: undefined };

/**
 * Explains a pasted text, and verifies it with the settings. Never throws for a text.
 *
 * @returns Undefined for an empty text.
 */
export const inspectText = async (text: string, settings: Settings): Promise<Inspection | undefined> => {
  if (text.length > maxTextLength) return { ...nothing, remark: undefined, problem: tooLong };
  const { token, removed } = unwrapToken(text);
  const remark = describeRemoved(removed);
  if (token === '') return remark === undefined ? undefined : { ...nothing, remark, problem: notToken };
  const other = describeOtherText(token);
  if (other !== undefined) return { ...nothing, remark, problem: other };
  const outline = outlineToken(token);
  return {
    remark,
    problem: outline === undefined ? notToken : outline.claims === undefined ? encrypted : undefined,
    parts: partsOf(token),
    header: outline === undefined ? [] : explainHeader(outline.header),
    claims: outline?.claims === undefined ? [] : explainClaims(outline.claims),
    verdict: await evaluate(token, outline, settings),
  };
};

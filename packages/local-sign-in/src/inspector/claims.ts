import { type ClaimMeaning, claimMeanings, headerMeanings } from './claim-meanings.ts';
import { printable } from './printable.ts';
import { showTime } from './times.ts';
import type { Json } from './token-outline.ts';

/** A claim or a header parameter, explained. All texts are printable. */
export interface ExplainedClaim {
  readonly name: string;
  /** Text as it is, other values as JSON. */
  readonly value: string;
  /** A NumericDate in words; undefined for other claims. */
  readonly time: string | undefined;
  readonly meaning: string;
  /** `RFC 7519 §4.1.1`, `OpenID Connect Core §2`, `Cognito`, or another origin. */
  readonly source: string;
  /** The page of the source; undefined where it has none. */
  readonly href: string | undefined;
}

const timeNames: ReadonlySet<string> = new Set(['exp', 'nbf', 'iat', 'auth_time', 'updated_at']);

const hrefs: ReadonlyMap<string, string> = new Map([
  ['OpenID Connect Core §2', 'https://openid.net/specs/openid-connect-core-1_0.html#IDToken'],
  ['OpenID Connect Core §5.1', 'https://openid.net/specs/openid-connect-core-1_0.html#StandardClaims'],
]);

const developerGuide = 'https://docs.aws.amazon.com/cognito/latest/developerguide/';

const hrefOf = (source: string, use: unknown): string | undefined => {
  const [, number, section] = /^RFC (\d+) §([\d.]+)$/.exec(source) ?? [];
  if (number !== undefined) return `https://www.rfc-editor.org/rfc/rfc${number}#section-${section}`;
  if (source !== 'Cognito') return hrefs.get(source);
  return `${developerGuide}amazon-cognito-user-pools-using-the-${use === 'id' ? 'id' : 'access'}-token.html`;
};

/** A claim that Cognito does not set by itself. */
const otherClaim = (name: string, { token_use: use }: Json): ClaimMeaning => {
  if (/^(?:dev:)?custom:/.test(name)) return { meaning: 'A custom attribute of the user.', source: 'Your user pool' };
  return {
    meaning:
      use === 'id'
        ? 'Not a claim of Cognito itself: an attribute, or added by a pre token generation trigger.'
        : 'Not a claim of Cognito itself: a pre token generation trigger can add it.',
    source: 'Your user pool',
  };
};

const otherParameter: ClaimMeaning = { meaning: 'Cognito sets no such parameter.', source: 'Not Cognito' };

const show = (value: unknown): string => printable(typeof value === 'string' ? value : JSON.stringify(value));

const explain = (name: string, value: unknown, claims: Json, { meaning, source }: ClaimMeaning): ExplainedClaim => ({
  name: printable(name),
  value: show(value),
  time: timeNames.has(name) ? showTime(value) : undefined,
  meaning: printable(typeof meaning === 'string' ? meaning : meaning(value, claims)),
  source,
  href: hrefOf(source, claims['token_use']),
});

/** Explains every claim, in the order of the token. */
export const explainClaims = (claims: Json): readonly ExplainedClaim[] =>
  Object.entries(claims).map(([name, value]) =>
    explain(name, value, claims, claimMeanings.get(name) ?? otherClaim(name, claims)),
  );

/** Explains every parameter of the header, in the order of the token. */
export const explainHeader = (header: Json): readonly ExplainedClaim[] =>
  Object.entries(header).map(([name, value]) =>
    explain(name, value, header, headerMeanings.get(name) ?? otherParameter),
  );

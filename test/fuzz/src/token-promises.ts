import type { Jwk } from '@cognito-guard/testing';
import fc from 'fast-check';
import { Finding } from './finding.ts';
import { type Accepts, base, configurations, jose, ours, type Rules } from './oracles.ts';
import { reasonFor } from './stricter.ts';
import { jwks, mutants } from './token-world.ts';

/** Counts outcomes, so that a run without comparisons fails. */
export type Tally = Map<string, number>;

const count = (tally: Tally, what: string): void => void tally.set(what, (tally.get(what) ?? 0) + 1);

/** The three verifiers of one configuration. */
const shapes = (make: (rules: Rules) => Accepts): readonly Accepts[] => configurations.map(make);

/** The published keys that a header names, to verify the token again later. */
const keysNamedBy = (token: string): readonly Jwk[] => {
  const header = Buffer.from(token.split('.', 1)[0] ?? '', 'base64url');
  return jwks.keys.filter(({ kid }) => kid !== undefined && header.includes(kid));
};

const cases = fc.record({ mutant: mutants, configuration: fc.constantFrom(...configurations.entries()) });

/**
 * Two other verifiers accept every token that we accept. Every token that jose accepts and we refuse has a named reason.
 *
 * @param tally - Counts agreements, and refusals by reason.
 * @param make - Creates the verifier under test.
 */
export const tokenPromise = (tally: Tally, make = ours): fc.IAsyncProperty<unknown> => {
  const subjects = shapes(make);
  const bases = shapes(base);
  const joses = shapes(jose);
  return fc.asyncProperty(cases, async ({ mutant: { token }, configuration: [index, rules] }) => {
    const repeat = { rules, token, keys: keysNamedBy(token) };
    const ask = async (all: readonly Accepts[]): Promise<boolean> => (await all[index]?.(token)) ?? false;
    const weAccept = await ask(subjects).catch((error: unknown) => {
      throw new Finding(`A token is accepted or refused with 401, not ${error}.`, repeat);
    });
    const [baseAccepts, joseAccepts] = await Promise.all([ask(bases), ask(joses)]);
    if (weAccept && !baseAccepts) throw new Finding('We accept no token that aws-jwt-verify refuses.', repeat);
    if (weAccept && !joseAccepts) throw new Finding('We accept no token that jose refuses.', repeat);
    if (weAccept) return count(tally, 'accepted by all');
    if (baseAccepts) count(tally, 'stricter than aws-jwt-verify');
    if (!joseAccepts) return count(tally, 'refused by jose too');
    const reason = reasonFor(token, rules);
    if (reason === undefined) throw new Finding('A refused token that jose accepts has a named reason.', repeat);
    count(tally, `stricter than jose: ${reason}`);
  });
};

import { compileRequirements } from '@cognito-guard/core/http';
import type { FlagValues } from './flags.ts';
import { note } from './output.ts';
import { inFlags } from './pool-flags.ts';

/** Scopes and groups: the requirements of `verify`, and the claims of tokens of `dev`. */
export const grantFlags = {
  scope: { type: 'string', multiple: true, value: 'NAME', help: 'a scope; give it once for each' },
  group: { type: 'string', multiple: true, value: 'NAME', help: 'a group of the user; give it once for each' },
} as const;

/** The sign-in that `verify` requires. */
export const stepUpFlags = {
  acr: { type: 'string', multiple: true, value: 'LEVEL', help: 'an accepted authentication level of the sign-in' },
  'max-auth-age': { type: 'string', value: 'SECONDS', help: 'the longest time since the sign-in' },
} as const;

/** The flags' values, as requirements. */
interface Grants {
  readonly allScopes?: readonly string[];
  readonly allGroups?: readonly string[];
}

/** Requirements of a sign-in. */
interface StepUp {
  readonly acr?: readonly string[];
  readonly maxAuthAgeSeconds?: number;
}

/**
 * @returns The requirements; empty without both flags.
 * @throws CommandError for an invalid value.
 */
export const readStepUp = ({ acr, 'max-auth-age': age }: FlagValues<typeof stepUpFlags>): StepUp => {
  const needed = { ...(acr && { acr }), ...(age !== undefined && { maxAuthAgeSeconds: Number(age) }) };
  if (Object.keys(needed).length > 0) inFlags(() => compileRequirements(needed));
  return needed;
};

/**
 * @returns The scopes and groups; undefined without both flags.
 * @throws CommandError for an invalid name.
 */
export const readGrants = ({ scope, group }: FlagValues<typeof grantFlags>): Grants | undefined => {
  if (scope === undefined && group === undefined) return undefined;
  const grants = { ...(scope && { allScopes: scope }), ...(group && { allGroups: group }) };
  inFlags(() => compileRequirements(grants));
  for (const [flag, names] of Object.entries({ scope, group })) {
    const hasComma = names?.some((name) => name.includes(','));
    // A comma is valid in both kinds of names: a remark, not an error.
    if (hasComma === true) note(`--${flag} takes one name: a comma is part of it. Repeat the flag for each ${flag}.`);
  }
  return grants;
};

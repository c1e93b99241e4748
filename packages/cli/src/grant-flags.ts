import { compileRequirements } from '@cognito-guard/core/http';
import type { FlagValues } from './flags.ts';
import { inFlags } from './pool-flags.ts';

/** Scopes and groups, for the commands that ask for them and the one that hands them out. */
export const grantFlags = {
  scope: { type: 'string', multiple: true, value: 'NAME', help: 'a scope; all that are given' },
  group: { type: 'string', multiple: true, value: 'NAME', help: 'a group of the user; all that are given' },
} as const;

/** What was named, as requirements. */
interface Grants {
  readonly allScopes?: readonly string[];
  readonly allGroups?: readonly string[];
}

/**
 * @returns The scopes and groups; undefined where none are named.
 * @throws CommandError where one can be no name.
 */
export const readGrants = ({ scope, group }: FlagValues<typeof grantFlags>): Grants | undefined => {
  if (scope === undefined && group === undefined) return undefined;
  const grants = { ...(scope && { allScopes: scope }), ...(group && { allGroups: group }) };
  inFlags(() => compileRequirements(grants));
  return grants;
};

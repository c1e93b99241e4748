import {
  createVerifier,
  type OnePoolOptions,
  type PoolOptions,
  type TokenUse,
  type Verifier,
} from '@cognito-guard/core';
import { wrongUsage } from './command-error.ts';
import type { FlagValues } from './flags.ts';

/** Which user pool, for every command that needs one. */
export const poolFlags = {
  'user-pool-id': { type: 'string', value: 'ID', help: 'the user pool, like eu-west-1_AbC123xyz' },
  issuer: { type: 'string', value: 'URL', help: 'its issuer, for other AWS partitions and for replicas' },
  'jwks-uri': { type: 'string', value: 'URL', help: 'where its keys are, if not at its issuer: a mirror, or "dev"' },
} as const;

/** @throws CommandError where no pool is named. */
export const readPool = (
  values: FlagValues<typeof poolFlags>,
): Pick<PoolOptions, 'userPoolId' | 'issuer' | 'jwksUri'> => {
  const { 'user-pool-id': userPoolId, issuer, 'jwks-uri': jwksUri } = values;
  if (userPoolId === undefined) throw wrongUsage('--user-pool-id is required, like eu-west-1_AbC123xyz.');
  return { userPoolId, ...(issuer !== undefined && { issuer }), ...(jwksUri !== undefined && { jwksUri }) };
};

const flagNames: Readonly<Record<string, string>> = {
  userPoolId: '--user-pool-id',
  clientId: '--client-id',
  jwksUri: '--jwks-uri',
  issuer: '--issuer',
  audience: '--audience',
  allScopes: '--scope',
  allGroups: '--group',
};

/**
 * Runs what may find options mistaken, and says the same about the flags that they came from.
 *
 * @throws CommandError where the work throws a TypeError: a configuration mistake, by this library's rule.
 */
export const inFlags = <T>(work: () => T): T => {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const message = error.message.replace(/^\w+[:.] ?"?(\w+)"?/, (whole, option: string) => flagNames[option] ?? whole);
    throw wrongUsage(message);
  }
};

/** As `createVerifier`, with its errors in terms of flags. */
export const makeVerifier = <const Use extends TokenUse | null>(options: OnePoolOptions<Use>): Verifier<Use> =>
  inFlags(() => createVerifier(options));

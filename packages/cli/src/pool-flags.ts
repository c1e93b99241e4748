import {
  createVerifier,
  type OnePoolOptions,
  type PoolOptions,
  type TokenUse,
  type Verifier,
} from '@cognito-guard/core';
import { wrongUsage } from './command-error.ts';
import type { FlagValues } from './flags.ts';

/** The flags that select a user pool. */
export const poolFlags = {
  'user-pool-id': { type: 'string', value: 'ID', help: 'the user pool, like eu-west-1_AbC123xyz' },
  issuer: { type: 'string', value: 'URL', help: 'its issuer, for other AWS partitions and for replicas' },
  'jwks-uri': { type: 'string', value: 'URL', help: 'the URL of its keys, if not at its issuer: a mirror, or "dev"' },
} as const;

/** @throws CommandError without a user pool id. */
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
  port: '--port',
  state: '--state',
  callbackUrls: '--callback-url',
  logoutUrls: '--logout-url',
  identifier: '--scope',
  scopes: '--scope',
  groups: '--group',
  jwksUri: '--jwks-uri',
  issuer: '--issuer',
  audience: '--audience',
  allScopes: '--scope',
  allGroups: '--group',
  acr: '--acr',
  maxAuthAgeSeconds: '--max-auth-age',
};

/** The start of a configuration error, with its last name: `createLocalSignIn: clients[0].callbackUrls[0]`. */
const optionPattern = /^\w+[:.] ?"?(?:\w+(?:\[\d+\])?\.)*(\w+)(?:\[\d+\])*"?/;

/**
 * Runs a function and translates configuration errors from option names to flag names.
 *
 * @throws CommandError when the function throws a TypeError, which is always a configuration error.
 */
export const inFlags = <T>(work: () => T): T => {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw wrongUsage(error.message.replace(optionPattern, (whole, option: string) => flagNames[option] ?? whole));
  }
};

/** `createVerifier`, with flag names in its errors. */
export const makeVerifier = <const Use extends TokenUse | null>(options: OnePoolOptions<Use>): Verifier<Use> =>
  inFlags(() => createVerifier(options));

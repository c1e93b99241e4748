import { type Auth, AuthError, type AuthErrorCode, createVerifier, type OnePoolOptions } from '@cognito-guard/core';
import { keySetProblem } from './key-set.ts';
import { printable } from './printable.ts';
import { explainRefusal } from './refusal.ts';
import { type Facts, factsAbout } from './refusal-facts.ts';
import { damageOf } from './token-damage.ts';
import { fitToken } from './token-fit.ts';
import type { TokenOutline } from './token-outline.ts';

/** The settings of the service, as text of form fields. Empty text is a setting that is not given. */
export interface Settings {
  readonly userPoolId: string;
  /** Needed for pools whose issuer does not follow from the id: local pools, and partitions with other domains. */
  readonly issuer: string;
  /** Accepted app clients, separated by spaces or commas. Empty: every client of the pool. */
  readonly clientId: string;
  readonly tokenUse: 'access' | 'id' | 'any';
  /** Accepted `aud` of access tokens, separated by spaces. */
  readonly audience: string;
  /** A JWK set, as JSON. */
  readonly keys: string;
}

/** A verifier refused the token. All texts are printable. */
export interface Refused {
  readonly kind: 'refused';
  readonly code: AuthErrorCode;
  readonly status: number;
  readonly message: string;
  readonly cause: string;
  readonly remedy: string;
  /** Found and expected values. */
  readonly facts: Facts;
  /** The page of the code. */
  readonly docs: string;
}

/** The result of a verifier with the settings. */
export type Verdict =
  /** `unchecked` names the rules that the settings leave open. */
  | { readonly kind: 'accepted'; readonly auth: Auth; readonly unchecked: readonly string[] }
  | Refused
  /** The checks that need no keys passed; the signature was not checked. */
  | { readonly kind: 'unverified'; readonly message: string }
  /** The settings cannot make a verifier. */
  | { readonly kind: 'unusable'; readonly message: string };

const split = (text: string): readonly string[] => text.split(/[\s,]+/).filter((one) => one !== '');

const optionsOf = ({ userPoolId, issuer, clientId, tokenUse, audience, keys }: Settings): OnePoolOptions => {
  const clients = split(clientId);
  const audiences = split(audience);
  return {
    userPoolId: userPoolId.trim(),
    ...(issuer.trim() !== '' && { issuer: issuer.trim() }),
    clientId: clients.length === 0 ? null : clients,
    tokenUse: tokenUse === 'any' ? null : tokenUse,
    ...(audiences.length > 0 && { audience: audiences }),
    keys: {
      fetch: async () => {
        if (keys.trim() === '') throw new Error('No keys are given.');
        return new Response(keys);
      },
    },
  };
};

const uncheckedBy = ({ clientId, tokenUse }: OnePoolOptions): readonly string[] => [
  ...(clientId === null ? ['app client'] : []),
  ...(tokenUse === null ? ['token use'] : []),
  ...['scopes', 'groups', 'revocation'],
];

const refusedBy = (
  error: AuthError,
  token: string,
  outline: TokenOutline | undefined,
  pool: OnePoolOptions,
): Refused => {
  const { reason, next } = explainRefusal(error, token, outline);
  const rules = { pool, allScopes: [], allGroups: [], stepUp: {} };
  return {
    kind: 'refused',
    code: error.code,
    status: error.status,
    message: error.message,
    cause: printable(reason),
    remedy: next,
    facts: factsAbout(error.code, outline, rules).map(([name, value]) => [name, value && printable(value)]),
    docs: error.docs,
  };
};

const noKeys = "The token passes every check but the signature's. Give the key set of the pool to check it.";
const noPool = 'No problem found so far. Give the user pool and its key set to check the signature and the rules.';

/** Runs the checks that need no settings. */
const evaluateAlone = async (token: string, outline: TokenOutline | undefined): Promise<Verdict> => {
  const fit = await fitToken(token, outline?.claims ?? {});
  const isDamaged = fit.refusal === undefined && damageOf(token) !== undefined;
  const error = isDamaged ? new AuthError('invalid_signature') : fit.refusal;
  if (error === undefined) return { kind: 'unverified', message: noPool };
  return refusedBy(error, token, outline, { userPoolId: 'a Cognito user pool', clientId: null, tokenUse: null });
};

/**
 * Verifies a token with core, in this process: nothing is sent.
 *
 * @param outline - The decoded token; undefined when it cannot be decoded.
 */
export const evaluate = async (
  token: string,
  outline: TokenOutline | undefined,
  settings: Settings,
): Promise<Verdict> => {
  if (settings.userPoolId.trim() === '') return evaluateAlone(token, outline);
  const problem = settings.keys.trim() === '' ? undefined : keySetProblem(settings.keys);
  if (problem !== undefined) return { kind: 'unusable', message: `The text of the key set ${problem}` };
  const options = optionsOf(settings);
  try {
    return { kind: 'accepted', auth: await createVerifier(options).verify(token), unchecked: uncheckedBy(options) };
  } catch (error) {
    if (AuthError.is(error)) {
      if (error.code === 'keys_unavailable') return { kind: 'unverified', message: noKeys };
      return refusedBy(error, token, outline, options);
    }
    if (error instanceof TypeError) return { kind: 'unusable', message: printable(error.message) };
    throw error;
  }
};

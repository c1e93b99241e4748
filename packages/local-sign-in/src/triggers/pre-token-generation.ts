import type { UnknownRecord } from '@cognito-guard/core/internal';
import { preTokenGenerationEvent } from '@cognito-guard/testing/lambda-events';
import type { PreTokenGenerationVersion } from '../options/trigger-options.ts';
import { CognitoError } from '../pool/cognito-error.ts';
import type { TokenGenerationSource } from './events.ts';
import type { Triggers } from './triggers.ts';

/** The tokens that are about to be issued. */
export interface TokenRequest {
  readonly source: TokenGenerationSource;
  readonly clientId: string;
  /** Undefined for a machine. */
  readonly username: string | undefined;
  readonly attributes: Readonly<Record<string, string>>;
  readonly groups: readonly string[];
  readonly roles: readonly string[];
  readonly preferredRole: string | undefined;
  readonly scopes: readonly string[];
  readonly clientMetadata: Readonly<Record<string, string>> | undefined;
}

/** Claims by name; undefined suppresses one. */
type Claims = Readonly<Record<string, unknown>>;

/** A user's groups and their IAM roles. */
type GroupConfiguration = Pick<TokenRequest, 'groups' | 'roles' | 'preferredRole'>;

/** The content of tokens behind the pre token generation trigger. */
export interface TokenChanges extends GroupConfiguration {
  readonly idClaims: Claims;
  readonly accessClaims: Claims;
  readonly scopes: readonly string[];
}

/**
 * Claims that a function cannot add, change or suppress: the token keeps its own.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
 */
const fixedClaims: readonly string[] = [
  ...['acr', 'amr', 'at_hash', 'auth_time', 'azp', 'exp', 'iat', 'iss', 'jti', 'nbf', 'nonce', 'origin_jti', 'sub'],
  'token_use',
];
const fixedIdClaims: readonly string[] = [...fixedClaims, 'aud', 'cognito:username', 'identities'];
const fixedAccessClaims: readonly string[] = [
  ...fixedClaims,
  ...['client_id', 'device_key', 'event_id', 'scope', 'username', 'version'],
];

/** Claims of Cognito's own. Groups and their roles have a member of their own in the response. */
const reservedPattern = /^(?:cognito|dev):/;

/** Claims of an ID token whose values cannot be objects. */
const plainIdClaims: readonly string[] = ['address', 'email_verified', 'phone_number_verified', 'updated_at'];

const unrecognizable = (): CognitoError =>
  new CognitoError('InvalidLambdaResponseException', 'Unrecognizable lambda output');

const recordIn = (from: UnknownRecord, name: string): UnknownRecord => {
  const value = from[name];
  if (value === undefined || value === null) return {};
  if (typeof value !== 'object' || Array.isArray(value)) throw unrecognizable();
  return { ...value };
};

const textsIn = (from: UnknownRecord, name: string): readonly string[] => {
  const value = from[name] ?? [];
  const isList = Array.isArray(value) && value.every((one): one is string => typeof one === 'string');
  if (!isList) throw unrecognizable();
  return value;
};

/** @returns The changes of one token's claims. A claim that is both added and suppressed is suppressed. */
const claimsIn = (changes: UnknownRecord, isFixed: (name: string, value?: unknown) => boolean): Claims => {
  const added = Object.entries(recordIn(changes, 'claimsToAddOrOverride'));
  const suppressed = textsIn(changes, 'claimsToSuppress');
  return Object.fromEntries([
    ...added.filter(([name, value]) => !isFixed(name, value) && !reservedPattern.test(name)),
    ...suppressed
      .filter((name) => !isFixed(name) && (name === 'cognito:groups' || !reservedPattern.test(name)))
      .map((name) => [name, undefined] as const),
  ]);
};

const idClaimsIn = (changes: UnknownRecord): Claims => {
  const claims = claimsIn(changes, (name) => fixedIdClaims.includes(name));
  if (plainIdClaims.some((name) => typeof claims[name] === 'object' && claims[name] !== null)) throw unrecognizable();
  return claims;
};

/** `aud` can be added to an access token where it is the app client's id. */
const accessClaimsIn = (changes: UnknownRecord, clientId: string): Claims =>
  claimsIn(changes, (name, value) => fixedAccessClaims.includes(name) || (name === 'aud' && value !== clientId));

/** Scopes of Cognito's own API cannot be added. */
const scopesIn = (changes: UnknownRecord, scopes: readonly string[]): readonly string[] => {
  const added = textsIn(changes, 'scopesToAdd');
  if (added.some((scope) => /\s/.test(scope) || scope === '')) throw unrecognizable();
  const suppressed = textsIn(changes, 'scopesToSuppress');
  const allowed = added.filter((scope) => !scope.startsWith('aws.cognito.'));
  return [...new Set([...scopes, ...allowed])].filter((scope) => !suppressed.includes(scope));
};

/** Groups and their roles: an empty object or null suppresses the groups. */
const groupsIn = (details: UnknownRecord, { groups, roles, preferredRole }: GroupConfiguration): GroupConfiguration => {
  if (details['groupOverrideDetails'] === undefined) return { groups, roles, preferredRole };
  const override = recordIn(details, 'groupOverrideDetails');
  const preferred = override['preferredRole'];
  return {
    groups: textsIn(override, 'groupsToOverride'),
    roles: textsIn(override, 'iamRolesToOverride'),
    preferredRole: typeof preferred === 'string' ? preferred : undefined,
  };
};

/** The pre token generation trigger. */
export class PreTokenGeneration {
  readonly #triggers: Triggers;
  readonly #version: PreTokenGenerationVersion | undefined;

  constructor(triggers: Triggers, version: PreTokenGenerationVersion | undefined) {
    this.#triggers = triggers;
    this.#version = version;
  }

  /**
   * Runs the trigger where the pool has one for this kind of token.
   *
   * @throws CognitoError for a handler that throws, is late or returns changes of other types.
   */
  async changesFor({ source, username, ...request }: TokenRequest): Promise<TokenChanges> {
    const { clientId, scopes, groups, roles, preferredRole, attributes, clientMetadata } = request;
    const unchanged: TokenChanges = { idClaims: {}, accessClaims: {}, scopes, groups, roles, preferredRole };
    const isMachine = source === 'TokenGeneration_ClientCredentials';
    if (this.#version === undefined || (isMachine && this.#version !== 'V3_0')) return unchanged;
    const event = preTokenGenerationEvent({
      source,
      clientId,
      attributes,
      groups,
      roles,
      scopes,
      version: versions[this.#version],
      ...(username !== undefined && { username }),
      ...(clientMetadata !== undefined && { clientMetadata }),
    });
    const response: UnknownRecord = {
      ...(await this.#triggers.run('preTokenGeneration', {
        source,
        clientId,
        userName: username,
        version: event.version,
        request: {
          ...event.request,
          groupConfiguration: { ...event.request.groupConfiguration, preferredRole: preferredRole ?? null },
        },
      })),
    };
    if (this.#version === 'V1_0') {
      const details = recordIn(response, 'claimsOverrideDetails');
      const idClaims = idClaimsIn(details);
      const isText = (value: unknown): boolean => value === undefined || typeof value === 'string';
      if (!Object.values(idClaims).every(isText)) throw unrecognizable();
      return { ...unchanged, idClaims, ...groupsIn(details, request) };
    }
    const details = recordIn(response, 'claimsAndScopeOverrideDetails');
    const access = recordIn(details, 'accessTokenGeneration');
    return {
      ...groupsIn(details, request),
      idClaims: idClaimsIn(recordIn(details, 'idTokenGeneration')),
      accessClaims: accessClaimsIn(access, clientId),
      scopes: scopesIn(access, scopes),
    };
  }
}

const versions = { V1_0: '1', V2_0: '2', V3_0: '3' } as const;

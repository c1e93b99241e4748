import { randomUUID } from 'node:crypto';
import { expectOption } from '../lib/expect-option.ts';
import { knownOptions } from '../lib/known-options.ts';

/** The version of the trigger's event, as the event writes it: `V2_0` of the user pool is `2`. */
export type PreTokenGenerationVersion = '1' | '2' | '3';

/** Why Cognito generates tokens. */
export type PreTokenGenerationSource =
  | 'TokenGeneration_HostedAuth'
  | 'TokenGeneration_Authentication'
  | 'TokenGeneration_NewPasswordChallenge'
  | 'TokenGeneration_AuthenticateDevice'
  | 'TokenGeneration_RefreshTokens'
  | 'TokenGeneration_ClientCredentials';

/** A user's groups and their IAM roles. */
export interface GroupConfiguration {
  groupsToOverride: string[];
  iamRolesToOverride: string[];
  /** Null for a user whose groups have no role. */
  preferredRole: string | null;
}

/** What a function changes of one token's claims. A claim that is both added and suppressed is suppressed. */
export interface ClaimChanges {
  claimsToAddOrOverride?: Record<string, unknown>;
  claimsToSuppress?: string[];
}

/** What a function changes of the access token's claims and scopes. */
export interface AccessTokenChanges extends ClaimChanges {
  scopesToAdd?: string[];
  scopesToSuppress?: string[];
}

/** The groups that replace the user's own; null, or an object without groups, suppresses them. */
export type GroupChanges = { [Name in keyof GroupConfiguration]?: GroupConfiguration[Name] } | null;

/** The response to an event of version 1: claims of the ID token, and groups of both tokens. */
export interface ClaimsOverrideDetails extends ClaimChanges {
  groupOverrideDetails?: GroupChanges;
}

/** The response to an event of version 2 or 3. */
export interface ClaimsAndScopeOverrideDetails {
  idTokenGeneration?: ClaimChanges;
  accessTokenGeneration?: AccessTokenChanges;
  groupOverrideDetails?: GroupChanges;
}

/** The members of the trigger's events of every version. */
interface PreTokenGenerationCall<Version extends PreTokenGenerationVersion> {
  version: Version;
  triggerSource: PreTokenGenerationSource;
  region: string;
  userPoolId: string;
  /** Missing where a machine gets a token. */
  userName?: string;
  callerContext: { awsSdkVersion: string; clientId: string };
}

/** The request of every version. */
interface PreTokenGenerationRequest {
  userAttributes: Record<string, string>;
  groupConfiguration: GroupConfiguration;
  clientMetadata?: Record<string, string>;
}

/**
 * The event of Cognito's pre token generation trigger. The function returns it with a filled response; Cognito sends the
 * response's member as null.
 */
export type PreTokenGenerationEvent<Version extends PreTokenGenerationVersion = PreTokenGenerationVersion> =
  Version extends '1'
    ? PreTokenGenerationCall<Version> & {
        request: PreTokenGenerationRequest;
        response: { claimsOverrideDetails: ClaimsOverrideDetails | null };
      }
    : PreTokenGenerationCall<Version> & {
        request: PreTokenGenerationRequest & { scopes: string[] };
        response: { claimsAndScopeOverrideDetails: ClaimsAndScopeOverrideDetails | null };
      };

/** Options of {@link preTokenGenerationEvent}. */
export interface PreTokenGenerationFields<Version extends PreTokenGenerationVersion = PreTokenGenerationVersion> {
  /** Default `2`, and `3` for `TokenGeneration_ClientCredentials`, which no other version has. */
  readonly version?: Version;
  /** Default `TokenGeneration_HostedAuth`. */
  readonly source?: PreTokenGenerationSource;
  /** Default `eu-west-1_AbC123xyz`. */
  readonly userPoolId?: string;
  /** The app client. Default `1example23456789`. */
  readonly clientId?: string;
  /** The user's name. Default `test-user`, and none for a machine. */
  readonly username?: string;
  /** Added to the user's attributes: `sub` (default a UUID) and `cognito:user_status`. A machine has none. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** The user's groups. Default none. */
  readonly groups?: readonly string[];
  /** The IAM roles of the groups. Default none. */
  readonly roles?: readonly string[];
  /** Default the first of the roles. */
  readonly preferredRole?: string;
  /** The scopes of the access token; version 1 shows none. Default `openid`, and `orders/read` for a machine. */
  readonly scopes?: readonly string[];
  /** `ClientMetadata` of the caller. Default none. */
  readonly clientMetadata?: Readonly<Record<string, string>>;
}

const names: readonly (keyof PreTokenGenerationFields)[] = [
  'version',
  'source',
  'userPoolId',
  'clientId',
  'username',
  'attributes',
  'groups',
  'roles',
  'preferredRole',
  'scopes',
  'clientMetadata',
];

const machineSource = 'TokenGeneration_ClientCredentials';

/**
 * Builds the event of Cognito's pre token generation trigger.
 *
 * @param fields - Overridden defaults; by default, a user without groups signs in through managed login.
 * @returns A new event, whose response is empty. AWS documents no event of a machine: it has no user name, attributes and
 * groups.
 * @throws TypeError for an unknown option, and for the token of a machine in another version than 3.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
 * @example
 * ```ts
 * import { preTokenGenerationEvent } from '@cognito-guard/testing/lambda-events';
 *
 * const event = preTokenGenerationEvent({ attributes: { 'custom:tenant': 'acme' }, groups: ['admins'] });
 * console.log(event.request.groupConfiguration.groupsToOverride, event.request.scopes); // [ 'admins' ] [ 'openid' ]
 *
 * const machine = preTokenGenerationEvent({ source: 'TokenGeneration_ClientCredentials', version: '3' });
 * console.log(machine.callerContext.clientId); // 1example23456789
 * ```
 */
export const preTokenGenerationEvent = <Version extends PreTokenGenerationVersion = '2'>(
  fields: PreTokenGenerationFields<Version> = {},
): PreTokenGenerationEvent<Version> => {
  const given = knownOptions('preTokenGenerationEvent', fields, names);
  const { source = 'TokenGeneration_HostedAuth', userPoolId = 'eu-west-1_AbC123xyz', groups = [], roles = [] } = given;
  const isMachine = source === machineSource;
  const version: PreTokenGenerationVersion = given.version ?? (isMachine ? '3' : '2');
  expectOption(['1', '2', '3'].includes(version), 'preTokenGenerationEvent: version', version, "'1', '2' or '3'");
  expectOption(!isMachine || version === '3', 'preTokenGenerationEvent: version', version, "'3' for a machine");
  const userName = given.username ?? (isMachine ? undefined : 'test-user');
  const user = { sub: randomUUID(), 'cognito:user_status': 'CONFIRMED', ...given.attributes };
  const { clientMetadata, scopes = [isMachine ? 'orders/read' : 'openid'] } = given;
  const event = {
    version,
    triggerSource: source,
    region: userPoolId.split('_')[0] ?? '',
    userPoolId,
    ...(userName !== undefined && { userName }),
    callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: given.clientId ?? '1example23456789' },
    request: {
      userAttributes: isMachine ? { ...given.attributes } : user,
      groupConfiguration: {
        groupsToOverride: [...groups],
        iamRolesToOverride: [...roles],
        preferredRole: given.preferredRole ?? roles[0] ?? null,
      },
      ...(version !== '1' && { scopes: [...scopes] }),
      ...(clientMetadata !== undefined && { clientMetadata: { ...clientMetadata } }),
    },
    response: version === '1' ? { claimsOverrideDetails: null } : { claimsAndScopeOverrideDetails: null },
  };
  return event as unknown as PreTokenGenerationEvent<Version>;
};

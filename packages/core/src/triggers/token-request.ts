import { FrozenSet } from '../lib/frozen-set.ts';
import type { UnknownRecord } from '../lib/option-values.ts';

/** Why Cognito generates tokens; `ClientCredentials` is for a machine. */
export type TokenSource =
  | 'TokenGeneration_HostedAuth'
  | 'TokenGeneration_Authentication'
  | 'TokenGeneration_NewPasswordChallenge'
  | 'TokenGeneration_AuthenticateDevice'
  | 'TokenGeneration_RefreshTokens'
  | 'TokenGeneration_ClientCredentials';

/** The user or the machine that gets tokens. */
export interface TokenUser {
  /** `sub`: the user's stable id, or the client id of a machine. */
  readonly subject: string;
  /** Undefined for a machine. */
  readonly username: string | undefined;
  /** The user's attributes, such as `email` and `custom:tenant`. Empty for a machine. */
  readonly attributes: Readonly<Record<string, string | undefined>>;
  readonly groups: ReadonlySet<string>;
  /** The IAM roles of the groups. */
  readonly roles: readonly string[];
  readonly preferredRole: string | undefined;
}

/** The request for tokens. */
export interface TokenRequest {
  readonly source: TokenSource;
  /** The version of the event: 1 is `V1_0` in the user pool's configuration. */
  readonly version: 1 | 2 | 3;
  readonly userPoolId: string;
  /** The app client. */
  readonly clientId: string;
  /** The scopes of the access token; version 1 names none. */
  readonly scopes: ReadonlySet<string>;
  /** What the application sent as `ClientMetadata`, or a machine as `aws_client_metadata`: input of the caller. */
  readonly clientMetadata: Readonly<Record<string, string | undefined>>;
}

const machineSource = 'TokenGeneration_ClientCredentials';

const isRecord = (value: unknown): value is UnknownRecord => typeof value === 'object' && value !== null;
const recordIn = (value: unknown): UnknownRecord => (isRecord(value) ? value : {});
const isText = (value: unknown): value is string => typeof value === 'string';
const textIn = (value: unknown): string => (isText(value) ? value : '');
/** AWS documents `preferredRole` as text, and shows it as a list. */
const textsIn = (value: unknown): readonly string[] => [value].flat().filter(isText);

const textRecord = (value: unknown): Readonly<Record<string, string>> =>
  Object.freeze(Object.fromEntries(Object.entries(recordIn(value)).filter((entry) => isText(entry[1])))) as Readonly<
    Record<string, string>
  >;

/** The console's test events of version 1 name no version. */
const readVersion = (version: unknown = '1'): TokenRequest['version'] => {
  const number = ([1, 2, 3] as const).find((known) => String(known) === version);
  if (number === undefined) throw new TypeError('preTokenGeneration: the event is of a version other than 1, 2 and 3.');
  return number;
};

/**
 * Reads an event of the pre token generation trigger.
 *
 * @throws TypeError for an event of another trigger or version.
 */
export const readTokenRequest = (event: unknown): { readonly user: TokenUser; readonly request: TokenRequest } => {
  const { version, triggerSource: source = 'TokenGeneration_Authentication', ...given } = recordIn(event);
  if (!textIn(source).startsWith('TokenGeneration_') || !isRecord(given['request'])) {
    throw new TypeError('preTokenGeneration: this is not an event of the pre token generation trigger.');
  }
  const { userAttributes, groupConfiguration, scopes, clientMetadata } = given['request'];
  const { groupsToOverride, iamRolesToOverride, preferredRole } = recordIn(groupConfiguration);
  const clientId = textIn(recordIn(given['callerContext'])['clientId']);
  const isMachine = source === machineSource;
  const attributes = textRecord(userAttributes);
  return {
    user: Object.freeze({
      subject: isMachine ? clientId : textIn(attributes['sub']),
      username: isMachine ? undefined : textIn(given['userName']),
      attributes,
      groups: new FrozenSet(textsIn(groupsToOverride)),
      roles: Object.freeze([...textsIn(iamRolesToOverride)]),
      preferredRole: textsIn(preferredRole)[0],
    }),
    request: Object.freeze({
      source: source as TokenSource,
      version: readVersion(version),
      userPoolId: textIn(given['userPoolId']),
      clientId,
      scopes: new FrozenSet(textsIn(scopes)),
      clientMetadata: textRecord(clientMetadata),
    }),
  };
};

/** Whether a request is for the token of a machine, which has neither an ID token nor groups. */
export const isForMachine = ({ source }: TokenRequest): boolean => source === machineSource;

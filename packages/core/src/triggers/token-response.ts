import { checkBySchema, type StandardSchema } from '../lib/standard-schema.ts';
import { assertSettable, assertSuppressible, assertValues, type TokenKind } from './claim-rules.ts';
import type { TokenChangesSettings } from './token-changes.ts';
import { isForMachine, type TokenRequest, type TokenUser } from './token-request.ts';

/** The options of `preTokenGeneration`, resolved. */
export interface TriggerSettings {
  readonly claims: StandardSchema;
  /** Null for both. */
  readonly tokenUse: TokenKind | null;
}

/** The changes of one token, as Cognito's response holds them. */
interface ClaimsResponse {
  readonly claimsToAddOrOverride?: Readonly<Record<string, unknown>>;
  readonly claimsToSuppress?: readonly string[];
}

/** A member of the response, which is left out where it is empty. */
const member = (name: string, value: object): object => (Object.keys(value).length === 0 ? {} : { [name]: value });

/** A group override replaces groups, roles and preferred role together. */
const groupsResponse = ({ groups, roles, preferredRole }: TokenChangesSettings, user: TokenUser): object => {
  if (groups === undefined && roles === undefined && preferredRole === undefined) return {};
  const iamRolesToOverride = roles ?? (groups === undefined ? user.roles : undefined);
  const preferred = preferredRole ?? (groups === undefined && roles === undefined ? user.preferredRole : undefined);
  return {
    groupOverrideDetails: {
      groupsToOverride: groups ?? [...user.groups],
      ...(iamRolesToOverride !== undefined && { iamRolesToOverride }),
      ...(preferred !== undefined && { preferredRole: preferred }),
    },
  };
};

/** Refuses changes that an event's version or a machine's token cannot take. */
const assertApplicable = (
  { access, scopes, groups, roles, preferredRole }: TokenChangesSettings,
  request: TokenRequest,
  { tokenUse }: TriggerSettings,
): void => {
  const ofAccess = [Object.keys(access.claims), access.suppress, scopes.add, scopes.suppress].flat();
  if (request.version === 1 && (tokenUse !== 'id' || ofAccess.length > 0)) {
    const remedy = "Set the trigger's LambdaVersion to V2_0 or V3_0, or tokenUse to 'id'";
    throw new TypeError(`preTokenGeneration: an event of version 1 changes no access token. ${remedy}.`);
  }
  if (isForMachine(request) && [groups, roles, preferredRole].some((given) => given !== undefined)) {
    throw new TypeError('preTokenGeneration: a machine has no groups and roles.');
  }
  const reserved = scopes.add.filter((scope) => scope.startsWith('aws.cognito.'));
  if (reserved.length === 0) return;
  throw new TypeError(`preTokenGeneration: Cognito lets no trigger add the scope ${reserved.join(', ')}.`);
};

/** Checks the changes of one token. */
const claimsResponse = (
  changes: TokenChangesSettings,
  kind: TokenKind,
  { clientId, version }: TokenRequest,
  { claims: schema, tokenUse }: TriggerSettings,
): ClaimsResponse => {
  const own = changes[kind];
  const isTyped = tokenUse === null || tokenUse === kind;
  const given = Object.entries({ ...(isTyped && changes.claims), ...own.claims });
  const claims = Object.fromEntries(given.filter(([, value]) => value !== undefined));
  const suppressed = [...new Set([...changes.suppress, ...own.suppress])];
  assertSettable(claims, kind, clientId);
  assertSuppressible(suppressed, kind);
  assertValues(claims, kind, version);
  if (isTyped) {
    // A claim that is both set and suppressed is suppressed.
    const issued = Object.fromEntries(Object.entries(claims).filter(([name]) => !suppressed.includes(name)));
    const { refusedAt } = checkBySchema(schema, structuredClone(issued), 'preTokenGeneration: claims');
    if (refusedAt !== undefined) {
      throw new TypeError(`preTokenGeneration: the claims schema refuses ${refusedAt} of the ${kind} token.`);
    }
  }
  return { ...member('claimsToAddOrOverride', claims), ...member('claimsToSuppress', suppressed) };
};

/**
 * Checks changes and makes the event's response of them.
 *
 * @throws TypeError for changes that the schema refuses, or that Cognito does not make. It shows no value of a claim.
 */
export const makeResponse = (
  changes: TokenChangesSettings,
  user: TokenUser,
  request: TokenRequest,
  settings: TriggerSettings,
): object => {
  assertApplicable(changes, request, settings);
  const id = isForMachine(request) ? {} : claimsResponse(changes, 'id', request, settings);
  const groups = groupsResponse(changes, user);
  if (request.version === 1) return { claimsOverrideDetails: { ...id, ...groups } };
  const access = {
    ...claimsResponse(changes, 'access', request, settings),
    ...member('scopesToAdd', changes.scopes.add),
    ...member('scopesToSuppress', changes.scopes.suppress),
  };
  const tokens = { ...member('idTokenGeneration', id), ...member('accessTokenGeneration', access) };
  return { claimsAndScopeOverrideDetails: { ...tokens, ...groups } };
};

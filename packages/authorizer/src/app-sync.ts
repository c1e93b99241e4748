import { type Auth, AuthError, type TokenUse, type Verifier } from '@cognito-guard/core';
import type { HttpRequest, Requirements } from '@cognito-guard/core/http';
import {
  fail,
  functionOf,
  numberOf,
  optional,
  type Reader,
  readMembers,
  readObject,
  requirementNames,
  type Schema,
  type UnknownRecord,
} from '@cognito-guard/core/internal';
import { toFlatContext } from '@cognito-guard/core/lambda';
import { type ContextOptions, contextAdder } from './added-context.ts';
import { authenticator } from './authentication.ts';
import { readEvent } from './event.ts';
import { type Rules, readList, readRules } from './options.ts';
import { refusalOf } from './refusal.ts';

/** A field of the GraphQL schema and its requirements. A field without a rule is open to every valid token. */
export interface FieldRule<A extends Auth = Auth> extends Requirements<A> {
  /** `Query`, `Mutation`, or any other object type. */
  readonly type: string;
  readonly field: string;
}

/** Options of {@link appSyncAuthorizer}: requirements for the whole API, and rules for single fields. */
export interface AppSyncOptions<A extends Auth = Auth> extends Requirements<A>, ContextOptions<A> {
  /** Rules for fields. A field that the token may not read is null, whatever its resolver returns. Default none. */
  readonly fields?: readonly FieldRule<A>[];
  /**
   * How long AppSync may cache an answer, in seconds, 0 to 3,600; default 300. Never beyond the token's
   * `exp`, nor beyond the `maxAuthAgeSeconds` of a rule that the token meets.
   */
  readonly ttlSeconds?: number;
  /** Milliseconds since the epoch, for tests. Default `Date.now`. */
  readonly clock?: () => number;
}

/** The answer of a Lambda authorizer to AppSync. */
export interface AppSyncAnswer {
  isAuthorized: boolean;
  /** `Type.field` of each field that is null for this token. */
  deniedFields?: string[];
  /** For resolvers: `$ctx.identity.resolverContext`. */
  resolverContext?: Record<string, string>;
  /** Seconds. */
  ttlOverride: number;
}

/** GraphQL §2.1.9. */
const namePattern = /^[A-Za-z_]\w*$/;

/** The root types of a schema, by their lower-case names: a rule with a name in lower case would protect nothing. */
const rootTypes: ReadonlyMap<unknown, string> = new Map(
  ['Query', 'Mutation', 'Subscription'].map((name) => [name.toLowerCase(), name]),
);

const readName = (option: string, given: unknown): string =>
  typeof given === 'string' && namePattern.test(given) ? given : fail(option, given, 'a GraphQL name');

interface Field {
  readonly name: string;
  readonly rules: Rules;
}

const readFields: Reader<readonly Field[]> = (given, path) => {
  const fields = readList(path, given, ['type', 'field']).map(([option, one]) => {
    const rules = readRules(option, one);
    const { type } = one;
    const root = rootTypes.get(type);
    if (root !== undefined) return fail(`${option}.type`, type, `"${root}", as the schema spells it`);
    const name = `${readName(`${option}.type`, type)}.${readName(`${option}.field`, one['field'])}`;
    return rules.compiled === undefined ? fail(option, one, 'a field with requirements') : { name, rules };
  });
  const twice = fields.find(({ name }, index) => fields.findIndex((other) => other.name === name) < index);
  if (twice !== undefined) throw new TypeError(`${path} names ${twice.name} twice. Join its requirements.`);
  return fields;
};

const schema = {
  fields: optional(readFields, []),
  ttlSeconds: optional(numberOf(0, 60 * 60, 'seconds'), 5 * 60),
  clock: optional(functionOf<() => number>(), () => Date.now()),
} satisfies Schema<Pick<AppSyncOptions, 'fields' | 'ttlSeconds' | 'clock'>>;

/** AppSync clients send the token without a scheme. AppSync passes every value to the authorizer. */
export const readAppSyncRequest = ({ authorizationToken: token }: UnknownRecord): HttpRequest => {
  const credentials = typeof token === 'string' && token !== '' && !/^bearer /i.test(token) ? `Bearer ${token}` : token;
  return {
    header: (name) => (name === 'authorization' && typeof credentials === 'string' ? credentials : undefined),
    query: () => undefined,
  };
};

/** When a token stops meeting requirements that it meets now, because its sign-in is too old: seconds since the epoch. */
const endOf = ({ given: { maxAuthAgeSeconds = Number.POSITIVE_INFINITY } }: Rules, { authTime = 0 }: Auth): number =>
  authTime + maxAuthAgeSeconds;

/** Not cached: a token that is refused now may be accepted later, for instance after a key rotation. */
const refused: AppSyncAnswer = { isAuthorized: false, ttlOverride: 0 };

/**
 * Makes the handler of a Lambda authorizer for an AppSync API.
 *
 * @param verifier - Made once, by `createVerifier`.
 * @param options - Requirements for the whole API; `fields` with requirements of their own; `ttlSeconds` (default 300);
 *   `context` (default none); `clock`, for tests.
 * @returns The handler. It returns `isAuthorized: false` where the token is invalid, missing, or does not meet the
 *   API's requirements. `deniedFields` lists the fields that the token may not use. It rejects where the token cannot
 *   be verified: with the AuthErrors `keys_unavailable` and `revocation_unavailable`, or with an Error whose cause is
 *   the error of a `check`.
 * @throws TypeError for an invalid option.
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html#aws-lambda-authorization
 * @example
 * ```ts
 * import { appSyncAuthorizer } from '@cognito-guard/authorizer';
 *
 * export const handler = appSyncAuthorizer(verifier, {
 *   fields: [
 *     { type: 'Mutation', field: 'deleteOrder', anyGroup: ['admins'] },
 *     { type: 'Order', field: 'margin', allScopes: ['orders/finance'] },
 *   ],
 * });
 * ```
 */
export const appSyncAuthorizer = <Use extends TokenUse | null, Custom = unknown>(
  verifier: Verifier<Use, Custom>,
  options: AppSyncOptions<Auth<Use, Custom>> = {},
): ((event: unknown) => Promise<AppSyncAnswer>) => {
  const maker = 'appSyncAuthorizer';
  const authenticate = authenticator(maker, verifier, {});
  const given = readObject(`${maker}: options`, options, [...Object.keys(schema), 'context', ...requirementNames]);
  const { fields, ttlSeconds, clock } = readMembers(`${maker}: `, given, schema);
  const rules = readRules(maker, given);
  const added = contextAdder(maker, options);

  return async (received) => {
    const event = readEvent(maker, received);
    const auth = await authenticate(readAppSyncRequest(event));
    if (AuthError.is(auth) || refusalOf(rules, auth) !== undefined) return { ...refused };
    const denied = fields.filter((field) => refusalOf(field.rules, auth) !== undefined);
    const met = [rules, ...fields.filter((field) => !denied.includes(field)).map((field) => field.rules)];
    const ends = [auth.expiresAt, ...met.map((one) => endOf(one, auth))];
    // A cached answer would accept a token that is bound to a key without its proof.
    const ttl = auth.claims['cnf'] === undefined ? ttlSeconds : 0;
    const left = Math.floor(Math.min(ttl, Math.min(...ends) - clock() / 1000));
    return {
      isAuthorized: true,
      deniedFields: denied.map(({ name }) => name),
      resolverContext: toFlatContext(auth, await added(auth)),
      ttlOverride: Math.max(0, left),
    };
  };
};

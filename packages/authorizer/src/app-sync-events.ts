import { type Auth, AuthError, type TokenUse, type Verifier } from '@cognito-guard/core';
import type { Requirements } from '@cognito-guard/core/http';
import { readMembers, readObject, requirementNames } from '@cognito-guard/core/internal';
import { toFlatContext } from '@cognito-guard/core/lambda';
import { type ContextOptions, contextAdder } from './added-context.ts';
import { readAppSyncRequest } from './app-sync.ts';
import { authenticator } from './authentication.ts';
import { type ChannelRequest, type ChannelRule, readChannels } from './channel-rules.ts';
import { readEvent } from './event.ts';
import { readRules } from './options.ts';
import { refusalOf } from './refusal.ts';

/** Options of {@link appSyncEventsAuthorizer}: rules for channels, and requirements for the whole API. */
export interface AppSyncEventsOptions<A extends Auth = Auth> extends Requirements<A>, ContextOptions<A> {
  /** Channels without a rule are closed, see {@link ChannelRule}. */
  readonly channels: readonly ChannelRule<A>[];
}

/** The answer of a Lambda authorizer to an AppSync Event API. */
export interface AppSyncEventsAnswer {
  isAuthorized: boolean;
  /** For handlers: `ctx.identity.handlerContext`. */
  handlerContext?: Record<string, string>;
  /** Zero: never cached, because AppSync does not document whether its cache distinguishes channels and operations. */
  ttlOverride: 0;
}

const operations: ReadonlyMap<unknown, ChannelRequest['operation'] | 'connect'> = new Map([
  ['EVENT_CONNECT', 'connect'],
  ['EVENT_SUBSCRIBE', 'subscribe'],
  ['EVENT_PUBLISH', 'publish'],
] as const);

/**
 * Makes the handler of a Lambda authorizer for an AppSync Event API. AppSync calls it when a client connects, and for
 * each subscription and each publish request, not for each message: a connection and its subscriptions outlive the
 * token.
 *
 * @param verifier - Made once, by `createVerifier`.
 * @param options - `channels`; requirements for the whole API, connecting included; `context` (default none).
 * @returns The handler. It returns `isAuthorized: false` for an invalid or missing token, and where the rules refuse
 *   the token. It rejects where the token cannot be verified: with the AuthErrors `keys_unavailable` and
 *   `revocation_unavailable`, or with an Error whose cause is the error of a `check` or `context`.
 * @throws TypeError for an invalid option.
 * @see https://docs.aws.amazon.com/appsync/latest/eventapi/configure-event-api-auth.html
 * @example
 * ```ts
 * import { appSyncEventsAuthorizer } from '@cognito-guard/authorizer';
 *
 * export const handler = appSyncEventsAuthorizer(verifier, {
 *   channels: [
 *     { operation: 'subscribe', channel: '/chat/{sub}' },
 *     { operation: 'publish', channel: '/chat/*', anyGroup: ['support'] },
 *   ],
 * });
 * ```
 */
export const appSyncEventsAuthorizer = <Use extends TokenUse | null, Custom = unknown>(
  verifier: Verifier<Use, Custom>,
  options: AppSyncEventsOptions<Auth<Use, Custom>>,
): ((event: unknown) => Promise<AppSyncEventsAnswer>) => {
  const maker = 'appSyncEventsAuthorizer';
  const authenticate = authenticator(maker, verifier, {});
  const given = readObject(`${maker}: options`, options, ['channels', 'context', ...requirementNames]);
  const { channels: mayUse } = readMembers(`${maker}: `, given, {
    channels: (channels, path) => readChannels(path, channels),
  });
  const rules = readRules(maker, given);
  const added = contextAdder(maker, options);

  return async (received) => {
    const event = readEvent(maker, received);
    const { operation: name, channel }: { operation?: unknown; channel?: unknown } = Object(event['requestContext']);
    const operation = operations.get(name);
    if (operation === undefined)
      throw new Error(`${maker}: this event has an unknown operation: ${JSON.stringify(name)}.`);

    const auth = await authenticate(readAppSyncRequest(event));
    const isRefused =
      AuthError.is(auth) ||
      refusalOf(rules, auth) !== undefined ||
      (operation !== 'connect' && !mayUse(auth, { operation, channel }));
    if (isRefused) return { isAuthorized: false, ttlOverride: 0 };
    return { isAuthorized: true, handlerContext: toFlatContext(auth, await added(auth)), ttlOverride: 0 };
  };
};

import type { Auth } from '@cognito-guard/core';
import type { Requirements } from '@cognito-guard/core/http';
import { fail } from '@cognito-guard/core/internal';
import { type Rules, readList, readRules } from './options.ts';
import { refusalOf } from './refusal.ts';

/** Channels of an AppSync Event API and their requirements; without requirements, any valid token is accepted. */
export interface ChannelRule<A extends Auth = Auth> extends Requirements<A> {
  /** The operation of the rule; `'*'` for both. A rule with an operation takes precedence over one without. */
  readonly operation: 'subscribe' | 'publish' | '*';
  /**
   * `/news/sports`, `/chat/{sub}`, `/news/*`. A segment in braces must equal the token's claim of that name:
   * `/chat/{sub}` opens the caller's own channel and no other. `*` at the end matches one or more segments.
   */
  readonly channel: string;
}

/** An operation on a channel, as AppSync passes it to an authorizer. */
export interface ChannelRequest {
  readonly operation: 'subscribe' | 'publish';
  /** As the client sent it, not validated. */
  readonly channel: unknown;
}

interface ChannelPattern {
  /** Without the `*` at the end. */
  readonly segments: readonly string[];
  readonly isOpenEnded: boolean;
}

interface CompiledRule extends ChannelPattern {
  readonly operation: ChannelRule['operation'];
  readonly rules: Rules;
  /** A sort key of the pattern and the operation: the more specific key sorts first. */
  readonly rank: string;
}

/** https://docs.aws.amazon.com/appsync/latest/APIReference/API_ChannelNamespace.html */
const namePattern = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,48}[A-Za-z0-9])?$/;
const claimPattern = /^\{([^{}]+)\}$/;
/** https://docs.aws.amazon.com/appsync/latest/eventapi/channel-namespaces.html */
const maxSegments = 5;

const parse = (path: string): ChannelPattern => {
  const all = path.split('/');
  const isOpenEnded = all.at(-1) === '*';
  return { segments: isOpenEnded ? all.slice(0, -1) : all, isOpenEnded };
};

const claimIn = (segment: string): string | undefined => claimPattern.exec(segment)?.[1];

const compileRule = ([option, given]: ReturnType<typeof readList>[number]): CompiledRule => {
  const { operation, channel } = given;
  if (operation !== 'subscribe' && operation !== 'publish' && operation !== '*') {
    return fail(`${option}.operation`, operation, "'subscribe', 'publish' or '*'");
  }
  const path = typeof channel === 'string' && channel.startsWith('/') ? channel.slice(1) : '';
  const { segments, isOpenEnded } = parse(path);
  const isGood = segments.every((segment) => namePattern.test(segment) || claimPattern.test(segment));
  const isShort = segments.length + Number(isOpenEnded) <= maxSegments;
  if (!isGood || !isShort) {
    const expected = 'up to 5 segments of letters, digits and dashes, {claim}, or * at the end, like "/chat/{sub}"';
    return fail(`${option}.channel`, channel, expected);
  }
  const kinds = segments.map((segment) => (claimIn(segment) === undefined ? `0${segment}` : '1'));
  const rank = [...kinds, ...(isOpenEnded ? ['2'] : []), operation === '*' ? '4' : `3${operation}`].join('/');
  return { operation, segments, isOpenEnded, rules: readRules(option, given), rank };
};

/** The token's claim, where it is an own member. */
const claimOf = ({ claims }: Auth, name: string): unknown =>
  Object.hasOwn(claims, name) ? Reflect.get(claims, name) : undefined;

const haveEqualLength = (rule: ChannelPattern, requested: ChannelPattern): boolean => {
  const longer = rule.segments.length - requested.segments.length;
  if (rule.isOpenEnded) return requested.isOpenEnded || longer < 0;
  return requested.isOpenEnded ? longer > 0 : longer === 0;
};

/**
 * Whether some channel matches both patterns. A claim's segment matches any text: the claim's value is a requirement,
 * not a part of the pattern.
 */
const overlaps = (rule: ChannelPattern, requested: ChannelPattern): boolean =>
  haveEqualLength(rule, requested) &&
  rule.segments.every(
    (segment, index) => segment === (requested.segments[index] ?? segment) || claimIn(segment) !== undefined,
  );

/** Whether the rule matches every requested channel. */
const covers = (rule: ChannelPattern, requested: ChannelPattern): boolean =>
  !requested.isOpenEnded || (rule.isOpenEnded && rule.segments.length <= requested.segments.length);

/** Whether every claim in the rule equals the token's, in every requested channel. */
const isOwn = (rule: ChannelPattern, requested: ChannelPattern, auth: Auth): boolean =>
  rule.segments.every((segment, index) => {
    const claim = claimIn(segment);
    return (
      claim === undefined ||
      (requested.segments[index] !== undefined && claimOf(auth, claim) === requested.segments[index])
    );
  });

const readRequested = (channel: unknown): ChannelPattern | undefined => {
  if (typeof channel !== 'string') return undefined;
  // Clients may omit the first slash.
  const requested = parse(channel.replace(/^\//, ''));
  const isGood = requested.segments.every((segment) => namePattern.test(segment));
  return isGood && requested.segments.length > 0 ? requested : undefined;
};

/**
 * Reads the rules of an Event API's channels.
 *
 * @param option - `appSyncEventsAuthorizer: channels`, for messages.
 * @returns Whether a token may do an operation. The most specific rule decides about a channel: segment by segment from
 *   the left, text before a claim before `*`. To subscribe to a wildcard, a token must meet every rule about a
 *   channel that the wildcard includes. A channel without a rule is closed.
 * @throws TypeError for an invalid option.
 */
export const readChannels = (option: string, given: unknown): ((auth: Auth, request: ChannelRequest) => boolean) => {
  const rules = readList(option, given, ['operation', 'channel'])
    .map(compileRule)
    .sort((a, b) => (a.rank < b.rank ? -1 : 1));
  const twice = rules.find(({ rank }, index) => rank === rules[index - 1]?.rank);
  if (twice !== undefined) {
    const path = [...twice.segments, ...(twice.isOpenEnded ? ['*'] : [])].join('/');
    throw new TypeError(
      `${option} has two rules for "/${path}" (${twice.operation}), or for claims in the same places.`,
    );
  }
  return (auth, { operation, channel }) => {
    const requested = readRequested(channel);
    if (requested === undefined) return false;
    for (const rule of rules) {
      if (rule.operation !== '*' && rule.operation !== operation) continue;
      if (!overlaps(rule, requested)) continue;
      if (!isOwn(rule, requested, auth) || refusalOf(rule.rules, auth) !== undefined) return false;
      if (covers(rule, requested)) return true;
    }
    return false;
  };
};

import type { UnknownRecord } from '@cognito-guard/core/internal';
import type { TriggerEvents } from './events.ts';

type Check = (value: unknown) => boolean;

const isFlag: Check = (value) => typeof value === 'boolean';
const isText: Check = (value) => typeof value === 'string';
const isObject: Check = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const isTextMap: Check = (value) => isObject(value) && Object.values(Object(value)).every(isText);
const isOneOf =
  (...values: readonly string[]): Check =>
  (value) =>
    values.some((one) => one === value);
const isListOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);

/** The members of each trigger's response, which Cognito sends as null and the handler sets. */
const members: { readonly [Name in keyof TriggerEvents]: Readonly<Record<string, Check>> } = {
  preSignUp: { autoConfirmUser: isFlag, autoVerifyEmail: isFlag, autoVerifyPhone: isFlag },
  postConfirmation: {},
  preAuthentication: {},
  postAuthentication: {},
  defineAuthChallenge: { challengeName: isText, issueTokens: isFlag, failAuthentication: isFlag },
  createAuthChallenge: {
    publicChallengeParameters: isTextMap,
    privateChallengeParameters: isTextMap,
    challengeMetadata: isText,
  },
  verifyAuthChallengeResponse: { answerCorrect: isFlag },
  userMigration: {
    userAttributes: isTextMap,
    finalUserStatus: isOneOf('CONFIRMED', 'RESET_REQUIRED'),
    messageAction: isOneOf('SUPPRESS', 'RESEND'),
    desiredDeliveryMediums: isListOf(isOneOf('SMS', 'EMAIL')),
    forceAliasCreation: isFlag,
    enableSMSMFA: isFlag,
  },
  preTokenGeneration: { claimsAndScopeOverrideDetails: isObject },
};

const membersOf = (name: keyof TriggerEvents, version: string): Readonly<Record<string, Check>> =>
  name === 'preTokenGeneration' && version === '1' ? { claimsOverrideDetails: isObject } : members[name];

/** The response that a handler receives. */
export const emptyResponse = (name: keyof TriggerEvents, version: string): UnknownRecord =>
  Object.fromEntries(
    Object.keys(membersOf(name, version)).map((member) => [member, name === 'preSignUp' ? false : null]),
  );

/**
 * Reads the response of a handler's answer.
 *
 * @returns The members that are set; undefined for an answer that Cognito cannot use.
 */
export const readResponse = (
  name: keyof TriggerEvents,
  version: string,
  answer: unknown,
): UnknownRecord | undefined => {
  const checks = membersOf(name, version);
  if (typeof answer !== 'object' || answer === null || !('response' in answer)) return undefined;
  const { response } = answer;
  if (typeof response !== 'object' || response === null || Array.isArray(response)) return undefined;
  const given = Object.entries(response).filter(([, value]) => value !== null && value !== undefined);
  const isUsable = given.every(([member, value]) => checks[member]?.(value) ?? true);
  return isUsable ? Object.fromEntries(given) : undefined;
};

/** An answer that Cognito cannot use, without the texts in it: they can be personal data. */
export const describeAnswer = (answer: unknown): string => {
  if (answer === null || answer === undefined) return 'nothing';
  if (typeof answer === 'string') return 'a string';
  if (typeof answer !== 'object') return String(answer);
  if (Array.isArray(answer)) return 'an array';
  return 'response' in answer ? 'an event with an unusable response' : 'an object without a response';
};

import { functionOf, oneOf, optional, optionsOf, type Reader, type Schema } from '@cognito-guard/core/internal';
import type {
  CreateAuthChallengeEvent,
  DefineAuthChallengeEvent,
  PostAuthenticationEvent,
  PostConfirmationEvent,
  PreAuthenticationEvent,
  PreSignUpEvent,
  TriggerEvents,
  TriggerHandler,
  UserMigrationEvent,
  VerifyAuthChallengeResponseEvent,
  VersionedTriggerHandler,
} from '../triggers/events.ts';

/** Versions of the pre token generation event: Cognito's `LambdaVersion`. */
export type PreTokenGenerationVersion = 'V1_0' | 'V2_0' | 'V3_0';

/** The pre token generation trigger: Cognito's `PreTokenGenerationConfig`. */
export interface PreTokenGenerationOptions {
  /** Annotate its event, whose shape depends on the version: `PreTokenGenerationEvent<'2'>` of `@cognito-guard/testing/lambda-events`. */
  readonly handler: VersionedTriggerHandler;
  /** `V1_0` changes ID tokens; `V2_0` also access tokens of users; `V3_0` also those of machines. */
  readonly version: PreTokenGenerationVersion;
}

/**
 * The Lambda triggers of the local user pool: real handlers, which run in the process. Each has 5 seconds, and three
 * attempts where it is late, as in Cognito.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html
 */
export interface TriggerOptions {
  /** Before a user is added: may refuse, confirm the user and verify addresses. */
  readonly preSignUp?: TriggerHandler<PreSignUpEvent>;
  /** After a user is confirmed, and after a forgotten password is replaced. */
  readonly postConfirmation?: TriggerHandler<PostConfirmationEvent>;
  /** Before a password is compared: may refuse the sign-in. */
  readonly preAuthentication?: TriggerHandler<PreAuthenticationEvent>;
  /** After a sign-in is complete, before its tokens are issued. */
  readonly postAuthentication?: TriggerHandler<PostAuthenticationEvent>;
  /** Names the next challenge of a custom sign-in, or ends it. */
  readonly defineAuthChallenge?: TriggerHandler<DefineAuthChallengeEvent>;
  /** Makes the challenge of a custom sign-in. */
  readonly createAuthChallenge?: TriggerHandler<CreateAuthChallengeEvent>;
  /** Checks the answer to a challenge of a custom sign-in. */
  readonly verifyAuthChallengeResponse?: TriggerHandler<VerifyAuthChallengeResponseEvent>;
  /** Adds a user of another directory, where the pool has no such user. */
  readonly userMigration?: TriggerHandler<UserMigrationEvent>;
  /** Changes the claims of tokens. */
  readonly preTokenGeneration?: PreTokenGenerationOptions;
}

const handlerOf = <Event>(): Reader<TriggerHandler<Event> | undefined> => optional(functionOf<TriggerHandler<Event>>());

const preTokenGeneration = {
  handler: functionOf<TriggerHandler<TriggerEvents['preTokenGeneration']>>(),
  version: oneOf('V1_0', 'V2_0', 'V3_0'),
} satisfies Schema<PreTokenGenerationOptions>;

const schema = {
  preSignUp: handlerOf<PreSignUpEvent>(),
  postConfirmation: handlerOf<PostConfirmationEvent>(),
  preAuthentication: handlerOf<PreAuthenticationEvent>(),
  postAuthentication: handlerOf<PostAuthenticationEvent>(),
  defineAuthChallenge: handlerOf<DefineAuthChallengeEvent>(),
  createAuthChallenge: handlerOf<CreateAuthChallengeEvent>(),
  verifyAuthChallengeResponse: handlerOf<VerifyAuthChallengeResponseEvent>(),
  userMigration: handlerOf<UserMigrationEvent>(),
  preTokenGeneration: optional(optionsOf(preTokenGeneration)),
} satisfies Schema<TriggerOptions>;

/** The triggers, resolved and frozen. */
export type TriggerConfig = {
  readonly [Name in Exclude<keyof TriggerOptions, 'preTokenGeneration'>]: TriggerOptions[Name] | undefined;
} & {
  readonly preTokenGeneration:
    | {
        readonly handler: TriggerHandler<TriggerEvents['preTokenGeneration']>;
        readonly version: PreTokenGenerationVersion;
      }
    | undefined;
};

/** Reads the triggers. */
export const readTriggers: Reader<TriggerConfig> = optionsOf(schema);

import type { LambdaContext } from '@cognito-guard/testing/lambda-events';

/** Text by name, such as a user's attributes. */
export interface TextMap {
  [name: string]: string;
}

/**
 * The event of a trigger.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html
 */
export interface TriggerEvent<Source extends string, Request, Response> {
  version: string;
  /** Where the call comes from, such as `PreSignUp_SignUp`. */
  triggerSource: Source;
  region: string;
  userPoolId: string;
  userName: string;
  callerContext: { awsSdkVersion: string; clientId: string };
  request: Request;
  response: Response;
}

/** `null` where the caller of the API gave none. */
interface Metadata {
  clientMetadata?: TextMap;
}
interface Validation {
  validationData?: TextMap;
}
interface Attributes {
  userAttributes: TextMap;
}

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-sign-up.html */
export type PreSignUpEvent = TriggerEvent<
  'PreSignUp_SignUp' | 'PreSignUp_AdminCreateUser' | 'PreSignUp_ExternalProvider',
  Attributes & Validation & Metadata,
  { autoConfirmUser: boolean; autoVerifyEmail: boolean; autoVerifyPhone: boolean }
>;

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-post-confirmation.html */
export type PostConfirmationEvent = TriggerEvent<
  'PostConfirmation_ConfirmSignUp' | 'PostConfirmation_ConfirmForgotPassword',
  Attributes & Metadata,
  object
>;

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-authentication.html */
export type PreAuthenticationEvent = TriggerEvent<
  'PreAuthentication_Authentication',
  Attributes & Validation & { userNotFound: boolean },
  object
>;

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-post-authentication.html */
export type PostAuthenticationEvent = TriggerEvent<
  'PostAuthentication_Authentication',
  Attributes & Metadata & { newDeviceUsed: boolean },
  object
>;

/** One answered challenge of a custom sign-in. */
export interface ChallengeResult {
  challengeName:
    | 'CUSTOM_CHALLENGE'
    | 'SRP_A'
    | 'PASSWORD_VERIFIER'
    | 'SMS_MFA'
    | 'EMAIL_OTP'
    | 'SOFTWARE_TOKEN_MFA'
    | 'DEVICE_SRP_AUTH'
    | 'DEVICE_PASSWORD_VERIFIER'
    | 'ADMIN_NO_SRP_AUTH';
  challengeResult: boolean;
  challengeMetadata?: string;
}

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-define-auth-challenge.html */
export type DefineAuthChallengeEvent = TriggerEvent<
  'DefineAuthChallenge_Authentication',
  Attributes & Metadata & { session: ChallengeResult[]; userNotFound: boolean },
  { challengeName: string; issueTokens: boolean; failAuthentication: boolean }
>;

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-create-auth-challenge.html */
export type CreateAuthChallengeEvent = TriggerEvent<
  'CreateAuthChallenge_Authentication',
  Attributes & Metadata & { challengeName: string; session: ChallengeResult[]; userNotFound: boolean },
  { publicChallengeParameters: TextMap; privateChallengeParameters: TextMap; challengeMetadata: string }
>;

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-verify-auth-challenge-response.html */
export type VerifyAuthChallengeResponseEvent = TriggerEvent<
  'VerifyAuthChallengeResponse_Authentication',
  Attributes & Metadata & { privateChallengeParameters: TextMap; challengeAnswer: string; userNotFound: boolean },
  { answerCorrect: boolean }
>;

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-migrate-user.html */
export type UserMigrationEvent = TriggerEvent<
  'UserMigration_Authentication' | 'UserMigration_ForgotPassword',
  Validation & Metadata & { password?: string },
  {
    userAttributes: TextMap;
    finalUserStatus?: 'CONFIRMED' | 'RESET_REQUIRED';
    messageAction?: 'SUPPRESS';
    desiredDeliveryMediums: ('SMS' | 'EMAIL')[];
    forceAliasCreation?: boolean;
    enableSMSMFA?: boolean;
  }
>;

/** Where tokens are issued. */
export type TokenGenerationSource =
  | 'TokenGeneration_HostedAuth'
  | 'TokenGeneration_Authentication'
  | 'TokenGeneration_NewPasswordChallenge'
  | 'TokenGeneration_AuthenticateDevice'
  | 'TokenGeneration_RefreshTokens'
  | 'TokenGeneration_ClientCredentials';

/** The event of each trigger, by the trigger's name in Cognito's `LambdaConfig`. */
export interface TriggerEvents {
  preSignUp: PreSignUpEvent;
  postConfirmation: PostConfirmationEvent;
  preAuthentication: PreAuthenticationEvent;
  postAuthentication: PostAuthenticationEvent;
  defineAuthChallenge: DefineAuthChallengeEvent;
  createAuthChallenge: CreateAuthChallengeEvent;
  verifyAuthChallengeResponse: VerifyAuthChallengeResponseEvent;
  userMigration: UserMigrationEvent;
  preTokenGeneration: TriggerEvent<TokenGenerationSource, object, object>;
}

/** A Lambda handler: it returns the event with its answer in `response`, or passes it to the callback. */
export type TriggerHandler<Event> = (
  event: Event,
  context: LambdaContext,
  callback: (error?: Error | string | null, answer?: Event) => void,
) => unknown;

/** A handler whose event depends on a version: its own annotation says which. */
export type VersionedTriggerHandler = (event: never, context: never, callback: never) => unknown;

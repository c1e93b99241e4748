import type { ChallengeResult, TextMap } from '../triggers/events.ts';
import type { Triggers } from '../triggers/triggers.ts';
import type { Authentication } from './authentication.ts';
import { type Caller, metadataOf } from './caller.ts';
import { CognitoError } from './cognito-error.ts';
import { ExpiringMap } from './expiring-map.ts';
import { randomText } from './random.ts';
import type { SignInStep } from './sign-in-step.ts';
import { type Users, userAttributesOf } from './users.ts';

/** A challenge that the create auth challenge trigger made. */
export interface CustomChallenge {
  readonly kind: 'custom-challenge';
  readonly username: string;
  readonly session: string;
  /** `publicChallengeParameters`. */
  readonly parameters: Readonly<TextMap>;
}

/** A custom sign-in that is under way. */
interface Course {
  /** As the request named the user, who may not exist. */
  readonly name: string;
  readonly results: readonly ChallengeResult[];
}

/** A challenge that is not answered yet. */
interface Pending extends Course {
  readonly clientId: string;
  readonly privateParameters: TextMap;
  readonly metadata: string | undefined;
}

const needed = ['defineAuthChallenge', 'createAuthChallenge', 'verifyAuthChallengeResponse'] as const;

/**
 * Sign-in by challenges of your triggers: `CUSTOM_AUTH`. A challenge lasts three minutes. Challenges of Cognito's own, such
 * as `PASSWORD_VERIFIER`, are not part of it.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-challenge.html
 */
export class CustomSignIn {
  readonly #pending: ExpiringMap<Pending>;
  readonly #users: Users;
  readonly #triggers: Triggers;
  readonly #authentication: Authentication;

  constructor(users: Users, triggers: Triggers, authentication: Authentication, clock: () => number) {
    this.#pending = new ExpiringMap(clock, 1_000, 180);
    this.#users = users;
    this.#triggers = triggers;
    this.#authentication = authentication;
  }

  /** @throws CognitoError where the pool lacks one of the three triggers, and where they refuse the sign-in. */
  async start(name: string, caller: Caller): Promise<SignInStep | CustomChallenge> {
    if (!needed.every((trigger) => this.#triggers.has(trigger))) {
      const message = 'Custom auth lambda trigger is not configured for the user pool.';
      throw new CognitoError('InvalidParameterException', message);
    }
    const user = await this.#authentication.begin(name, caller);
    if (user?.isEnabled === false) throw refused('User is disabled.');
    if (user?.status === 'UNCONFIRMED') return { kind: 'unconfirmed', user };
    return this.#next({ name, results: [] }, { clientId: caller.clientId });
  }

  /** Answers a challenge, and leads to the next one or to the sign-in. */
  async respond(session: string, answer: string, caller: Caller): Promise<SignInStep | CustomChallenge> {
    const pending = this.#pending.take(session);
    if (pending?.clientId !== caller.clientId) throw refused('Invalid session for the user.');
    const { name, results, privateParameters, metadata } = pending;
    const { answerCorrect = false } =
      (await this.#triggers.run('verifyAuthChallengeResponse', {
        source: 'VerifyAuthChallengeResponse_Authentication',
        ...this.#call(name, caller, {
          privateChallengeParameters: privateParameters,
          challengeAnswer: answer,
        }),
      })) ?? {};
    const result: ChallengeResult = {
      challengeName: 'CUSTOM_CHALLENGE',
      challengeResult: answerCorrect,
      ...(metadata !== undefined && { challengeMetadata: metadata }),
    };
    return this.#next({ name, results: [...results, result] }, caller);
  }

  /** What the define auth challenge trigger decides. */
  async #next(course: Course, caller: Caller): Promise<SignInStep | CustomChallenge> {
    const { name, results } = course;
    const { challengeName, issueTokens, failAuthentication } =
      (await this.#triggers.run('defineAuthChallenge', {
        source: 'DefineAuthChallenge_Authentication',
        ...this.#call(name, caller, { session: [...results] }),
      })) ?? {};
    if (failAuthentication === true) throw refused('Incorrect username or password.');
    if (issueTokens === true) {
      const user = this.#users.find(name);
      if (user === undefined) throw refused('Incorrect username or password.');
      return this.#authentication.complete(user, [], caller);
    }
    if (challengeName === 'CUSTOM_CHALLENGE') return this.#challenge(course, caller);
    throw new CognitoError('InvalidLambdaResponseException', 'Unrecognizable lambda output');
  }

  async #challenge({ name, results }: Course, caller: Caller): Promise<CustomChallenge> {
    const { publicChallengeParameters, privateChallengeParameters, challengeMetadata } =
      (await this.#triggers.run('createAuthChallenge', {
        source: 'CreateAuthChallenge_Authentication',
        ...this.#call(name, caller, { challengeName: 'CUSTOM_CHALLENGE', session: [...results] }),
      })) ?? {};
    const session = randomText();
    this.#pending.set(session, {
      name,
      results,
      clientId: caller.clientId,
      privateParameters: privateChallengeParameters ?? {},
      metadata: challengeMetadata,
    });
    return {
      kind: 'custom-challenge',
      username: this.#users.find(name)?.username ?? name,
      session,
      parameters: publicChallengeParameters ?? {},
    };
  }

  /** The parts of an event that the three triggers share. */
  #call<Members extends object>(name: string, caller: Caller, members: Members) {
    const user = this.#users.find(name);
    return {
      clientId: caller.clientId,
      userName: user?.username ?? name,
      request: {
        userAttributes: user === undefined ? {} : userAttributesOf(user),
        ...members,
        ...metadataOf(caller),
        userNotFound: user === undefined,
      },
    };
  }
}

const refused = (message: string): CognitoError => new CognitoError('NotAuthorizedException', message);

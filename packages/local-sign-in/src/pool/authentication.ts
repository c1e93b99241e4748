import type { Mfa } from '../options/user-options.ts';
import type { Triggers } from '../triggers/triggers.ts';
import { type Method, needsStepUp, withFactor } from './acr.ts';
import { type Caller, metadataOf } from './caller.ts';
import { CognitoError } from './cognito-error.ts';
import { ExpiringMap } from './expiring-map.ts';
import type { OneTimeCodes } from './one-time-codes.ts';
import { passwordProblem, wrongPassword } from './passwords.ts';
import { randomText } from './random.ts';
import { type Attempt, type Challenge, type ChallengeName, type SignInStep, withoutMetadata } from './sign-in-step.ts';
import { isSameText, isTotp, totp } from './totp.ts';
import type { UserMigration } from './user-migration.ts';
import { type User, type Users, userAttributesOf } from './users.ts';

const challengeOf: Readonly<Record<Mfa['method'], ChallengeName>> = {
  totp: 'SOFTWARE_TOKEN_MFA',
  email: 'EMAIL_OTP',
  sms: 'SMS_MFA',
};

/** Wrong codes after which the user starts again. */
const maxFailures = 5;

const refused = (message: string): CognitoError => new CognitoError('NotAuthorizedException', message);
const expired = (): CognitoError => refused('Invalid session for the user, session is expired.');

/**
 * Sign-in in steps, as `InitiateAuth` and `RespondToAuthChallenge` have it: a step ends in a sign-in, or in a challenge
 * whose session the next step names. A session lasts three minutes, Cognito's default. A step that is refused throws a
 * {@link CognitoError}.
 */
export class Authentication {
  readonly #challenges: ExpiringMap<Challenge>;
  readonly #users: Users;
  readonly #codes: OneTimeCodes;
  readonly #migration: UserMigration;
  readonly #triggers: Triggers;
  readonly #clock: () => number;

  constructor(users: Users, codes: OneTimeCodes, migration: UserMigration, triggers: Triggers, clock: () => number) {
    this.#challenges = new ExpiringMap(clock, 1_000, 180);
    this.#users = users;
    this.#codes = codes;
    this.#migration = migration;
    this.#triggers = triggers;
    this.#clock = clock;
  }

  /** Starts a sign-in with a password. `clientMetadata` becomes the `validationData` of triggers, as in Cognito. */
  async start(name: string, password: string, attempt: Attempt): Promise<SignInStep> {
    await this.#migration.forSignIn(name, password, attempt);
    const user = await this.begin(name, attempt);
    if (user?.password === undefined || !isSameText(user.password, password)) throw wrongPassword(user);
    return this.continue(user, attempt);
  }

  /** Starts a sign-in whose password another exchange proves: {@link Authentication.continue} goes on. */
  async begin(name: string, attempt: Attempt): Promise<User | undefined> {
    const user = this.#users.find(name);
    await this.#preAuthentication(user, name, attempt);
    return user;
  }

  /** Continues the sign-in of a user whose password is proven. */
  async continue(user: User, attempt: Attempt): Promise<SignInStep> {
    return this.#afterPassword(user, withoutMetadata(attempt));
  }

  /** Starts a sign-in of a seeded user who was picked: it counts as one with a password. */
  async pick(username: string, attempt: Attempt): Promise<SignInStep> {
    const user = this.#users.find(username);
    if (user?.isSeeded !== true) throw wrongPassword(undefined);
    await this.#preAuthentication(user, username, attempt);
    return this.#afterPassword(user, withoutMetadata(attempt));
  }

  /** Asks a signed-in user for the second factor. */
  stepUp(user: User, mfa: Mfa, methods: readonly Method[], attempt: Attempt): SignInStep {
    return this.#challenge(user, challengeOf[mfa.method], methods, attempt);
  }

  /** Continues the sign-in of a user who has just confirmed the address, or needs no confirmation. */
  async resume(user: User, attempt: Attempt): Promise<SignInStep> {
    await this.#preAuthentication(user, user.username, attempt);
    return this.#afterStatus(user, ['pwd'], withoutMetadata(attempt));
  }

  /** The challenge of a session; undefined for a session that has expired or is another client's. */
  pending(session: string, { clientId }: Caller): Challenge | undefined {
    const challenge = this.#challenges.get(session);
    return challenge?.clientId === clientId ? challenge : undefined;
  }

  /** Answers a challenge: with a code, or with a new password. */
  async respond(session: string, answer: string, caller: Caller): Promise<SignInStep> {
    const challenge = this.pending(session, caller);
    const user = challenge && this.#users.find(challenge.username);
    if (challenge === undefined || user === undefined) throw expired();
    const attempt = { ...caller, acrValues: challenge.acrValues };
    if (challenge.name === 'NEW_PASSWORD_REQUIRED') {
      const error = passwordProblem(answer);
      if (error !== undefined)
        return { kind: 'challenge', name: challenge.name, username: challenge.username, session, error };
      this.#challenges.delete(session);
      const renewed = this.#users.update(user, { password: answer, status: 'CONFIRMED' });
      return this.#afterStatus(renewed, challenge.methods, attempt);
    }
    const { mfa } = user;
    if (mfa === undefined) throw expired();
    if (this.#isRightCode(user, mfa, answer)) {
      this.#challenges.delete(session);
      return this.complete(user, withFactor(challenge.methods, mfa), attempt);
    }
    return this.#failed(session, challenge);
  }

  async #preAuthentication(user: User | undefined, name: string, { clientId, clientMetadata }: Attempt): Promise<void> {
    await this.#triggers.run('preAuthentication', {
      source: 'PreAuthentication_Authentication',
      clientId,
      userName: user?.username ?? name,
      request: {
        userAttributes: user === undefined ? {} : userAttributesOf(user),
        ...(clientMetadata !== undefined && { validationData: clientMetadata }),
        userNotFound: user === undefined,
      },
    });
  }

  #afterPassword(user: User, attempt: Attempt): SignInStep | Promise<SignInStep> {
    if (!user.isEnabled) throw refused('User is disabled.');
    if (user.status === 'RESET_REQUIRED') {
      throw new CognitoError('PasswordResetRequiredException', 'Password reset required for the user');
    }
    if (user.status === 'UNCONFIRMED') return { kind: 'unconfirmed', user };
    if (user.status === 'FORCE_CHANGE_PASSWORD')
      return this.#challenge(user, 'NEW_PASSWORD_REQUIRED', ['pwd'], attempt);
    return this.#afterStatus(user, ['pwd'], attempt);
  }

  #afterStatus(user: User, methods: readonly Method[], attempt: Attempt): SignInStep | Promise<SignInStep> {
    const { mfa } = user;
    const isAsked = mfa?.when === 'every-sign-in' || needsStepUp(attempt.acrValues ?? [], methods, mfa);
    return mfa !== undefined && isAsked
      ? this.#challenge(user, challengeOf[mfa.method], methods, attempt)
      : this.complete(user, methods, attempt);
  }

  /** Ends a sign-in that needs no further factor: runs the post authentication trigger. */
  async complete(user: User, methods: readonly Method[], caller: Caller): Promise<SignInStep> {
    await this.#triggers.run('postAuthentication', {
      source: 'PostAuthentication_Authentication',
      clientId: caller.clientId,
      userName: user.username,
      request: { userAttributes: userAttributesOf(user), newDeviceUsed: false, ...metadataOf(caller) },
    });
    return { kind: 'signed-in', user, methods };
  }

  #challenge(
    { username, mfa }: User,
    name: ChallengeName,
    methods: readonly Method[],
    { clientId, acrValues = [] }: Attempt,
  ): SignInStep {
    const session = randomText();
    this.#challenges.set(session, { name, clientId, acrValues, username, methods, failures: 0 });
    if (name === 'EMAIL_OTP' || name === 'SMS_MFA') this.#codes.send('mfa', username);
    if (name === 'SOFTWARE_TOKEN_MFA' && mfa) this.#codes.show('mfa', username, totp(mfa.secret, this.#clock()));
    return { kind: 'challenge', name, username, session };
  }

  #failed(session: string, challenge: Challenge): SignInStep {
    const failures = challenge.failures + 1;
    if (failures >= maxFailures) {
      this.#challenges.delete(session);
      throw expired();
    }
    this.#challenges.replace(session, { ...challenge, failures });
    const error =
      challenge.name === 'SOFTWARE_TOKEN_MFA'
        ? 'Invalid code received for user'
        : 'Invalid code or auth state for the user.';
    return { kind: 'challenge', name: challenge.name, username: challenge.username, session, error };
  }

  #isRightCode({ username }: User, { method, secret }: Mfa, code: string): boolean {
    return method === 'totp'
      ? isTotp(code, secret, this.#clock())
      : this.#codes.check('mfa', username, code) === 'right';
  }
}

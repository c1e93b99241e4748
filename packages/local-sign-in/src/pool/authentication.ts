import type { Mfa } from '../options/user-options.ts';
import { type Method, withFactor } from './acr.ts';
import { ExpiringMap } from './expiring-map.ts';
import type { OneTimeCodes } from './one-time-codes.ts';
import { passwordProblem } from './passwords.ts';
import { randomText } from './random.ts';
import { isSameText, isTotp } from './totp.ts';
import type { User, Users } from './users.ts';

/** Cognito's `ChallengeNameType`, as far as the pool has them. */
export type ChallengeName = 'SOFTWARE_TOKEN_MFA' | 'EMAIL_OTP' | 'SMS_MFA' | 'NEW_PASSWORD_REQUIRED';

/** What a step of a sign-in comes to. */
export type SignInStep =
  | { readonly kind: 'signed-in'; readonly user: User; readonly methods: readonly Method[] }
  | {
      readonly kind: 'challenge';
      readonly name: ChallengeName;
      readonly username: string;
      readonly session: string;
      readonly error?: string;
    }
  | { readonly kind: 'unconfirmed'; readonly user: User }
  | { readonly kind: 'refused'; readonly error: string };

interface Challenge {
  readonly name: ChallengeName;
  readonly username: string;
  readonly methods: readonly Method[];
  readonly failures: number;
}

const challengeOf: Readonly<Record<Mfa['method'], ChallengeName>> = {
  totp: 'SOFTWARE_TOKEN_MFA',
  email: 'EMAIL_OTP',
  sms: 'SMS_MFA',
};

/** Wrong codes after which the user starts again. */
const maxFailures = 5;

const refused = (error: string): SignInStep => ({ kind: 'refused', error });
const wrongPassword = refused('Incorrect username or password.');
const expired = refused('Invalid session for the user, session is expired.');

/**
 * Sign-in in steps, as `InitiateAuth` and `RespondToAuthChallenge` have it: a step ends in a sign-in, or in a challenge
 * whose session the next step names. A session lasts three minutes, Cognito's default.
 */
export class Authentication {
  readonly #challenges: ExpiringMap<Challenge>;
  readonly #users: Users;
  readonly #codes: OneTimeCodes;
  readonly #clock: () => number;

  constructor(users: Users, codes: OneTimeCodes, clock: () => number) {
    this.#challenges = new ExpiringMap(clock, 1_000, 180);
    this.#users = users;
    this.#codes = codes;
    this.#clock = clock;
  }

  /** Starts a sign-in with a password. */
  start(name: string, password: string): SignInStep {
    const user = this.#users.find(name);
    if (user?.password === undefined || !isSameText(user.password, password)) return wrongPassword;
    return this.#afterPassword(user);
  }

  /** Starts a sign-in of a seeded user who was picked: it counts as one with a password. */
  pick(username: string): SignInStep {
    const user = this.#users.find(username);
    return user?.isSeeded === true ? this.#afterPassword(user) : wrongPassword;
  }

  /** Asks a signed-in user for the second factor. */
  stepUp(user: User, mfa: Mfa, methods: readonly Method[]): SignInStep {
    return this.#challenge(user, challengeOf[mfa.method], methods);
  }

  /** Continues the sign-in of a user who has just confirmed the address. */
  resume(user: User): SignInStep {
    return this.#afterStatus(user, ['pwd']);
  }

  /** Answers a challenge: with a code, or with a new password. */
  respond(session: string, answer: string): SignInStep {
    const challenge = this.#challenges.get(session);
    const user = challenge && this.#users.find(challenge.username);
    if (challenge === undefined || user === undefined) return expired;
    if (challenge.name === 'NEW_PASSWORD_REQUIRED') {
      const error = passwordProblem(answer);
      if (error !== undefined)
        return { kind: 'challenge', name: challenge.name, username: challenge.username, session, error };
      this.#challenges.delete(session);
      const renewed = this.#users.update(user, { password: answer, status: 'CONFIRMED' });
      return this.#afterStatus(renewed, challenge.methods);
    }
    const { mfa } = user;
    if (mfa === undefined) return expired;
    if (this.#isRightCode(user, mfa, answer)) {
      this.#challenges.delete(session);
      return { kind: 'signed-in', user, methods: withFactor(challenge.methods, mfa) };
    }
    return this.#failed(session, challenge);
  }

  #afterPassword(user: User): SignInStep {
    if (user.status === 'UNCONFIRMED') return { kind: 'unconfirmed', user };
    if (user.status === 'FORCE_CHANGE_PASSWORD') return this.#challenge(user, 'NEW_PASSWORD_REQUIRED', ['pwd']);
    return this.#afterStatus(user, ['pwd']);
  }

  #afterStatus(user: User, methods: readonly Method[]): SignInStep {
    const { mfa } = user;
    return mfa?.when === 'every-sign-in'
      ? this.#challenge(user, challengeOf[mfa.method], methods)
      : { kind: 'signed-in', user, methods };
  }

  #challenge({ username }: User, name: ChallengeName, methods: readonly Method[]): SignInStep {
    const session = randomText();
    this.#challenges.set(session, { name, username, methods, failures: 0 });
    if (name === 'EMAIL_OTP' || name === 'SMS_MFA') this.#codes.send('mfa', username);
    return { kind: 'challenge', name, username, session };
  }

  #failed(session: string, challenge: Challenge): SignInStep {
    const failures = challenge.failures + 1;
    if (failures >= maxFailures) {
      this.#challenges.delete(session);
      return expired;
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

import { createHash, randomBytes } from 'node:crypto';
import type { Authentication } from './authentication.ts';
import { CognitoError } from './cognito-error.ts';
import { ExpiringMap } from './expiring-map.ts';
import { wrongPassword } from './passwords.ts';
import { randomText } from './random.ts';
import type { Attempt, SignInStep } from './sign-in-step.ts';
import { exchangeSrp, isClientPublic, signPasswordClaim } from './srp.ts';
import { isSameText } from './totp.ts';
import { idOf, type User } from './users.ts';

/** The parameters of the challenge `PASSWORD_VERIFIER`. */
export interface SrpChallenge {
  readonly SALT: string;
  readonly SECRET_BLOCK: string;
  readonly SRP_B: string;
  readonly USERNAME: string;
  readonly USER_ID_FOR_SRP: string;
}

/** The answer to it. */
export interface SrpAnswer {
  readonly secretBlock: string;
  readonly signature: string;
  readonly timestamp: string;
}

interface Exchange {
  readonly user: User | undefined;
  readonly userId: string;
  readonly key: Buffer;
  readonly attempt: Attempt;
}

const timestampPattern =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{1,2} \d\d:\d\d:\d\d UTC \d{4}$/;

const invalid = (message: string): CognitoError => new CognitoError('InvalidParameterException', message);

/**
 * Sign-in by SRP: the client proves that it knows the password and does not send it. An exchange lasts three minutes.
 * For a user who does not exist, it takes the same course and fails at the end.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html
 */
export class SrpSignIn {
  readonly #exchanges: ExpiringMap<Exchange>;
  readonly #authentication: Authentication;
  readonly #poolName: string;

  constructor(authentication: Authentication, userPoolId: string, clock: () => number) {
    this.#exchanges = new ExpiringMap(clock, 1_000, 180);
    this.#authentication = authentication;
    this.#poolName = userPoolId.split('_')[1] ?? '';
  }

  /** @param clientPublic - `SRP_A`. */
  async start(name: string, clientPublic: string, attempt: Attempt): Promise<SrpChallenge> {
    if (!isClientPublic(clientPublic)) throw invalid('Invalid SRP_A');
    const user = await this.#authentication.begin(name, attempt);
    const userId = user?.username ?? idOf(name);
    // The same for the same name: the salt does not tell whether the user exists.
    const salt = createHash('sha256').update(`salt ${this.#poolName} ${userId}`).digest('hex').slice(0, 32);
    const { serverPublic, key } = exchangeSrp({
      poolName: this.#poolName,
      userId,
      password: user?.password ?? randomText(),
      salt,
      clientPublic,
      serverPrivate: randomBytes(32).toString('hex'),
    });
    const secretBlock = randomBytes(64).toString('base64');
    this.#exchanges.set(secretBlock, { user, userId, key, attempt });
    return { SALT: salt, SECRET_BLOCK: secretBlock, SRP_B: serverPublic, USERNAME: userId, USER_ID_FOR_SRP: userId };
  }

  /** The secret block names the exchange; one block is for one answer. */
  async finish({ secretBlock, signature, timestamp }: SrpAnswer, clientId: string): Promise<SignInStep> {
    if (!timestampPattern.test(timestamp)) {
      throw invalid('TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english');
    }
    const exchange = this.#exchanges.take(secretBlock);
    if (exchange?.attempt.clientId !== clientId) {
      const reason = 'the SECRET_BLOCK is unknown, used, expired or of another client';
      throw new CognitoError('NotAuthorizedException', 'Incorrect username or password.', { reason });
    }
    const { userId, user } = exchange;
    const claim = signPasswordClaim(exchange.key, { poolName: this.#poolName, userId, secretBlock, timestamp });
    if (user === undefined || !isSameText(claim, signature)) throw wrongPassword(user);
    return this.#authentication.continue(user, exchange.attempt);
  }
}

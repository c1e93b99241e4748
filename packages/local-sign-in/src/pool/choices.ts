import { ExpiringMap } from './expiring-map.ts';
import { randomText } from './random.ts';

/** A sign-in in which the user has not chosen the first factor yet. */
interface Choice {
  /** As the request named the user, who may not exist. */
  readonly name: string;
  readonly clientId: string;
}

/** The sessions of `SELECT_CHALLENGE`: three minutes, used once. */
export class Choices {
  readonly #choices: ExpiringMap<Choice>;

  constructor(clock: () => number) {
    this.#choices = new ExpiringMap(clock, 1_000, 180);
  }

  /** @returns The session. */
  add(choice: Choice): string {
    const session = randomText();
    this.#choices.set(session, choice);
    return session;
  }

  take(session: string): Choice | undefined {
    return this.#choices.take(session);
  }
}

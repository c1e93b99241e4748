import { randomUUID } from 'node:crypto';
import type { Method } from './acr.ts';
import { type Entries, ExpiringMap } from './expiring-map.ts';
import type { Grant } from './grant.ts';
import { randomText } from './random.ts';

/** A browser that is signed in to managed login. */
export interface Session {
  /** The value of the cookie: a secret. */
  readonly id: string;
  /** Another name of the session, for pages. */
  readonly handle: string;
  readonly username: string;
  /** When the user signed in, in seconds since the epoch: `auth_time`. */
  readonly authTime: number;
  readonly methods: readonly Method[];
  /** The external provider; undefined for a sign-in with a password. */
  readonly provider: string | undefined;
  /** What was granted to apps from it. */
  readonly grants: readonly Grant[];
}

/**
 * Sessions of managed login. Each ends an hour after its sign-in: a later visit does not extend it.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-managed-login.html
 */
export class Sessions {
  readonly #sessions: ExpiringMap<Session>;
  readonly #clock: () => number;

  constructor(clock: () => number) {
    this.#sessions = new ExpiringMap(clock, 10_000, 3_600);
    this.#clock = clock;
  }

  start(signedIn: Pick<Session, 'username' | 'methods' | 'provider'>): Session {
    const authTime = Math.floor(this.#clock() / 1000);
    const session = Object.freeze({ ...signedIn, id: randomText(), handle: randomUUID(), authTime, grants: [] });
    this.#sessions.set(session.id, session);
    return session;
  }

  get(id: string): Session | undefined {
    return this.#sessions.get(id);
  }

  /** Remembers what was granted to an app from a session, so that a logout can end it. The latest 100 are kept. */
  remember(session: Session, grant: Grant): void {
    const { grants } = this.#sessions.get(session.id) ?? session;
    this.#sessions.replace(session.id, { ...session, grants: [...grants, grant].slice(-100) });
  }

  end(id: string): Session | undefined {
    return this.#sessions.take(id);
  }

  /** A user's sessions, the latest first. */
  of(username: string): readonly Session[] {
    return [...this.#sessions.entries()]
      .map(([, session]) => session)
      .filter((session) => session.username === username)
      .toSorted((one, other) => other.authTime - one.authTime);
  }

  state(): Entries<Session> {
    return this.#sessions.state();
  }

  restore(sessions: Entries<Session>): void {
    this.#sessions.restore(sessions);
  }
}

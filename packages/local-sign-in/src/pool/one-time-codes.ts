import { randomInt } from 'node:crypto';
import { ExpiringMap } from './expiring-map.ts';
import { isSameText } from './totp.ts';

/** What a code is for. */
export type CodePurpose = 'sign-up' | 'forgot-password' | 'mfa' | 'verify-email' | 'invitation';

/** A code that Cognito would send by email or SMS, or that an authenticator app shows. */
export interface SentCode {
  readonly purpose: CodePurpose;
  /** The name with which the user signs in: the address, where users sign up by address. */
  readonly username: string;
  /** 6 digits; for an `invitation`, the temporary password. */
  readonly code: string;
}

/** Receives codes that Cognito would send. */
export type CodeListener = (sent: SentCode) => void;

interface Entry {
  readonly code: string;
  readonly failures: number;
}

/** Wrong attempts after which a code is void. */
const maxFailures = 5;

/** Codes that confirm an address: 6 digits, one hour, used once. */
export class OneTimeCodes {
  readonly #entries: ExpiringMap<Entry>;
  readonly #onCode: CodeListener;

  constructor(clock: () => number, onCode: CodeListener) {
    this.#entries = new ExpiringMap(clock, 1_000, 3_600);
    this.#onCode = onCode;
  }

  /** Makes a code, which replaces the one before, and hands it to the listener. */
  send(purpose: CodePurpose, username: string): void {
    const code = String(randomInt(1_000_000)).padStart(6, '0');
    this.#entries.set(`${purpose} ${username}`, { code, failures: 0 });
    this.#onCode({ purpose, username, code });
  }

  /** Hands a code to the listener that was not made here: a temporary password, or the code of an authenticator app. */
  show(purpose: CodePurpose, username: string, code: string): void {
    this.#onCode({ purpose, username, code });
  }

  /** @returns `right`, and the code is used up; `wrong`; or `expired` where there is none to compare with. */
  check(purpose: CodePurpose, username: string, code: string): 'right' | 'wrong' | 'expired' {
    const key = `${purpose} ${username}`;
    const entry = this.#entries.get(key);
    if (entry === undefined) return 'expired';
    if (isSameText(entry.code, code)) {
      this.#entries.delete(key);
      return 'right';
    }
    if (entry.failures + 1 >= maxFailures) this.#entries.delete(key);
    else this.#entries.replace(key, { ...entry, failures: entry.failures + 1 });
    return 'wrong';
  }
}

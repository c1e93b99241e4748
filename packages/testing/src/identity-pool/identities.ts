import { randomUUID } from 'node:crypto';

/** The identities of one identity pool, each with the login that it belongs to. */
export class Identities {
  readonly #region: string;
  readonly #idByLogin = new Map<string, string>();
  /** Login names by identity id; undefined for guests. */
  readonly #loginById = new Map<string, string | undefined>();

  constructor(identityPoolId: string) {
    this.#region = identityPoolId.slice(0, identityPoolId.indexOf(':'));
  }

  has(identityId: string): boolean {
    return this.#loginById.has(identityId);
  }

  /** @returns The login's name; undefined for guests and unknown identities. */
  loginOf(identityId: string): string | undefined {
    return this.#loginById.get(identityId);
  }

  /**
   * @param login - The login's name; undefined for a guest.
   * @returns The login's identity id: a new one for a new login, and for each guest.
   */
  idOf(login: string | undefined): string {
    const known = login === undefined ? undefined : this.#idByLogin.get(login);
    const identityId = known ?? `${this.#region}:${randomUUID()}`;
    if (login !== undefined) this.#idByLogin.set(login, identityId);
    this.#loginById.set(identityId, login);
    return identityId;
  }

  deleteAll(): void {
    this.#idByLogin.clear();
    this.#loginById.clear();
  }

  /** Removes an identity's login. The login gets another identity afterwards. */
  unlink(identityId: string): void {
    const login = this.#loginById.get(identityId);
    if (login !== undefined) this.#idByLogin.delete(login);
    this.#loginById.set(identityId, undefined);
  }
}

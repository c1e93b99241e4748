/** A group of users. */
export interface Group {
  readonly name: string;
  readonly description: string | undefined;
  readonly precedence: number | undefined;
  readonly roleArn: string | undefined;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/** The groups of the pool. Their members are in {@link Users}: each user has the names of groups. */
export class Groups {
  readonly #groups = new Map<string, Group>();
  readonly #clock: () => number;

  /** @param names - Of the groups that exist at start. */
  constructor(names: readonly string[], clock: () => number) {
    this.#clock = clock;
    for (const name of names) this.add({ name, description: undefined, precedence: undefined, roleArn: undefined });
  }

  all(): readonly Group[] {
    return [...this.#groups.values()];
  }

  get(name: string): Group | undefined {
    return this.#groups.get(name);
  }

  /** @returns The new group; undefined where the name is taken. */
  add(group: Omit<Group, 'createdAt'>): Group | undefined {
    if (this.#groups.has(group.name)) return undefined;
    const added = Object.freeze({ ...group, createdAt: this.#clock() });
    this.#groups.set(group.name, added);
    return added;
  }

  remove(name: string): void {
    this.#groups.delete(name);
  }
}

/** A group of users. */
export interface Group {
  readonly name: string;
  readonly description: string | undefined;
  readonly precedence: number | undefined;
  readonly roleArn: string | undefined;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** Milliseconds since the epoch. */
  readonly updatedAt: number;
}

/** The members of a group that a caller gives. */
export type NewGroup = Omit<Group, 'createdAt' | 'updatedAt'>;

/** The groups of the pool. Their members are in {@link Users}: each user has the names of groups. */
export class Groups {
  readonly #groups = new Map<string, Group>();
  readonly #clock: () => number;

  /**
   * @param groups - That exist at start.
   * @param names - Of others that do. They have no role.
   */
  constructor(groups: readonly NewGroup[], names: readonly string[], clock: () => number) {
    this.#clock = clock;
    for (const group of groups) this.add(group);
    for (const name of names) this.add({ name, description: undefined, precedence: undefined, roleArn: undefined });
  }

  /** Replaces every group. */
  restore(groups: readonly Group[]): void {
    this.#groups.clear();
    for (const group of groups) this.#groups.set(group.name, Object.freeze(group));
  }

  /**
   * The IAM roles of a user's groups. The preferred one is that of the group with the lowest precedence, where one role has
   * it.
   *
   * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-user-groups.html
   */
  rolesOf(names: readonly string[]): { readonly roles: readonly string[]; readonly preferredRole: string | undefined } {
    const withRole = names.flatMap((name) => {
      const { roleArn, precedence = Number.POSITIVE_INFINITY } = this.#groups.get(name) ?? {};
      return roleArn === undefined ? [] : [{ roleArn, precedence }];
    });
    const lowest = Math.min(...withRole.map(({ precedence }) => precedence));
    const candidates = new Set(withRole.filter((one) => one.precedence === lowest).map(({ roleArn }) => roleArn));
    const [preferred] = candidates;
    return {
      roles: [...new Set(withRole.map(({ roleArn }) => roleArn))],
      preferredRole: candidates.size === 1 ? preferred : undefined,
    };
  }

  all(): readonly Group[] {
    return [...this.#groups.values()];
  }

  get(name: string): Group | undefined {
    return this.#groups.get(name);
  }

  /** @returns The new group; undefined where the name is taken. */
  add(group: NewGroup): Group | undefined {
    if (this.#groups.has(group.name)) return undefined;
    const now = this.#clock();
    return this.#put({ ...group, createdAt: now, updatedAt: now });
  }

  /** @returns The group with the changes. */
  update(group: Group, changes: Partial<Omit<NewGroup, 'name'>>): Group {
    return this.#put({ ...group, ...changes, updatedAt: this.#clock() });
  }

  remove(name: string): void {
    this.#groups.delete(name);
  }

  #put(group: Group): Group {
    this.#groups.set(group.name, Object.freeze(group));
    return group;
  }
}

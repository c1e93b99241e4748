const refuse = (): never => {
  throw new TypeError('This set is read-only: it holds the values of the token.');
};

/** Set methods of ES2025, where the runtime has them. Each returns a new set or a boolean. */
const setOperations = [
  ...['union', 'intersection', 'difference', 'symmetricDifference'],
  ...['isSubsetOf', 'isSupersetOf', 'isDisjointFrom'],
];

/**
 * An immutable set, because requests with one token share it. It has the methods of a Set but does not extend it:
 * `Set.prototype.add` writes to every Set, a frozen one included.
 */
export class FrozenSet implements ReadonlySet<string> {
  readonly #values: Set<string>;

  static {
    for (const name of setOperations) {
      const operation: unknown = Reflect.get(Set.prototype, name);
      if (typeof operation !== 'function') continue;
      Object.defineProperty(FrozenSet.prototype, name, {
        value(this: FrozenSet, other: unknown): unknown {
          return Reflect.apply(operation, new Set(this.#values), [other]);
        },
      });
    }
    Object.defineProperties(FrozenSet.prototype, {
      [Symbol.toStringTag]: { value: 'Set' },
      [Symbol.for('nodejs.util.inspect.custom')]: {
        value(this: FrozenSet): Set<string> {
          return new Set(this.#values);
        },
      },
    });
    Object.freeze(FrozenSet.prototype);
  }

  constructor(values: readonly string[]) {
    this.#values = new Set(values);
    Object.freeze(this);
  }

  get size(): number {
    return this.#values.size;
  }
  has(value: string): boolean {
    return this.#values.has(value);
  }
  forEach(callback: (value: string, key: string, set: ReadonlySet<string>) => void, thisArg?: unknown): void {
    for (const value of this.#values) Reflect.apply(callback, thisArg, [value, value, this]);
  }
  entries(): SetIterator<[string, string]> {
    return this.#values.entries();
  }
  keys(): SetIterator<string> {
    return this.#values.keys();
  }
  values(): SetIterator<string> {
    return this.#values.values();
  }
  [Symbol.iterator](): SetIterator<string> {
    return this.#values.values();
  }
  /** In JSON, a Set would be `{}`. */
  toJSON(): readonly string[] {
    return [...this.#values];
  }
  add(): never {
    return refuse();
  }
  delete(): never {
    return refuse();
  }
  clear(): never {
    return refuse();
  }
}

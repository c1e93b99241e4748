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
    const define = (name: PropertyKey, value: unknown): unknown =>
      Object.defineProperty(FrozenSet.prototype, name, { value });
    for (const name of setOperations) {
      const operation: unknown = Reflect.get(Set.prototype, name);
      if (typeof operation !== 'function') continue;
      define(name, function (this: FrozenSet, other: unknown): unknown {
        return Reflect.apply(operation, new Set(this.#values), [other]);
      });
    }
    for (const name of ['add', 'delete', 'clear']) define(name, refuse);
    define(Symbol.toStringTag, 'Set');
    define(Symbol.for('nodejs.util.inspect.custom'), function (this: FrozenSet): Set<string> {
      return new Set(this.#values);
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
}

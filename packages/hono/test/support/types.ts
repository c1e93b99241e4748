type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** `same<A, B>(true)` compiles only where the two types are identical. */
export const same = <A, B>(_: Equal<A, B>): void => undefined;

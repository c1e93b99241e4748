import { type ExecutionContext, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Authenticator, Caller } from './caller.ts';

/** The metadata that one decorator adds to a handler or a class. */
interface Mark {
  readonly isPublic?: true;
  readonly authenticate?: Authenticator;
  readonly enforce?: (caller: Caller) => void;
}

/** The checks of one handler. */
interface Access {
  readonly isPublic: boolean;
  /** In order; empty where the module's options apply. */
  readonly authenticate: readonly Authenticator[];
  /** The token must satisfy all of them. */
  readonly enforce: readonly ((caller: Caller) => void)[];
}

const metadataKey = 'cognito-guard:marks';
const reflector = new Reflector();

const marksOf = (target: Parameters<Reflector['get']>[1]): readonly Mark[] =>
  reflector.get<readonly Mark[] | undefined>(metadataKey, target) ?? [];

/** Prepends to the marks of the decorators below it, which TypeScript applies first. No decorator replaces another. */
export const mark =
  (added: Mark): ClassDecorator & MethodDecorator =>
  (target: object, key?: string | symbol, descriptor?: PropertyDescriptor): void => {
    const holder: unknown = descriptor?.value ?? target;
    if (typeof holder === 'function') SetMetadata(metadataKey, [added, ...marksOf(holder)])(holder);
    else throw new TypeError(`${String(key)} is not a method: these decorators are for classes and methods.`);
  };

const isOpen = (marks: readonly Mark[]): boolean => marks.length > 0 && marks.every(({ isPublic }) => isPublic);

/** A handler's marks override those of its class, except requirements: the token must satisfy those of both. */
export const accessOf = (context: ExecutionContext): Access => {
  const [own, inherited] = [marksOf(context.getHandler()), marksOf(context.getClass())];
  const authenticators = (marks: readonly Mark[]): Authenticator[] => marks.flatMap((one) => one.authenticate ?? []);
  const ownAuthenticators = authenticators(own);
  return {
    isPublic: isOpen(own.length > 0 ? own : inherited),
    authenticate: ownAuthenticators.length > 0 ? ownAuthenticators : authenticators(inherited),
    enforce: [...inherited, ...own].flatMap((one) => one.enforce ?? []),
  };
};

import type { Loose } from './options.ts';

/**
 * @param maker - `restAuthorizer`, for messages.
 * @param member - What an event of this kind has.
 * @throws Error where the event is another one: the function is attached to something that it was not made for.
 */
export const readEvent = (maker: string, event: unknown, member: string): Loose => {
  if (typeof event === 'object' && event !== null && member in event) return event as Loose;
  throw new Error(`${maker}: this event has no ${member}. The function is attached to another kind of API.`);
};

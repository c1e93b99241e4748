/** The time was up. */
export class DeadlineError extends Error {
  override name = 'DeadlineError';
}

/**
 * Gives some work a deadline, whether or not it heeds its signal: the SDK does during a request, not between two.
 *
 * @param milliseconds - For everything together, retries included.
 * @param work - Receives a signal that is aborted when the time is up, and when the work is done.
 * @throws A `DeadlineError`, or what the work throws.
 */
export const withDeadline = async <T>(milliseconds: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> => {
  const controller = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const deadline = new Promise<never>((_, reject) => {
    // A thawed Lambda sandbox runs its timers before it reads its sockets: what has arrived meanwhile is read first.
    const expire = (): unknown => setImmediate(() => reject(new DeadlineError('It took too long.')));
    timer = setTimeout(expire, milliseconds);
  });
  try {
    return await Promise.race([work(controller.signal), deadline]);
  } finally {
    clearTimeout(timer);
    controller.abort();
  }
};

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
    timer = setTimeout(() => reject(new DeadlineError('It took too long.')), milliseconds);
  });
  try {
    return await Promise.race([work(controller.signal), deadline]);
  } finally {
    clearTimeout(timer);
    controller.abort();
  }
};

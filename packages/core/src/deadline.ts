/** Some work took longer than it was given. */
export class DeadlineError extends Error {
  constructor() {
    super('The deadline has passed.');
    this.name = 'DeadlineError';
  }
}

/**
 * Gives some work a total deadline, whether or not it heeds its signal.
 *
 * @param milliseconds - For everything together: connecting, headers, body.
 * @param work - Receives a signal that is aborted when the time is up, and when the work is done.
 * @throws {@link DeadlineError}, or what the work throws.
 */
export const withDeadline = async <T>(milliseconds: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> => {
  const controller = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DeadlineError()), milliseconds);
  });
  try {
    return await Promise.race([work(controller.signal), deadline]);
  } finally {
    clearTimeout(timer);
    // Lets go of the connection in every case: a refused body is not read to its end.
    controller.abort();
  }
};

import type { Subject } from './subject.ts';

/**
 * A server that is frozen between two requests, as Lambda freezes a sandbox: its process is stopped when an answer has
 * left, and continued when the next request comes. It gets one request at a time.
 *
 * @param subject - The running server.
 * @param pid - Its process.
 */
export const freezeBetween = (subject: Subject, pid: number): Subject => {
  let queue: Promise<unknown> = Promise.resolve();
  const whileAwake = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = queue.then(async () => {
      process.kill(pid, 'SIGCONT');
      try {
        return await work();
      } finally {
        process.kill(pid, 'SIGSTOP');
      }
    });
    queue = turn.catch(() => undefined);
    return turn;
  };
  return {
    ...subject,
    name: 'frozen',
    // What arrives during a freeze is read after it.
    settlingMs: 5_000,
    whileAwake,
    setOffset: (offset) => whileAwake(() => subject.setOffset(offset)),
    usage: () => whileAwake(() => subject.usage()),
    close: async () => {
      await queue;
      process.kill(pid, 'SIGCONT');
      await subject.close();
    },
  };
};

import type { Subject } from './subject.ts';

/**
 * A server that is frozen between two requests, like a Lambda sandbox: its process stops after each answer and continues
 * with the next request. It receives one request at a time.
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
    // The process reads data that arrives during a freeze after it.
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

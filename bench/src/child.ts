import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

/** A separate process, so that other subjects do not influence the engine's caches. */
export class Child {
  readonly #process: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#process = child;
  }

  /**
   * @param script - The main module; see {@link serve}.
   * @param args - Arguments of the script.
   * @param execArgv - Arguments of Node.js.
   * @returns The child when it is ready.
   */
  static async start(script: URL, args: readonly string[], execArgv: readonly string[] = []): Promise<Child> {
    const child = new Child(fork(script, args, { execArgv: [...execArgv] }));
    await child.#answer();
    return child;
  }

  /** Sends a request and resolves with the answer. */
  async ask<Answer>(question: unknown): Promise<Answer> {
    this.#process.send(question as string);
    return (await this.#answer()) as Answer;
  }

  /** Ends the process. Safe to call twice. */
  async stop(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = once(this.#process, 'exit');
    this.#process.kill();
    await ended;
  }

  #answer(): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const settle = (act: () => void): void => {
        this.#process.off('message', onMessage).off('exit', onExit);
        act();
      };
      const onMessage = (message: unknown): void => settle(() => resolve(message));
      const onExit = (): void =>
        settle(() =>
          reject(new Error(`A child process of the bench ended early: ${this.#process.spawnargs.join(' ')}`)),
        );
      this.#process.on('message', onMessage).on('exit', onExit);
    });
  }
}

/**
 * The child's side: reports that it is ready, then answers requests in order.
 *
 * @param answer - Answers a request. Its error ends the process and the run.
 */
export const serve = <Question>(answer: (question: Question) => unknown): void => {
  const send = (message: unknown): void => {
    process.send?.(message);
  };
  process.on('message', async (question) => send((await answer(question as Question)) ?? 'done'));
  send('ready');
};

/** Starts children, passes them to the callback, and ends them afterwards, also after an error. */
export const withChildren = async <Name extends string, Result>(
  starts: Readonly<Record<Name, () => Promise<Child>>>,
  work: (children: Readonly<Record<Name, Child>>) => Promise<Result>,
): Promise<Result> => {
  const children: Partial<Record<Name, Child>> = {};
  try {
    for (const name of Object.keys(starts) as Name[]) children[name] = await starts[name]();
    return await work(children as Record<Name, Child>);
  } finally {
    await Promise.all(Object.values<Child | undefined>(children).map((child) => child?.stop()));
  }
};

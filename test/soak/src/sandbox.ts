import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { VerifierEvent } from '@cognito-guard/core';

/** Options of the function in a sandbox. */
export interface SandboxOptions {
  readonly userPoolId: string;
  readonly clientId: string;
  readonly jwksUri: string;
  readonly refreshAfterSeconds: number;
}

/** The result of one invocation. */
export interface Invocation {
  /** `ok` or the refusal's code. */
  readonly outcome: string;
  readonly seconds: number;
  /** The verifier's events since the last invocation. */
  readonly events: readonly VerifierEvent[];
}

/**
 * A process with the life cycle of a Lambda sandbox: it stops after each answer and continues with the next event. Each
 * stop freezes the verifier's background work.
 */
export class Sandbox {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  static async start(options: SandboxOptions): Promise<Sandbox> {
    const script = fileURLToPath(new URL('./sandbox-process.ts', import.meta.url));
    const child = fork(script, [JSON.stringify(options)], { execArgv: ['--conditions=@cognito-guard/source'] });
    await once(child, 'message');
    child.kill('SIGSTOP');
    return new Sandbox(child);
  }

  /** Thaws the process, sends it a token, and freezes it after the answer. */
  async invoke(token: string): Promise<Invocation> {
    const startedAt = performance.now();
    const answered = once(this.#child, 'message');
    this.#child.kill('SIGCONT');
    this.#child.send(token);
    const [answer] = (await answered) as [Omit<Invocation, 'seconds'>];
    this.#child.kill('SIGSTOP');
    return { ...answer, seconds: (performance.now() - startedAt) / 1_000 };
  }

  async close(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGCONT');
    this.#child.kill();
    await ended;
  }
}

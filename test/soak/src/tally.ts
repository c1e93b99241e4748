import { createHistogram } from 'node:perf_hooks';
import type { Answer, Sent } from './oracle.ts';

/** A wrong answer with its details. */
export interface Wrong {
  readonly server: string;
  readonly kind: string;
  readonly answer: Answer;
  readonly right: readonly Answer[];
  /** Seconds since the start. */
  readonly at: number;
}

/** Counts of the requests to one server and of its answers. */
export class Tally {
  readonly latency = createHistogram();
  readonly answers = new Map<Answer, number>();
  readonly wrong: Wrong[] = [];
  readonly server: string;
  readonly #startedAt: number;
  requests = 0;
  wrongAccepts = 0;
  wrongRefusals = 0;
  /** Expected 503 while keys are unavailable. */
  outages = 0;
  /** Unexpected 5xx. */
  failures = 0;
  /** Requests with more than one correct answer. */
  open = 0;

  constructor(server: string, startedAt: number) {
    this.server = server;
    this.#startedAt = startedAt;
  }

  add({ token, receivedAt }: Sent, milliseconds: number, answer: Answer, right: ReadonlySet<Answer>): void {
    this.requests++;
    this.latency.record(Math.max(1, Math.round(milliseconds * 1000)));
    this.answers.set(answer, (this.answers.get(answer) ?? 0) + 1);
    if (right.size > 1) this.open++;
    if (right.has(answer)) {
      if (answer.startsWith('5')) this.outages++;
      return;
    }
    if (answer.startsWith('200')) this.wrongAccepts++;
    else if (answer.startsWith('4')) this.wrongRefusals++;
    else this.failures++;
    const at = (receivedAt - this.#startedAt) / 1000;
    this.wrong.push({ server: this.server, kind: token.kind, answer, right: [...right], at });
  }

  /** True after so many wrong answers that more would add no information. */
  get isHopeless(): boolean {
    return this.wrong.length >= 10;
  }

  get hasWrong(): boolean {
    return this.wrongAccepts + this.wrongRefusals + this.failures > 0;
  }
}

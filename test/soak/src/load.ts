import { Agent, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { spokenBy } from './apps.ts';
import type { JumpingClock } from './clock.ts';
import { type Answer, rightAnswers } from './oracle.ts';
import type { Subject } from './subject.ts';
import type { Tally } from './tally.ts';
import type { LabelledToken, TokenStream } from './tokens.ts';

/** The state that all connections share. */
export interface Load {
  readonly stream: TokenStream;
  readonly clock: JumpingClock;
  /** Real time of the last rotation, fault or jump. */
  readonly changedAt: () => number;
  readonly isOver: () => boolean;
}

const paths = { open: '/me', scoped: '/orders' } as const;

/** Sends one request on a kept-alive connection. A 200 must contain the token's subject. */
const ask = (agent: Agent, origin: string, path: string, token: LabelledToken): Promise<Answer> =>
  new Promise((resolve) => {
    const outgoing = request(`${origin}${path}`, { agent, headers: { authorization: `Bearer ${token.text}` } });
    outgoing.once('error', () => resolve('no answer'));
    outgoing.setTimeout(20_000, () => outgoing.destroy(new Error('no answer')));
    outgoing.once('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', () => resolve('no answer'));
      response.once('end', () => {
        const code = response.headers['x-auth-code'];
        if (response.statusCode !== 200) return resolve(`${response.statusCode} ${code ?? ''}`.trim());
        const isOwn = Buffer.concat(chunks).toString() === JSON.stringify({ subject: token.subject });
        resolve(isOwn ? '200' : '200 for another user');
      });
    });
    outgoing.end();
  });

/** Sends requests one after another on each connection until the load ends. */
export const putUnderLoad = async (subject: Subject, tally: Tally, load: Load, connections: number): Promise<void> => {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const { stream, clock, changedAt, isOver } = load;
  const keepBusy = async (): Promise<void> => {
    while (!isOver()) {
      const token = stream.next();
      const needsScope = Math.random() < 0.5;
      const path = needsScope ? paths.scoped : paths.open;
      const { answer, sent, milliseconds } = await subject.whileAwake(async () => {
        const sentAt = Date.now();
        const from = performance.now();
        const answer = await ask(agent, subject.origin, path, token);
        const milliseconds = performance.now() - from;
        return { answer, milliseconds, sent: { token, needsScope, sentAt, receivedAt: Date.now() } };
      });
      const { endpoint, settlingMs } = subject;
      const around = { clock, log: endpoint.log, changedAt: changedAt(), settlingMs };
      const judge = (): ReadonlySet<Answer> =>
        new Set([...rightAnswers(sent, around)].map((one) => spokenBy(subject.name, one)));
      let right = judge();
      if (answer.startsWith('5') && !right.has(answer)) {
        // On a busy machine, the endpoint can receive a fetch after the server has aborted it.
        await pause(2_000);
        right = judge();
      }
      tally.add(sent, milliseconds, answer, right);
    }
  };
  await Promise.all(Array.from({ length: connections }, keepBusy));
  agent.destroy();
};

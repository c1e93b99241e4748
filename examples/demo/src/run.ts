import { type ConformanceReply, parseChallenge, sendRaw } from '@cognito-guard/testing/conformance';
import type { DemoRequest } from './requests.ts';
import type { World } from './world.ts';

/** What a request was answered, beside what it should have been. */
export interface Row {
  readonly sent: string;
  readonly request: string;
  readonly status: number;
  readonly code: string;
  readonly challenge: string;
  /** Time in the verifier; a request without a token does not reach it. */
  readonly microseconds: string;
  readonly cache: string;
  /** One sentence for each difference; empty when all is as expected. */
  readonly differences: readonly string[];
}

const textOf = (reply: ConformanceReply, header: string): string => [reply.headers[header] ?? []].flat().join(', ');

const codeOf = ({ status, body }: ConformanceReply): string =>
  status >= 400 ? String((JSON.parse(body) as { code?: unknown }).code) : '';

/** The challenge without its description, which follows from the code. */
const shorten = (challenge: string): string => {
  const parsed = parseChallenge(challenge);
  if (parsed === null) return challenge;
  const shown = Object.entries(parsed.params).filter(([name]) => name !== 'error_description');
  return [parsed.scheme, shown.map(([name, value]) => `${name}="${value}"`).join(', ')].filter(Boolean).join(' ');
};

/** Sends one request over HTTP and holds the answer against the expected one. */
export const runRequest = async (world: World, demo: DemoRequest): Promise<Row> => {
  const { sent, route: [method, path] = ['GET', '/api/me'], expected } = demo;
  demo.before?.(world);
  world.forgetEvent();
  const headers = demo.authorization(world).map((value) => ['Authorization', value] as const);
  const reply = await sendRaw(world.origin, { method, path, headers });
  const event = world.lastEvent();

  const answer = {
    status: reply.status,
    code: codeOf(reply),
    challenge: shorten(textOf(reply, 'www-authenticate')),
    cache: event?.type === 'verified' && reply.status < 300 ? event.cache : '',
  };
  const wanted = { code: '', challenge: '', cache: '', ...expected };
  const names = ['status', 'code', 'challenge', 'cache'] as const;
  return {
    sent,
    request: `${method} ${path}`,
    ...answer,
    microseconds: event !== undefined && 'microseconds' in event ? String(event.microseconds) : '',
    differences: names
      .filter((name) => answer[name] !== wanted[name])
      .map((name) => `${name} is ${answer[name] || 'absent'}, expected ${wanted[name] || 'none'}`),
  };
};

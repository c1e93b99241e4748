import { type ConformanceReply, parseChallenge, sendRaw } from '@cognito-guard/testing/conformance';
import type { DemoRequest } from './requests.ts';
import type { World } from './world.ts';

/** The answer to a request, with the differences from the expected answer. */
export interface Row {
  readonly sent: string;
  readonly request: string;
  readonly status: number;
  readonly code: string;
  readonly challenge: string;
  /** Microseconds in the verifier; empty for a request without a token. */
  readonly microseconds: string;
  readonly cache: string;
  /** One sentence per difference from the expected answer. */
  readonly differences: readonly string[];
}

const textOf = (reply: ConformanceReply, header: string): string => [reply.headers[header] ?? []].flat().join(', ');

const codeOf = ({ status, body }: ConformanceReply): string =>
  status >= 400 ? String((JSON.parse(body) as { code?: unknown }).code) : '';

/** The challenge without its description, which depends only on the code. */
const shorten = (challenge: string): string => {
  const parsed = parseChallenge(challenge);
  if (parsed === null) return challenge;
  const shown = Object.entries(parsed.params).filter(([name]) => name !== 'error_description');
  return [parsed.scheme, shown.map(([name, value]) => `${name}="${value}"`).join(', ')].filter(Boolean).join(' ');
};

/** Sends one request over HTTP and compares the answer with the expected one. */
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

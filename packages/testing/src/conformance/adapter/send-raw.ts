import { request } from 'node:http';
import type { ConformanceRequest } from './case.ts';
import type { ConformanceReply } from './check-answer.ts';

/** Fails the case of an app that never answers, not the whole run. */
const timeoutMs = 10_000;

/**
 * Sends one request over a new connection, with its headers in order and unmerged. Unlike `fetch`, it can send a header
 * twice, and another `Host` than the origin's.
 *
 * @param origin - The app's origin, for example `http://127.0.0.1:3000`.
 * @returns The status, the headers by lower-case name, and the body as text. Rejects without a complete answer within
 *   10 seconds.
 */
export function sendRaw(origin: string, { method, path, headers }: ConformanceRequest): Promise<ConformanceReply> {
  const { hostname, port, host } = new URL(origin);
  const isGiven = (name: string): boolean => headers.some(([given]) => given.toLowerCase() === name);
  const defaults = [
    ...(isGiven('host') ? [] : ['Host', host]),
    ...(isGiven('connection') ? [] : ['Connection', 'close']),
  ];
  const rawHeaders = [...defaults, ...headers.flat()];
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(timeoutMs);
    const outgoing = request({ hostname, port, method, path, headers: rawHeaders, agent: false, signal });
    outgoing.once('error', reject);
    outgoing.once('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => {
        resolve({
          status: response.statusCode ?? 0,
          headers: unmergedHeaders(response.headersDistinct),
          body: Buffer.concat(chunks).toString('utf8'),
        });
      });
    });
    outgoing.end();
  });
}

function unmergedHeaders(distinct: NodeJS.Dict<string[]>): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(distinct).map(([name, values = []]) => {
      const [first] = values;
      return [name, first !== undefined && values.length === 1 ? first : values];
    }),
  );
}

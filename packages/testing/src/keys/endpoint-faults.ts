import type { ServerResponse } from 'node:http';
import { pipeline, Readable } from 'node:stream';
import { createGzip, gzipSync } from 'node:zlib';
import { type Jwks, randomKid } from './key.ts';
import { emptyKeySet, htmlPage } from './key-set-bodies.ts';

/**
 * A fault of a key endpoint:
 *
 * - a number: that status. A 3xx other than 304 has a `location` that serves the good key set, so that a client that
 *   follows redirects succeeds
 * - `'hang'`: the request is accepted and never answered
 * - `'trickle'`: the good key set at one byte every 100 ms
 * - `'reset'`: the connection is reset
 * - `'huge'`: 200 MB of white space inside an otherwise good key set; stops when the client leaves
 * - `'manyKeys'`: 10,000 keys, the good ones last
 * - `'empty'`: `{"keys":[]}`
 * - `'malformedSibling'`: one malformed key before the good ones
 * - `'html'`: a web page with status 200
 * - `'truncated'`: a complete HTTP answer with truncated JSON
 * - `'gzip'`: the good key set compressed, even if the client does not accept it
 * - `'gzipBomb'`: a small compressed answer that inflates to 100 MB of otherwise good key set
 */
export type KeyEndpointFault =
  | number
  | 'hang'
  | 'trickle'
  | 'reset'
  | 'huge'
  | 'manyKeys'
  | 'empty'
  | 'malformedSibling'
  | 'html'
  | 'truncated'
  | 'gzip'
  | 'gzipBomb';

const megabyte = 1024 * 1024;
const json = { 'content-type': 'application/json' };
const gzipJson = { ...json, 'content-encoding': 'gzip' };

/** Answers one request with the fault. `movedPath` is the target of redirects. */
export function answerWithFault(
  fault: KeyEndpointFault,
  jwks: Jwks,
  response: ServerResponse,
  movedPath: string,
): void {
  const good = JSON.stringify(jwks);
  switch (fault) {
    case 'hang':
      return;
    case 'trickle':
      trickle(good, response);
      return;
    case 'reset':
      response.socket?.resetAndDestroy();
      return;
    case 'huge':
      response.writeHead(200, json);
      pipeline(Readable.from(inflated(good, 200)), response, clientLeft);
      return;
    case 'gzipBomb':
      response.writeHead(200, gzipJson);
      pipeline(Readable.from(inflated(good, 100)), createGzip(), response, clientLeft);
      return;
    case 'gzip':
      response.writeHead(200, gzipJson).end(gzipSync(good));
      return;
    case 'manyKeys':
      response.writeHead(200, json).end(JSON.stringify({ keys: [...spareKeys(jwks), ...jwks.keys] }));
      return;
    case 'malformedSibling':
      response.writeHead(200, json).end(JSON.stringify({ keys: [malformedKey, ...jwks.keys] }));
      return;
    case 'empty':
      response.writeHead(200, json).end(emptyKeySet);
      return;
    case 'html':
      response.writeHead(200, { 'content-type': 'text/html' }).end(htmlPage);
      return;
    case 'truncated':
      response.writeHead(200, json).end(good.slice(0, good.length / 2));
      return;
    default:
      answerStatus(fault, response, movedPath);
  }
}

function answerStatus(status: number, response: ServerResponse, movedPath: string): void {
  const redirects = status >= 300 && status < 400 && status !== 304;
  response.writeHead(status, redirects ? { ...json, location: movedPath } : json);
  response.end(status === 204 || status === 304 ? undefined : '{"message":"fault"}');
}

function trickle(body: string, response: ServerResponse): void {
  response.writeHead(200, json).flushHeaders();
  let sent = 0;
  const timer = setInterval(() => {
    response.write(body.charAt(sent));
    sent += 1;
    if (sent === body.length) {
      clearInterval(timer);
      response.end();
    }
  }, 100);
  response.once('close', () => clearInterval(timer));
}

/** A key set with white space before its first key: valid for a reader without a size limit. */
function* inflated(good: string, megabytes: number): Generator<Buffer> {
  const start = '{"keys":[';
  const padding = Buffer.alloc(megabyte, ' ');
  yield Buffer.from(start);
  for (let sent = 0; sent < megabytes; sent += 1) yield padding;
  yield Buffer.from(good.slice(start.length));
}

function spareKeys(jwks: Jwks): object[] {
  return Array.from({ length: 10_000 - jwks.keys.length }, () => ({ ...jwks.keys[0], kid: randomKid() }));
}

const malformedKey = { alg: 'RS256', e: null, kid: 'malformed', kty: 'RSA', n: ['not', 'a', 'modulus'], use: 'sig' };

function clientLeft(): void {
  // Clients are expected to abort these answers: a premature close is not an error.
}

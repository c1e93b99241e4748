/** Requests as raw bytes: `fetch` and `node:http` would normalize or refuse the paths of these tests. */
import { once } from 'node:events';
import { connect } from 'node:net';

/** A response to a raw request. */
export interface RawAnswer {
  readonly status: number;
  readonly body: string;
}

/** @param path - One character for each byte. */
export const sendBytes = async (url: string, method: string, path: string, token: string): Promise<RawAnswer> => {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  // With HTTP/1.0, bodies are not sent in chunks.
  socket.write(`${method} ${path} HTTP/1.0\r\nAuthorization: Bearer ${token}\r\n\r\n`, 'latin1');
  await once(socket, 'close');
  const text = Buffer.concat(chunks).toString('utf8');
  const [, status = '0'] = /^HTTP\/1\.1 (\d{3})/.exec(text) ?? [];
  const start = text.indexOf('\r\n\r\n') + 4;
  return { status: Number(status), body: text.slice(start) };
};

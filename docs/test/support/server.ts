/** `docs/dist` as a static file server serves it, compressed. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { root } from '../../src/site.ts';

export const dist: string = join(root, 'docs/dist');

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.md': 'text/markdown; charset=utf-8',
  '.png': 'image/png',
  '.xml': 'application/xml',
  '.txt': 'text/plain; charset=utf-8',
};

const read = (path: string): Buffer | undefined => {
  try {
    return readFileSync(join(dist, path));
  } catch {
    return undefined;
  }
};

/** A started server. */
export interface SiteServer {
  /** Without a trailing slash. */
  readonly origin: string;
  close(): void;
}

/** Starts the server. A path without an extension is also looked up as `.html`, as GitHub Pages does. */
export const serveSite = async (): Promise<SiteServer> => {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://site.test');
    const path = decodeURIComponent(pathname).replace(/\/$/, '/index.html');
    const file = extname(path) === '' ? `${path}.html` : path;
    const content = read(file);
    response.writeHead(content === undefined ? 404 : 200, {
      'content-type': types[extname(file)] ?? 'application/octet-stream',
      'content-encoding': 'gzip',
    });
    response.end(gzipSync(content ?? ''));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};

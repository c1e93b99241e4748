import { createHash, createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { signedUrl } from '@cognito-guard/identity-pool';
import { SignatureV4 } from '@smithy/signature-v4';
import { expect, onTestFinished, test } from 'vitest';
import { createWorld } from './support/world.ts';

const credentials = async () => ({
  accessKeyId: 'ASIA0123456789ABCDEF',
  secretAccessKey: 'a secret access key',
  sessionToken: 'a/session+token==',
});
const region = 'eu-west-1';
const now = Date.UTC(2026, 0, 2, 3, 4, 5);
const clock = () => now;

class Sha256 {
  readonly #hash;
  constructor(secret?: string | Uint8Array) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret);
  }
  update(data: string | Uint8Array): void {
    this.#hash.update(data);
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
  reset(): void {}
}

/** The signature that the AWS SDK's signer computes for the same request. */
const signatureOfSdk = async (given: string, service: string, expiresIn: number): Promise<string> => {
  const { hostname, host, pathname, protocol, searchParams } = new URL(given);
  const query: Record<string, string | string[]> = {};
  for (const name of new Set(searchParams.keys())) query[name] = searchParams.getAll(name);
  const signer = new SignatureV4({ credentials, region, service, sha256: Sha256 as never });
  const request = { method: 'GET', protocol, hostname, path: pathname, query, headers: { host } };
  const { query: signed } = await signer.presign(request, { expiresIn, signingDate: new Date(now) });
  return String(signed?.['X-Amz-Signature']);
};

test.each([
  { what: 'a WebSocket API', url: 'wss://abc123.execute-api.eu-west-1.amazonaws.com/prod' },
  { what: 'a query', url: 'wss://abc123.execute-api.eu-west-1.amazonaws.com/prod?room=tea&limit=10&room=a%20b' },
  { what: 'an HTTP API', url: 'https://abc123.execute-api.eu-west-1.amazonaws.com/orders/a%20b?x=1' },
  { what: 'a port', url: 'ws://127.0.0.1:8080/' },
  { what: 'another service', url: 'https://x.lambda-url.eu-west-1.on.aws/', service: 'lambda' },
])('the signature of $what equals the signature of the AWS SDK', async ({ url, service = 'execute-api' }) => {
  const signed = await signedUrl(credentials, { region, service, clock, expiresInSeconds: 300 })(url);
  expect(new URL(signed).searchParams.get('X-Amz-Signature')).toBe(await signatureOfSdk(url, service, 300));
});

test('a signed URL keeps host and path, and its query names credential and lifetime', async () => {
  const signed = new URL(await signedUrl(credentials, { region, clock })('wss://api.example/prod?room=tea'));
  expect(`${signed.origin}${signed.pathname}`).toBe('wss://api.example/prod');
  expect(Object.fromEntries(signed.searchParams)).toEqual({
    room: 'tea',
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': 'ASIA0123456789ABCDEF/20260102/eu-west-1/execute-api/aws4_request',
    'X-Amz-Date': '20260102T030405Z',
    'X-Amz-Expires': '60',
    'X-Amz-Security-Token': 'a/session+token==',
    'X-Amz-Signature': expect.stringMatching(/^[\da-f]{64}$/),
    'X-Amz-SignedHeaders': 'host',
  });
});

const listen = async (server: Server): Promise<number> => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
};

test('a WebSocket client sends the signed query unchanged', async () => {
  const { exchange, identityPool, user } = await createWorld();
  const server = createServer();
  const asked = once(server, 'upgrade');
  const port = await listen(server);
  const url = await signedUrl(exchange.forUser(await user()), { region })(`ws://127.0.0.1:${port}/prod?room=a%20b`);
  const socket = new WebSocket(url);
  socket.addEventListener('error', () => undefined);
  const [request, connection] = await asked;
  connection.destroy();
  expect(request.url).toBe(url.slice(url.indexOf('/prod')));
  const accessKeyId = new URL(url).searchParams.get('X-Amz-Credential')?.split('/')[0] ?? '';
  expect(identityPool.sessionOf(accessKeyId)).toBeDefined();
});

test.each(['/orders', 'ftp://api.example/', 'javascript:alert(1)'])(
  'signedUrl rejects %s, and the error does not contain the URL',
  async (url) => {
    const rejected = signedUrl(credentials, { region })(url);
    await expect(rejected).rejects.toThrow(/^signedUrl: the URL must be absolute, with wss: or https:/);
    await expect(rejected).rejects.not.toThrow(url);
  },
);

test.each<[options: object, says: RegExp]>([
  [{}, /^signedUrl: region must be an AWS region/],
  [{ region, expiresInSeconds: 0 }, /^signedUrl: expiresInSeconds must be a whole number of seconds from 1 to 604800/],
  [{ region, expires: 60 }, /^signedUrl: options has no option "expires"/],
])('signedUrl throws a TypeError that names the option: %o', (options, says) => {
  expect(() => signedUrl(credentials, options as never)).toThrow(says);
});

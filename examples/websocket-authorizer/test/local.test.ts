import { request } from 'node:http';
import { afterAll, expect, test } from 'vitest';
import { askForPrice, startLocal } from '../src/local.ts';

const local = await startLocal();
const { api, pool } = local;
afterAll(() => local[Symbol.asyncDispose]());

/** The status of the response to a connection request. */
const connect = (protocol?: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const headers = {
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
      ...(protocol && { 'Sec-WebSocket-Protocol': protocol }),
    };
    const outgoing = request(api.url.replace(/^ws/, 'http'), { headers });
    outgoing.on('response', (response) => resolve(response.resume().statusCode));
    outgoing.on('upgrade', ({ statusCode }, socket) => {
      socket.destroy();
      resolve(statusCode);
    });
    outgoing.on('error', reject).end();
  });

test('a trader can connect with the WebSocket of browsers, and later messages have the name', async () => {
  const token = pool.accessToken({ username: 'alice', groups: ['traders'] });
  expect(await askForPrice(api.url, token)).toEqual({ hello: 'alice', price: 42 });
});

test('callers without the group are refused before the connection opens', async () => {
  expect(await connect()).toBe(401);
  expect(await connect(`bearer, ${pool.accessToken({ groups: ['traders'], expiresIn: -60 })}`)).toBe(401);
  expect(await connect(`bearer, ${pool.accessToken()}`)).toBe(403);
  expect(await connect(`bearer, ${pool.accessToken({ groups: ['traders'] })}`)).toBe(101);
});

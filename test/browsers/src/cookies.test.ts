/** What Chromium really sends: the headers on which `cookie(name)` decides. */
import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { createServer, type RequestListener, type Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { AuthError, createVerifier } from '@cognito-guard/core';
import { authenticateRequest, cookie, readNodeRequest } from '@cognito-guard/core/http';
import { createTestPool } from '@cognito-guard/testing';
import { launchBrowser } from '../../../packages/local-sign-in/test/browser/support/browser.ts';

const listen = async (hostname: string, listener: RequestListener): Promise<{ server: Server; origin: string }> => {
  const server = createServer(listener).listen(0, hostname);
  await once(server, 'listening');
  return { server, origin: `http://${hostname}:${(server.address() as AddressInfo).port}` };
};

const servePage: RequestListener = (_request, response) => {
  response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><title>A page</title><body>');
};

test('in Chromium, a cookie works for pages of the API, accepted origins and links, and for no other page', async () => {
  const pool = await createTestPool();
  const token = pool.accessToken();
  const verifier = createVerifier({ ...pool.options, tokenUse: 'access' });
  const other = await listen('127.0.0.1', servePage);
  const sibling = await listen('localhost', servePage);
  const app = await listen('localhost', servePage);
  const settings = {
    sources: [cookie('session', { origins: [app.origin] })],
    isOptional: false,
    challenge: {},
  };

  /** Emits the API's answer under the path of its request. */
  const answers = new EventEmitter();
  const guard: RequestListener = async (request, response) => {
    if (request.url === '/' || request.url === '/favicon.ico') return servePage(request, response);
    const { header, ...others } = readNodeRequest(request);
    // A cookie as of a browser that blocks none: Chromium's settings decide which ones of other sites it sends.
    const withCookie = { ...others, header: (name: string) => (name === 'cookie' ? `session=${token}` : header(name)) };
    const answer = await authenticateRequest(verifier, settings, withCookie).then(
      () => 'accepted',
      (error) => (AuthError.is(error) ? error.code : String(error)),
    );
    answers.emit(String(request.url), `${request.method} ${answer}`);
    response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><title>Answered</title>');
  };
  const api = await listen('localhost', guard);
  api.server.on('upgrade', async (request, socket) => {
    await guard(request, new ServerResponse(request));
    socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
  });

  const browser = await launchBrowser();
  try {
    const context = await browser.newContext();
    /** Runs a script in a new page of an origin. `@` in it is the URL that the API knows by this name. */
    const from = async (origin: string, name: string, script: string): Promise<string | undefined> => {
      const page = await context.newPage();
      await page.goto(`${origin}/`);
      const answered = once(answers, name, { signal: AbortSignal.timeout(10_000) });
      // A navigation may end the script.
      page.evaluate(`{ ${script.replaceAll('@', `${api.origin}${name}`)} }`).catch(() => undefined);
      const [answer] = await answered;
      return answer;
    };
    const kinds: Readonly<Record<string, string>> = {
      fetch: `fetch('@', { mode: 'no-cors', credentials: 'include' }).catch(() => undefined)`,
      cors: `fetch('@', { credentials: 'include' }).catch(() => undefined)`,
      image: `document.body.append(Object.assign(new Image(), { src: '@' }))`,
      frame: `document.body.append(Object.assign(document.createElement('iframe'), { src: '@' }))`,
      socket: `new WebSocket('@'.replace('http', 'ws'))`,
      link: `const link = Object.assign(document.createElement('a'), { href: '@' }); document.body.append(link); link.click()`,
      form: `const form = Object.assign(document.createElement('form'), { action: '@', method: 'post' }); document.body.append(form); form.submit()`,
      hiddenForm: `document.head.append(Object.assign(document.createElement('meta'), { name: 'referrer', content: 'no-referrer' })); const form = Object.assign(document.createElement('form'), { action: '@', method: 'post' }); document.body.append(form); form.submit()`,
    };
    const answersTo = async (who: string, origin: string): Promise<Readonly<Record<string, string | undefined>>> => {
      const found: Record<string, string | undefined> = {};
      for (const [kind, script] of Object.entries(kinds)) found[kind] = await from(origin, `/${who}/${kind}`, script);
      return found;
    };

    const refused = {
      fetch: 'GET cross_site_request',
      cors: 'GET cross_site_request',
      image: 'GET cross_site_request',
      frame: 'GET cross_site_request',
      socket: 'GET cross_site_request',
      link: 'GET accepted',
      form: 'POST cross_site_request',
      hiddenForm: 'POST cross_site_request',
    };
    assert.deepEqual(await answersTo('other', other.origin), refused);
    assert.deepEqual(await answersTo('sibling', sibling.origin), refused);
    // no-cors, images and frames send no Origin that could be accepted.
    assert.deepEqual(await answersTo('app', app.origin), {
      ...refused,
      cors: 'GET accepted',
      socket: 'GET accepted',
      form: 'POST accepted',
    });
    assert.deepEqual(await answersTo('own', api.origin), {
      ...Object.fromEntries(Object.keys(kinds).map((kind) => [kind, 'GET accepted'])),
      form: 'POST accepted',
      hiddenForm: 'POST accepted',
    });
    const typed = once(answers, '/typed');
    await (await context.newPage()).goto(`${api.origin}/typed`);
    assert.deepEqual(await typed, ['GET accepted']);
  } finally {
    await browser.close();
    for (const { server } of [other, sibling, app, api]) {
      server.closeAllConnections();
      server.close();
    }
  }
});

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createVerifier } from '@cognito-guard/core';
import * as v2 from '@modelcontextprotocol/client';
import { createApp } from '../../mcp-server/src/app.ts';
import { startLocal } from '../src/local.ts';

/** The redirect URI of the MCP client. */
export const redirectUri = 'http://localhost:6274/oauth/callback';

type Facade = Awaited<ReturnType<typeof startLocal>>;

export interface World extends AsyncDisposable, Facade {
  /** The URL of the MCP server, whose metadata name the façade. */
  readonly resource: string;
}

/** Starts a local user pool, the façade and the MCP server. */
export const startWorld = async (authorizationServer?: (facade: Facade) => string): Promise<World> => {
  const facade = await startLocal(0, [redirectUri]);
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const resource = `http://localhost:${(server.address() as AddressInfo).port}/mcp`;
  const verifier = createVerifier({
    ...facade.pool.options,
    clientId: ['mcpclients', 'desktop'],
    tokenUse: 'access',
    audience: resource,
  });
  server.on('request', createApp(verifier, resource, authorizationServer?.(facade) ?? facade.issuer));
  return {
    ...facade,
    resource,
    [Symbol.asyncDispose]: async () => {
      server.close();
      server.closeAllConnections();
      await facade[Symbol.asyncDispose]();
    },
  };
};

/** Where a browser is: a page, or the URL of an application outside. */
export interface Visited {
  readonly status: number;
  readonly url: URL;
  readonly text: string;
}

/** A browser that keeps cookies for each origin and follows redirects between the pool and the façade. */
export class Browser {
  readonly #cookies = new Map<string, Map<string, string>>();
  readonly #origins: readonly string[];

  /** The browser of a user who has a session of managed login, as the seeded user `alice`. */
  constructor({ pool, issuer }: World) {
    this.#origins = [pool.origin, issuer];
    const { cookies } = pool.browserState('alice');
    this.#cookies.set(pool.origin, new Map(cookies.map(({ name, value }) => [name, value])));
  }

  async visit(address: string | URL, form?: Readonly<Record<string, string>>): Promise<Visited> {
    const url = new URL(address);
    const { origin } = url;
    if (!this.#origins.includes(origin)) return { status: 0, url, text: '' };
    const jar = this.#cookies.get(origin) ?? new Map<string, string>();
    this.#cookies.set(origin, jar);
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { Cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form !== undefined && { method: 'POST', body: new URLSearchParams(form) }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      jar.set(name, value);
    }
    const location = response.headers.get('Location');
    if (location !== null) return this.visit(new URL(location, url));
    return { status: response.status, url, text: await response.text() };
  }

  /** Presses a button of the consent page. */
  decide(page: Visited, decision: 'allow' | 'deny'): Promise<Visited> {
    const [, request = ''] = /name="request" value="([^"]+)"/.exec(page.text) ?? [];
    return this.visit(new URL('/authorize', page.url), { request, decision });
  }
}

/** The OAuth side of an MCP client, for both versions of the SDK. */
export const createProvider = (registered?: { client_id: string }) => {
  const saved: { client?: object; tokens?: object; verifier?: string } =
    registered === undefined ? {} : { client: registered };
  const redirects: URL[] = [];
  return {
    redirects,
    redirectUrl: redirectUri,
    clientMetadata: { client_name: 'Test client', redirect_uris: [redirectUri], token_endpoint_auth_method: 'none' },
    state: () => 'the-state-of-the-client',
    clientInformation: () => saved.client as { client_id: string } | undefined,
    saveClientInformation: (client: object) => void Object.assign(saved, { client }),
    tokens: () => saved.tokens as { access_token: string; token_type: string } | undefined,
    saveTokens: (tokens: object) => void Object.assign(saved, { tokens }),
    redirectToAuthorization: (url: URL) => void redirects.push(url),
    saveCodeVerifier: (verifier: string) => void Object.assign(saved, { verifier }),
    codeVerifier: () => saved.verifier ?? '',
  };
};

export type Provider = ReturnType<typeof createProvider>;

/** `auth` of the SDK's client, both versions. */
export type AuthFunction = (
  provider: Provider,
  options: { serverUrl: string; authorizationCode?: string; iss?: string },
) => Promise<string>;

/** Calls a tool of the MCP server with the tokens of a provider, by version 2 of the SDK, and returns the content. */
export const callTool = async ({ resource }: World, authProvider: Provider, name = 'order'): Promise<unknown> => {
  const client = new v2.Client({ name: 'test', version: '1.0.0' });
  await client.connect(new v2.StreamableHTTPClientTransport(new URL(resource), { authProvider }));
  const { content } = await client.callTool({ name, arguments: { item: 'tea' } });
  await client.close();
  return content;
};

import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decodeToken } from '@cognito-guard/testing';
import {
  type ConformanceCase,
  type ConformanceRequest,
  type ConformanceWorld,
  conformanceCases,
  conformanceOutageCases,
  conformanceRoutes,
  createConformanceWorld,
  sendRaw,
} from '@cognito-guard/testing/conformance';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const allCases = [...conformanceCases, ...conformanceOutageCases];
const caseNamed = (name: string): ConformanceCase => {
  const found = conformanceCases.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`no case is named "${name}"`);
  return found;
};
const valuesOf = ({ headers }: ConformanceRequest, name: string): string[] =>
  headers.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value);

describe('the conformance cases', () => {
  let world: ConformanceWorld;
  beforeAll(async () => {
    world = await createConformanceWorld();
  });

  test('have unique names', () => {
    expect(new Set(allCases.map(({ name }) => name)).size).toBe(allCases.length);
  });

  test.each(allCases)('"$name" requests a conformance route', ({ request }) => {
    const { method, path } = request(world);
    const route = path.split('?')[0];
    expect(
      conformanceRoutes.filter((candidate) => candidate.method === method && candidate.path === route),
    ).toHaveLength(1);
  });

  test('cover every route and every code a request alone can cause', () => {
    const asked = new Set(
      allCases.map(({ request }) => request(world)).map((r) => `${r.method} ${r.path.split('?')[0]}`),
    );
    expect(asked).toEqual(new Set(conformanceRoutes.map(({ method, path }) => `${method} ${path}`)));
    expect(new Set(allCases.map(({ answer }) => answer.code).filter((code) => typeof code === 'string'))).toEqual(
      new Set([
        ...[
          'missing_token',
          'multiple_tokens',
          'malformed_credentials',
          'malformed_token',
          'unknown_key',
          'invalid_signature',
          'wrong_issuer',
        ],
        ...['wrong_token_use', 'wrong_client', 'wrong_audience', 'token_expired', 'token_not_active', 'invalid_claims'],
        ...['insufficient_scope', 'insufficient_group', 'cross_site_request'],
        ...['insufficient_user_authentication', 'keys_unavailable'],
      ]),
    );
  });

  test('the main table prepares no world, so that all cases can share one app', () => {
    expect(conformanceCases.filter(({ before, after }) => before !== undefined || after !== undefined)).toEqual([]);
  });

  test('an outage ends after its case', async () => {
    for (const { before, after } of conformanceOutageCases) {
      await before?.(world);
      await after?.(world);
      expect((await world.pool.fetch(world.pool.jwksUri)).status).toBe(200);
    }
  });

  test('the two pools differ only in the issuer', () => {
    expect(world.otherPool.clientId).toBe(world.pool.clientId);
    expect(world.otherPool.issuer).not.toBe(world.pool.issuer);
  });

  test('the token that is too long is otherwise valid', () => {
    const request = caseNamed('a good token of more than 9,000 characters is refused').request(world);
    const token = valuesOf(request, 'authorization')[0]?.slice('Bearer '.length) ?? '';
    expect(token.length).toBeGreaterThan(9_000);
    expect(token.length).toBeLessThan(12_000);
    expect(decodeToken(token).payload).toMatchObject({ iss: world.pool.issuer, client_id: world.pool.clientId });
  });

  test('trailing bits leave a token of the same length and another last character', () => {
    const request = caseNamed('set trailing bits in the last segment are refused').request(world);
    const token = valuesOf(request, 'authorization')[0]?.slice('Bearer '.length) ?? '';
    const signature = decodeToken(token).segments[2];
    const canonical = Buffer.from(signature, 'base64url').toString('base64url');
    expect(signature).not.toBe(canonical);
    expect(signature.slice(0, -1)).toBe(canonical.slice(0, -1));
  });
});

describe('sendRaw', () => {
  let server: Server;
  let origin: string;
  let received: IncomingMessage | undefined;
  beforeAll(async () => {
    server = createServer((request, response) => {
      received = request;
      response.setHeader('set-cookie', ['a=1', 'b=2']);
      response.writeHead(418, { 'x-one': '1' }).end('{"subject":"é"}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    origin = `http://127.0.0.1:${port}`;
  });
  afterAll(() => {
    server.close();
  });

  test('puts every header on the wire as given, in order and unmerged', async () => {
    const headers = [
      ['Authorization', 'Bearer a'],
      ['Cookie', 'session=1'],
      ['authorization', 'Bearer\tb'],
      ['Authorization', ''],
    ] as const;
    await sendRaw(origin, { method: 'DELETE', path: '/orders?x=1&x=2', headers });
    expect([received?.method, received?.url]).toEqual(['DELETE', '/orders?x=1&x=2']);
    expect(received?.rawHeaders.slice(-8)).toEqual(headers.flat());
    expect(received?.headers.host).toBe(new URL(origin).host);
  });

  test('returns status, headers and body', async () => {
    const reply = await sendRaw(origin, { method: 'GET', path: '/', headers: [] });
    expect(reply.status).toBe(418);
    expect(reply.headers['x-one']).toBe('1');
    expect(reply.headers['set-cookie']).toEqual(['a=1', 'b=2']);
    expect(reply.body).toBe('{"subject":"é"}');
  });

  test('rejects without a server', async () => {
    await expect(sendRaw('http://127.0.0.1:1', { method: 'GET', path: '/', headers: [] })).rejects.toThrow();
  });
});

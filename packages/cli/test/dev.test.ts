import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface } from 'node:readline';
import { createVerifier, type Verifier } from '@cognito-guard/core';
import { createTestPool } from '@cognito-guard/testing';
import { afterAll, describe, expect, test } from 'vitest';
import { dev } from '../src/commands/dev.ts';
import { end, run, start } from './support/command.ts';

/** The members of one line of `dev --json`. */
interface Shown {
  readonly userPoolId: string;
  readonly clientId: string;
  readonly jwksUri: string;
  readonly tokens: Readonly<Record<'access' | 'id' | 'machine' | 'expired', string>>;
}

interface Running {
  readonly child: ChildProcessWithoutNullStreams;
  /** Waits for the next line of JSON. */
  readonly next: () => Promise<Shown>;
}

const children: ChildProcessWithoutNullStreams[] = [];
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
});

const startDev = (...args: readonly string[]): Running => {
  const child = start(['dev', '--json', ...args]);
  children.push(child);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return { child, next: async () => JSON.parse((await lines.next()).value ?? '') as Shown };
};

/** Waits for the line that the pool prints at its start: from then on, it handles signals. */
const untilUp = (child: ChildProcessWithoutNullStreams): Promise<void> =>
  new Promise((resolve) => {
    child.stderr.on('data', (text: Buffer) => {
      if (text.includes('The pool is running')) resolve();
    });
  });

/** A new service without cached keys. */
const serviceFor = ({ userPoolId, clientId, jwksUri }: Shown): Verifier =>
  createVerifier({ userPoolId, clientId, jwksUri, tokenUse: null });

describe.concurrent('dev', () => {
  test('prints valid tokens that a service accepts, and an expired one that it refuses', async () => {
    const { next } = startDev('--group', 'admins', '--group', 'ops', '--scope', 'orders/read');
    const shown = await next();
    const { verify } = serviceFor(shown);
    const { access, id, machine, expired } = shown.tokens;
    expect(await verify(access, { allGroups: ['admins', 'ops'], allScopes: ['orders/read'] })).toBeTruthy();
    const { claims } = await verify(access);
    const { origin_jti } = claims;
    expect(await verify(id, { allGroups: ['admins', 'ops'] })).toMatchObject({
      tokenUse: 'id',
      claims: { origin_jti },
    });
    expect(await verify(machine, { allScopes: ['orders/read'] })).toMatchObject({ username: undefined });
    await expect(verify(expired)).rejects.toMatchObject({ code: 'token_expired' });
  });

  test('uses the given pool, client and port', async () => {
    const free = await (await createTestPool()).listen();
    const port = new URL(free.url).port;
    await free.close();
    const { next } = startDev('--port', port, '--user-pool-id', 'us-east-1_Mine', '--client-id', 'mine');
    expect(await next()).toMatchObject({
      userPoolId: 'us-east-1_Mine',
      clientId: 'mine',
      jwksUri: `http://127.0.0.1:${port}/us-east-1_Mine/.well-known/jwks.json`,
    });
  });

  test('signs with new keys after a line on stdin; the previous keys stay published until the next rotation', async () => {
    const { child, next } = startDev();
    const first = await next();
    child.stdin.write('\n');
    const second = await next();
    await serviceFor(second).verify(second.tokens.access);
    await serviceFor(second).verify(first.tokens.access);
    child.stdin.write('\n');
    const third = await next();
    await serviceFor(third).verify(third.tokens.id);
    await serviceFor(third).verify(second.tokens.id);
    await expect(serviceFor(third).verify(first.tokens.access)).rejects.toMatchObject({ code: 'unknown_key' });
  });

  test('signs with new keys at SIGUSR2, and keeps running when stdin ends', async () => {
    const { child, next } = startDev();
    const first = await next();
    await untilUp(child);
    child.stdin.end();
    child.kill('SIGUSR2');
    const second = await next();
    expect(second.jwksUri).toBe(first.jwksUri);
    await serviceFor(second).verify(second.tokens.access);
  });

  test.each(['SIGINT', 'SIGTERM'] as const)(
    'ends with 0 at %s, stdin being open and a client connected',
    async (signal) => {
      const { child, next } = startDev();
      const { jwksUri } = await next();
      const ended = end(child);
      await (await fetch(jwksUri)).text();
      child.kill(signal);
      expect(await ended).toMatchObject({ exitCode: 0 });
      await expect(fetch(jwksUri)).rejects.toThrow();
    },
  );

  test('prints lines for a shell that need no quotes', async () => {
    const child = start(['dev', '--scope', 'orders/read']);
    const ended = end(child);
    await untilUp(child);
    child.kill('SIGINT');
    const { stdout } = await ended;
    const exports = stdout.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    expect(exports).toHaveLength(7);
    for (const line of exports) expect(line).toMatch(/^export [A-Z_]+=[\w.:/-]+$/);
    expect(stdout).toContain('# curl -i http://localhost:3000/ -H "Authorization: Bearer $ACCESS_TOKEN"');
  });

  test('exits with 1 when the port is taken', async () => {
    await using taken = await (await createTestPool()).listen();
    const { exitCode, stdout, stderr } = await run(['dev', '--port', new URL(taken.url).port]);
    expect([exitCode, stdout]).toEqual([1, '']);
    const { port } = new URL(taken.url);
    expect(stderr).toContain(`Cannot listen on the port ${port}: EADDRINUSE: another program listens on it.`);
  });

  test.each([
    [['--port', '65536'], '--port must be a number'],
    [['--port', '80a'], '--port must be a number'],
    [['--user-pool-id', 'pool'], '--user-pool-id must look like a production id'],
    [['--client-id', 'Web App'], '--client-id must be lower-case letters and digits'],
    [['--scope', 'a b'], '--scope must be'],
    [['--group', ''], '--group must be'],
  ])('takes no %j', async (args, message) => {
    await expect(dev.run(args)).rejects.toMatchObject({ exitCode: 2, message: expect.stringContaining(message) });
  });
});

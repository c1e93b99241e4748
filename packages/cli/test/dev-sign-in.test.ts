import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface } from 'node:readline';
import { afterAll, describe, expect, test } from 'vitest';
import { dev } from '../src/commands/dev.ts';
import { end, start } from './support/command.ts';

const children: ChildProcessWithoutNullStreams[] = [];
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
});

describe('dev --sign-in', () => {
  test('serves a sign-in page for its user, and ends at SIGINT', async () => {
    const child = start(['dev', '--sign-in', '--json', '--group', 'admins', '--scope', 'orders/read']);
    children.push(child);
    const ended = end(child);
    const { value: line } = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next();
    const shown: Readonly<Record<string, string>> = JSON.parse(line ?? '');
    const url = new URL('/oauth2/authorize', shown['origin']);
    url.search = String(
      new URLSearchParams({
        response_type: 'code',
        client_id: shown['clientId'] ?? '',
        redirect_uri: 'http://localhost:3000/callback',
        scope: 'openid orders/read',
      }),
    );
    expect(await (await fetch(url)).text()).toContain('alice');
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ exitCode: 0 });
  });

  test('prints that it is for development only, and the options of a verifier', async () => {
    const child = start(['dev', '--sign-in', '--client-id', 'mine', '--callback-url', 'https://app.example/back']);
    children.push(child);
    const ended = end(child);
    child.stderr.on('data', (text: Buffer) => {
      if (text.includes('The pool is running')) child.kill('SIGTERM');
    });
    const { exitCode, stdout } = await ended;
    expect(exitCode).toBe(0);
    expect(stdout).toContain('DEVELOPMENT ONLY');
    expect(stdout).toContain('mine  https://app.example/back');
    for (const name of ['USER_POOL_ID', 'CLIENT_ID', 'ISSUER', 'JWKS_URI']) {
      expect(stdout).toMatch(new RegExp(`^export ${name}=[\\w.:/-]+$`, 'm'));
    }
  });

  test.each([
    [['--https'], '--https needs --sign-in.'],
    [['--callback-url', 'http://localhost:3000/'], '--callback-url needs --sign-in.'],
    [['--sign-in', '--callback-url', '/back'], 'callbackUrls[0] must be an absolute URL'],
  ])('takes no %j', async (args, message) => {
    await expect(dev.run(args)).rejects.toMatchObject({ exitCode: 2, message: expect.stringContaining(message) });
  });
});

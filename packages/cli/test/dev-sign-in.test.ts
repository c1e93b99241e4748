import { type ChildProcessWithoutNullStreams, execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { get } from 'node:https';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { createLocalSignIn } from '@cognito-guard/local-sign-in';
import { afterAll, describe, expect, test } from 'vitest';
import { dev } from '../src/commands/dev.ts';
import { type Ended, end, run, start } from './support/command.ts';
import { makeFolder } from './support/folder.ts';

const children: ChildProcessWithoutNullStreams[] = [];
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
});

/** Runs the pool, and stops it after `work`, which receives the text on stderr and the origin. */
const runUntilUp = async (
  args: readonly string[],
  work: (stderr: string, origin: string) => Promise<void>,
): Promise<Ended> => {
  const child = start(['dev', '--sign-in', ...args]);
  children.push(child);
  const ended = end(child);
  let stderr = '';
  await new Promise<void>((resolve) => {
    child.stderr.on('data', (text: Buffer) => {
      stderr += text;
      if (stderr.includes('The pool is running')) resolve();
    });
    child.once('close', () => resolve());
  });
  const [origin = ''] = /https?:\/\/localhost:\d+/.exec(stderr) ?? [];
  await work(stderr, origin);
  child.kill('SIGTERM');
  return ended;
};

const statusOf = async (url: string, ca: string | undefined): Promise<number | undefined> => {
  const request = get(url, { ca, agent: false });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  response.resume();
  return response.statusCode;
};

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

  test('prints the banner, a sign-in URL and the password on stderr, and only shell variables on stdout', async () => {
    const { exitCode, stdout, stderr } = await runUntilUp(
      ['--client-id', 'mine', '--callback-url', 'http://localhost:3000/back'],
      async (text) => {
        const [, url = ''] = /^ {2}sign in +(\S+)$/m.exec(text) ?? [];
        expect(await (await fetch(url)).text()).toContain('alice');
      },
    );
    expect(exitCode).toBe(0);
    expect(stderr).toContain('DEVELOPMENT ONLY');
    expect(stderr).toContain('mine  http://localhost:3000/back');
    expect(stderr).toContain('Sign in as alice, password Password1!');
    const lines = stdout.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
    expect(lines.map((line) => line.replace(/=.*/, ''))).toEqual(
      ['USER_POOL_ID', 'CLIENT_ID', 'ISSUER', 'JWKS_URI'].map((name) => `export ${name}`),
    );
    for (const line of lines) expect(line).toMatch(/^export [A-Z_]+=[\w.:/-]+$/);
  });

  const discovery = '/eu-west-1_LocalPool/.well-known/openid-configuration';

  test('writes the certificate to a file with which Node.js trusts the pool, and prints it in JSON', async () => {
    const file = join(makeFolder(), "it's the certificate.pem");
    const { stdout } = await runUntilUp(['--https', '--certificate', file], async (_, origin) => {
      const ca = await readFile(file, 'utf8');
      expect(await statusOf(`${origin}${discovery}`, ca)).toBe(200);
      await expect(statusOf(`${origin}${discovery}`, undefined)).rejects.toMatchObject({
        code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
      });
    });
    const [assignment = ''] = /^export NODE_EXTRA_CA_CERTS=.*$/m.exec(stdout) ?? [];
    const { stdout: path } = await promisify(execFile)('sh', ['-c', `${assignment}; printf %s "$NODE_EXTRA_CA_CERTS"`]);
    expect(path).toBe(file);
    const json = await runUntilUp(['--https', '--json'], async () => undefined);
    expect(JSON.parse(json.stdout)).toMatchObject({
      certificate: expect.stringMatching(/^-----BEGIN CERTIFICATE-----/),
    });
  });

  test('verify accepts a token of the pool with --issuer, and without it names the flag', async () => {
    await using local = await createLocalSignIn({ clients: [{ clientId: 'web' }], users: [{ username: 'alice' }] });
    const { accessToken } = await local.signIn('alice');
    const args = ['verify', '--user-pool-id', local.userPoolId, '--client-id', 'web', '--token-use', 'access'];
    const accepted = await run([...args, '--issuer', local.issuer], { stdin: accessToken });
    expect(accepted).toMatchObject({ exitCode: 0, stdout: expect.stringContaining(local.issuer) });
    const refused = await run(args, { stdin: accessToken });
    expect(refused).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('pass its issuer with --issuer') });
  });

  test('names --port when the port is taken', async () => {
    await using local = await createLocalSignIn({ clients: [{ clientId: 'web' }] });
    const taken = dev.run(['--sign-in', '--port', new URL(local.origin).port]);
    await expect(taken).rejects.toMatchObject({ message: expect.stringContaining('--port') });
  });

  test.each([
    [['--https'], '--https needs --sign-in.'],
    [['--certificate', 'a.pem'], '--certificate needs --sign-in.'],
    [['--sign-in', '--certificate', 'a.pem'], '--certificate needs --https.'],
    [['--host', '0.0.0.0'], 'A local pool is for this machine only, on purpose'],
    [['--sign-in', '--host', '0.0.0.0'], '--host must be localhost, 127.0.0.1 or ::1.'],
    [['--sign-in', '--scope', 'read'], 'a scope of a resource server with its identifier, such as orders/read'],
    [['--sign-in', '--client-id', 'Web App'], /^--client-id must be lower-case letters and digits/],
    [['--sign-in', '--user-pool-id', 'pool'], /^--user-pool-id must look like/],
    [['--sign-in', '--logout-url', '/'], /^--logout-url must be an absolute URL/],
    [['--callback-url', 'http://localhost:3000/'], '--callback-url needs --sign-in.'],
    [['--sign-in', '--callback-url', '/back'], /^--callback-url must be an absolute URL/],
  ])('takes no %j', async (args, message) => {
    await expect(dev.run(args)).rejects.toMatchObject({ exitCode: 2, message: expect.stringMatching(message) });
  });
});

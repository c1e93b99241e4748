import { type ChildProcessWithoutNullStreams, execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { get } from 'node:https';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { createLocalSignIn } from '@cognito-guard/local-sign-in';
import { decodeToken } from '@cognito-guard/testing';
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
    const message = `Cannot listen on the port ${new URL(local.origin).port}: EADDRINUSE: another program listens on it. Choose another with --port.`;
    await expect(taken).rejects.toMatchObject({ exitCode: 1, message });
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

test('the default client of dev --sign-in allows a sign-in by password with the AWS SDK', async () => {
  const state = join(makeFolder(), 'state.json');
  const first = await runUntilUp(['--state', state], async (text, origin) => {
    expect(text).toContain('Sign in as alice');
    const response = await fetch(origin, {
      method: 'POST',
      headers: { 'X-Amz-Target': 'AWSCognitoIdentityProviderService.InitiateAuth' },
      body: JSON.stringify({
        ClientId: 'web',
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: 'alice', PASSWORD: 'Password1!' },
      }),
    });
    expect(response.status).toBe(200);
  });
  const second = await runUntilUp(['--state', state], async (text) => {
    expect(text).toContain(`users          of ${state}`);
    expect(text).not.toContain('Sign in as alice');
  });
  const issuerOf = ({ stdout }: Ended): string | undefined => /^export ISSUER=.*$/m.exec(stdout)?.[0];
  expect(issuerOf(second)).toBe(issuerOf(first));
});

describe('dev --sign-in --seed', () => {
  const signIn = async (origin: string, username: string): Promise<Readonly<Record<string, unknown>>> => {
    const response = await fetch(origin, {
      method: 'POST',
      headers: { 'X-Amz-Target': 'AWSCognitoIdentityProviderService.InitiateAuth' },
      body: JSON.stringify({
        ClientId: 'shop',
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: username, PASSWORD: 'Password1!' },
      }),
    });
    return await response.json();
  };
  const pool = {
    clients: [{ clientId: 'shop', authFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'] }],
    users: [{ username: 'carol', password: 'Password1!', groups: ['buyers'] }],
  };
  const trigger = `export const refuse = async () => { throw new Error('Closed'); };
export const handler = async (event) => ({ ...event, response: { claimsAndScopeOverrideDetails: {
  idTokenGeneration: { claimsToAddOrOverride: { tenant: 'acme' } } } } });`;

  test('serves the pool of a JSON file, with triggers of modules beside it', async () => {
    const preTokenGeneration = { version: 'V2_0', handler: './triggers.mjs' };
    const seed = { ...pool, triggers: { preTokenGeneration } };
    const folder = makeFolder({ 'pool.json': JSON.stringify(seed), 'triggers.mjs': trigger });
    const { stdout } = await runUntilUp(['--seed', join(folder, 'pool.json')], async (_, origin) => {
      const { AuthenticationResult } = await signIn(origin, 'carol');
      const { IdToken } = AuthenticationResult as { readonly IdToken: string };
      expect(decodeToken(IdToken).payload).toMatchObject({ tenant: 'acme', 'cognito:groups': ['buyers'] });
    });
    expect(stdout).toContain('CLIENT_ID=shop');
  });

  test('serves the pool of a module, and names the export of a trigger', async () => {
    const seed = { ...pool, triggers: { preAuthentication: './triggers.mjs#refuse' } };
    const folder = makeFolder({ 'pool.json': JSON.stringify(seed), 'triggers.mjs': trigger });
    await runUntilUp(['--seed', join(folder, 'pool.json')], async (_, origin) => {
      expect(await signIn(origin, 'carol')).toMatchObject({
        __type: 'UserLambdaValidationException',
        message: 'PreAuthentication failed with error Closed.',
      });
    });
    const module = makeFolder({
      'pool.mjs': `import { refuse } from './triggers.mjs'; export default { ...${JSON.stringify(pool)}, triggers: { preAuthentication: refuse } };`,
      'triggers.mjs': trigger,
    });
    await runUntilUp(['--seed', join(module, 'pool.mjs')], async (_, origin) => {
      expect(await signIn(origin, 'carol')).toMatchObject({ __type: 'UserLambdaValidationException' });
    });
  });

  test('passes sign-outs to the revocation store of a module', async () => {
    const folder = makeFolder();
    const written = join(folder, 'revoked.json');
    const module = `import { writeFileSync } from 'node:fs';
const revokeUser = async (one) => writeFileSync(${JSON.stringify(written)}, JSON.stringify(one));
export default { ...${JSON.stringify(pool)}, revocation: { revokeUser, revokeSession: revokeUser } };`;
    const seed = join(makeFolder({ 'pool.mjs': module }), 'pool.mjs');
    await runUntilUp(['--seed', seed], async (_, origin) => {
      const { AuthenticationResult } = await signIn(origin, 'carol');
      const { AccessToken } = AuthenticationResult as { readonly AccessToken: string };
      const headers = { 'X-Amz-Target': 'AWSCognitoIdentityProviderService.GlobalSignOut' };
      await fetch(origin, { method: 'POST', headers, body: JSON.stringify({ AccessToken }) });
      const { sub } = decodeToken(AccessToken).payload;
      expect(JSON.parse(await readFile(written, 'utf8'))).toMatchObject({ subject: sub });
    });
  });

  test.each([
    ['no JSON', '{', 'pool.json is not JSON.'],
    ['no object', '[]', 'pool.json must hold an object'],
    ['no clients', '{}', 'pool.json: clients must be an array of app clients; it is missing.'],
    ['a wrong option', '{"clients":[{"clientId":"A"}]}', 'pool.json: clients[0].clientId must be lower-case letters'],
    ['an unknown option', '{"client":[]}', 'pool.json has no option "client"'],
    ['a port', '{"clients":[],"port":1}', 'pool.json: port does not go into the file: use --port.'],
    [
      'a trigger that no module exports',
      JSON.stringify({ ...pool, triggers: { preSignUp: './triggers.mjs#nothing' } }),
      'pool.json: triggers.preSignUp must name a module that exports the function "nothing"',
    ],
    [
      'a trigger without a module',
      JSON.stringify({ ...pool, triggers: { preSignUp: './none.mjs' } }),
      'pool.json: triggers.preSignUp cannot be loaded',
    ],
  ])('refuses a file with %s, and names the file and the option', async (_, text, message) => {
    const cwd = makeFolder({ 'pool.json': text, 'triggers.mjs': trigger });
    const { exitCode, stderr } = await run(['dev', '--sign-in', '--seed', 'pool.json'], { cwd });
    expect(stderr).toContain(message);
    expect(exitCode).toBe(2);
  });

  test.each(['--client-id=x', '--callback-url=http://localhost:1/', '--group=a'])('does not take %s', async (flag) => {
    const cwd = makeFolder({ 'pool.json': JSON.stringify(pool) });
    const { stderr } = await run(['dev', '--sign-in', '--seed', 'pool.json', flag], { cwd });
    expect(stderr).toContain(`${flag.split('=')[0]} does not go with --seed`);
  });

  test('with --state keeps a sign-in and the keys over a killed process', async () => {
    const folder = makeFolder({ 'pool.json': JSON.stringify(pool) });
    const args = ['--seed', join(folder, 'pool.json'), '--state', join(folder, 'state.json')];
    const call = (origin: string, operation: string, input: object): Promise<Response> =>
      fetch(origin, {
        method: 'POST',
        headers: { 'X-Amz-Target': `AWSCognitoIdentityProviderService.${operation}` },
        body: JSON.stringify(input),
      });
    let port = '';
    let tokens: Readonly<Record<string, string>> = {};
    const killed = await runUntilUp(args, async (_, origin) => {
      ({ port } = new URL(origin));
      const { AuthenticationResult } = await signIn(origin, 'carol');
      tokens = AuthenticationResult as typeof tokens;
      children.at(-1)?.kill('SIGKILL');
    });
    expect(killed.exitCode).toBeNull();
    await runUntilUp([...args, '--port', port], async (_, origin) => {
      const { AccessToken, RefreshToken } = tokens;
      expect((await call(origin, 'GetUser', { AccessToken })).status).toBe(200);
      const refreshed = await call(origin, 'GetTokensFromRefreshToken', { ClientId: 'shop', RefreshToken });
      expect(refreshed.status).toBe(200);
    });
  });

  test.each([
    [['--seed', 'nope.json'], 'The file of --seed cannot be read: ENOENT: nope.json.'],
    [['--seed', 'nope.mjs'], 'nope.mjs cannot be loaded: '],
    [
      ['--state', '/nonexistent/state.json'],
      '--state must be a file that the pool can write; got ENOENT: /nonexistent/state.json.',
    ],
  ])('with %j exits with 2, and names the file', async (args, message) => {
    await expect(dev.run(['--sign-in', ...args])).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining(message),
    });
  });

  test('names --state where its file is of another program', async () => {
    const cwd = makeFolder({ 'pool.json': JSON.stringify(pool), 'state.json': 'mine' });
    const { stderr } = await run(['dev', '--sign-in', '--seed', 'pool.json', '--state', 'state.json'], { cwd });
    expect(stderr).toContain('--state must be a file that a local pool of this version wrote');
  });
});

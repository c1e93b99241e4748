import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { createTestKey, createTestPool } from '@cognito-guard/testing';
import { afterAll, describe, expect, test } from 'vitest';
import { run } from './support/command.ts';
import { makeFolder } from './support/folder.ts';
import { publish } from './support/key-server.ts';

const pool = await createTestPool();
const endpoint = await pool.listen();
afterAll(() => endpoint.close());

const named = ['doctor', '--user-pool-id', pool.userPoolId];
const original = `cognito-idp.${pool.region}.amazonaws.com`;
const updated = `issuer-${original}`;

/** A folder without installed packages. */
const nowhere = (): string => makeFolder();

describe.concurrent('doctor', () => {
  test('prints one line for each check, and exits with 0 without a failure', async () => {
    const hosts = { [original]: endpoint.url, [updated]: endpoint.url };
    const { exitCode, stdout, stderr } = await run(named, { hosts, cwd: nowhere() });
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout.split('\n').map((line) => line.replace(/\d+(\.\d+)*/g, 'N'))).toEqual([
      'ok    Node N',
      'ok    @cognito-guard/core is not installed here',
      'ok    cognito-idp.eu-west-N.amazonaws.com: N usable keys in N ms',
      'ok    issuer-cognito-idp.eu-west-N.amazonaws.com: N usable keys in N ms',
      expect.stringMatching(/^ok {4}this clock agrees with the key endpoint's$/),
      '',
    ]);
  });

  test('warns when one of the two issuers is unreachable, because the other suffices', async () => {
    const { exitCode, stdout } = await run(named, { hosts: { [original]: endpoint.url }, cwd: nowhere() });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^ok {4}cognito-idp/m);
    expect(stdout).toMatch(/^warn {2}issuer-cognito-idp.*: network\. .*The other URL has the keys\.$/m);
  });

  test('fails when both issuers are unreachable, and prints the next step', async () => {
    const { exitCode, stdout } = await run(named, { cwd: nowhere() });
    expect(exitCode).toBe(1);
    expect(stdout.match(/^fail .*: network\. Check DNS/gm)).toHaveLength(2);
    expect(stdout).toMatch(/^warn {2}No endpoint sent its time/m);
  });

  test.each([
    ['http://127.0.0.1:9/jwks.json', 'BAD_PORT', 'Choose another port'],
    ['http://127.0.0.1:7999/jwks.json', 'ECONNREFUSED', 'Check host and port'],
  ])('names a failure of the network by its code: %s', async (uri, code, next) => {
    const { exitCode, stdout } = await run([...named, '--jwks-uri', uri], { cwd: nowhere() });
    expect(exitCode).toBe(1);
    expect(stdout).toContain(`: network (${code}). ${next}`);
  });

  test('names --jwks-uri when its server has no key set at that path', async () => {
    const { stdout } = await run([...named, '--jwks-uri', `${endpoint.url}/nope`], { cwd: nowhere() });
    expect(stdout).toMatch(/^fail .*: not_found .*Check the path of --jwks-uri: its server has nothing there\.$/m);
  });

  test('fails when the endpoint has no such pool', async () => {
    const args = ['doctor', '--user-pool-id', 'eu-west-1_Gone', '--json'];
    const hosts = { [original]: endpoint.url, [updated]: endpoint.url };
    const { exitCode, stdout } = await run(args, { hosts, cwd: nowhere() });
    expect(exitCode).toBe(1);
    const { ok, findings } = JSON.parse(stdout);
    expect(ok).toBe(false);
    expect(findings).toContainEqual({
      check: 'keys',
      verdict: 'fail',
      text: expect.stringMatching(/not_found \(404\)\. Check the user pool id/),
    });
  });

  test.each([
    [0, 'ok', 0],
    [4, 'warn', 0],
    [-4, 'warn', 0],
    [60, 'fail', 1],
    [-60, 'fail', 1],
    [undefined, 'warn', 0],
  ])('compares the clock with an endpoint %s seconds ahead: %s', async (aheadSeconds, verdict, exit) => {
    const uri = await publish(pool.jwks(), (response) => {
      if (aheadSeconds === undefined) response.sendDate = false;
      else response.setHeader('date', new Date(Date.now() + aheadSeconds * 1000).toUTCString());
    });
    const { exitCode, stdout } = await run([...named, '--jwks-uri', uri, '--json'], { cwd: nowhere() });
    expect(exitCode).toBe(exit);
    const { findings } = JSON.parse(stdout);
    const side = aheadSeconds === undefined ? 'No endpoint sent' : aheadSeconds < 0 ? 'ahead of' : 'behind';
    const text = aheadSeconds === 0 ? "this clock agrees with the key endpoint's" : expect.stringContaining(side);
    expect(findings).toContainEqual({ check: 'clock', verdict, text });
  });

  test('warns about unusable keys, and about a private key', async () => {
    const skipped = await publish({ keys: [createTestKey().jwk, { kty: 'oct' }] });
    const first = await run([...named, '--jwks-uri', skipped], { cwd: nowhere() });
    expect(first.stdout).toMatch(/^warn .*1 usable keys in \d+ ms, and 1 that verifiers skip\.$/m);
    const leaked = await publish({ keys: [createTestKey().jwk, { ...createTestKey().jwk, d: 'secret' }] });
    const second = await run([...named, '--jwks-uri', leaked], { cwd: nowhere() });
    expect(second.stdout).toMatch(/^warn .*a private key, which is not used\. Tell the owner/m);
  });
});

describe.concurrent('copies of core', () => {
  const manifest = (version: string): string => JSON.stringify({ name: '@cognito-guard/core', version });
  const doctorIn = async (cwd: string): Promise<string> =>
    (await run([...named, '--jwks-uri', endpoint.jwksUri], { cwd })).stdout;

  test('one copy passes, also with two links to it', async () => {
    const folder = makeFolder({
      'packages/core/package.json': manifest('1.2.3'),
      'node_modules/@cognito-guard/x/package.json': '{}',
      'node_modules/a/node_modules/@cognito-guard/y/package.json': '{}',
    });
    for (const nodeModules of ['node_modules', 'node_modules/a/node_modules']) {
      symlinkSync(join(folder, 'packages/core'), join(folder, nodeModules, '@cognito-guard/core'));
    }
    expect(await doctorIn(folder)).toMatch(/^ok {4}@cognito-guard\/core 1\.2\.3, installed once$/m);
  });

  test.each([
    ['below another package', 'node_modules/a/node_modules/@cognito-guard/core'],
    ['below a package with a scope', 'node_modules/@a/b/node_modules/@cognito-guard/core'],
    ["in pnpm's store", 'node_modules/.pnpm/@cognito-guard+core@2.0.0/node_modules/@cognito-guard/core'],
  ])('two are a warning: %s', async (_, path) => {
    const folder = makeFolder({
      'node_modules/@cognito-guard/core/package.json': manifest('1.0.0'),
      [`${path}/package.json`]: manifest('2.0.0'),
    });
    expect(await doctorIn(folder)).toContain(
      `warn  @cognito-guard/core is installed 2 times: 1.0.0 in node_modules/@cognito-guard/core, 2.0.0 in ${path}.`,
    );
  });

  test('a copy in a parent folder counts, because Node.js searches it', async () => {
    const folder = makeFolder({
      'node_modules/@cognito-guard/core/package.json': manifest('1.0.0'),
      'app/node_modules/@cognito-guard/core/package.json': manifest('2.0.0'),
    });
    expect(await doctorIn(join(folder, 'app'))).toContain('is installed 2 times');
  });
});

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createVerifier } from '@cognito-guard/core';
import { createTestKey, createTestPool, type KeyEndpointFault } from '@cognito-guard/testing';
import { afterAll, describe, expect, test } from 'vitest';
import { run } from './support/command.ts';
import { makeFolder } from './support/folder.ts';
import { publish } from './support/key-server.ts';

const pool = await createTestPool();
const endpoint = await pool.listen();
afterAll(() => endpoint.close());

const named = ['keys', '--user-pool-id', pool.userPoolId];

describe.concurrent('keys', () => {
  test('prints a value for keys.preload that a verifier accepts without a network', async () => {
    const { exitCode, stdout, stderr } = await run([...named, '--jwks-uri', endpoint.jwksUri]);
    expect([exitCode, stderr]).toEqual([0, '']);
    const preload = JSON.parse(stdout);
    const fetch = () => Promise.reject(new Error('no network'));
    const verifier = createVerifier({ ...pool.options, tokenUse: 'access', keys: { preload, fetch } });
    expect(await verifier.verify(pool.accessToken())).toMatchObject({ subject: pool.subject });
  });

  test('fetches from the original issuer, and from the updated one when the original has no such pool', async () => {
    const region = pool.region;
    const original = await run(named, { hosts: { [`cognito-idp.${region}.amazonaws.com`]: endpoint.url } });
    expect(JSON.parse(original.stdout)).toEqual(pool.jwks());
    const elsewhere = await createTestPool({ userPoolId: `${region}_Elsewhere` });
    await using other = await elsewhere.listen();
    const updated = await run(named, {
      hosts: {
        [`cognito-idp.${region}.amazonaws.com`]: other.url,
        [`issuer-cognito-idp.${region}.amazonaws.com`]: endpoint.url,
      },
    });
    expect(JSON.parse(updated.stdout)).toEqual(pool.jwks());
  });

  test('prints only usable keys, and only their public members', async () => {
    const { jwk } = createTestKey('good');
    const good = { ...jwk, x5t: 'thumbprint' };
    const leaked = { ...createTestKey('leaked').jwk, d: 'private-part' };
    const encryption = { ...createTestKey('encryption').jwk, use: 'enc' };
    const uri = await publish({ keys: [leaked, encryption, good] });
    const { exitCode, stdout, stderr } = await run([...named, '--jwks-uri', uri]);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ keys: [jwk] });
    expect(stderr).toContain('the set contains a private key');
    expect(stderr).toContain('2 published keys were skipped');
    expect(stderr).not.toContain('private-part');
  });

  test('writes the file of --output', async () => {
    const file = join(makeFolder(), 'jwks.json');
    const { exitCode, stdout, stderr } = await run([...named, '--jwks-uri', endpoint.jwksUri, '--output', file]);
    expect([exitCode, stdout]).toEqual([0, '']);
    expect(stderr).toContain('Wrote 2 keys');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(pool.jwks());
  });

  test('exits with 1 when the file cannot be written', async () => {
    const args = [...named, '--jwks-uri', endpoint.jwksUri, '--output', join(makeFolder(), 'no', 'jwks.json')];
    const { exitCode, stderr } = await run(args);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('--output cannot be written: ENOENT.');
  });
});

describe.concurrent('an endpoint without usable keys exits with 1 and leaves the file of --output unchanged', () => {
  test.each<[KeyEndpointFault, string]>([
    [500, 'http_status \\(500\\)'],
    [404, 'not_found \\(404\\)'],
    ['reset', 'network \\(\\w+\\)'],
    ['hang', 'timeout'],
    ['huge', 'too_large'],
    ['gzip', 'encoded'],
    ['truncated', 'not_a_key_set'],
    ['empty', 'no_usable_key'],
  ])('%s', async (fault, failure) => {
    await using faulty = await pool.listen();
    faulty.fault(fault);
    const folder = makeFolder({ 'old.json': 'old' });
    const { exitCode, stdout, stderr } = await run([
      ...named,
      '--jwks-uri',
      faulty.jwksUri,
      '--output',
      join(folder, 'old.json'),
    ]);
    expect([exitCode, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(new RegExp(`^cognito-guard: No keys from 127\\.0\\.0\\.1:\\d+: ${failure}\\. [A-Z]`));
    expect(readFileSync(join(folder, 'old.json'), 'utf8')).toBe('old');
  });

  test('an endpoint without usable keys creates no file of --output', async () => {
    const file = join(makeFolder(), 'jwks.json');
    expect(await run([...named, '--output', file])).toMatchObject({ exitCode: 1 });
    expect(existsSync(file)).toBe(false);
  });
});

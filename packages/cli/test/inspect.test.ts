import { join } from 'node:path';
import { outlineToken } from '@cognito-guard/local-sign-in/internal';
import { createTestPool, tamperHeader } from '@cognito-guard/testing';
import { describe, expect, test } from 'vitest';
import { run } from './support/command.ts';
import { makeFolder } from './support/folder.ts';

const pool = await createTestPool();

describe.concurrent('inspect', () => {
  test('prints first that the token is not verified', async () => {
    const { exitCode, stdout } = await run(['inspect'], { stdin: pool.accessToken() });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^NOT VERIFIED: /);
  });

  test('shows header, claims, and times as dates', async () => {
    const { stdout } = await run(['inspect'], { stdin: pool.accessToken({ expiresIn: 750, groups: ['admins'] }) });
    expect(stdout).toContain(`"kid": "${pool.keys.access.kid}"`);
    expect(stdout).toContain('"cognito:groups": [\n    "admins"\n  ]');
    expect(stdout).toMatch(/^ {2}expires {5}\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC, in 12 minutes$/m);
    expect(stdout).toContain('No problem found so far.');
  });

  test.each([
    ['an access token', pool.accessToken(), { clientId: pool.clientId, tokenUse: 'access' }],
    ['an ID token', pool.idToken(), { clientId: pool.clientId, tokenUse: 'id' }],
    [
      'a token for one API',
      pool.accessToken({ claims: { aud: 'https://api.test' } }),
      { audience: 'https://api.test' },
    ],
    ['the updated issuer', pool.accessToken({ claims: { iss: pool.updatedIssuer } }), { userPoolId: pool.userPoolId }],
    [
      'a replica',
      pool.accessToken({ claims: { iss: pool.issuer.replace('eu-west-1.', 'us-west-2.') } }),
      { userPoolId: pool.userPoolId, issuer: pool.issuer.replace('eu-west-1.', 'us-west-2.') },
    ],
  ])('names the options of a verifier for %s', async (_, stdin, expected) => {
    const { stdout } = await run(['inspect', '--json'], { stdin });
    const { options, refusal, verified } = JSON.parse(stdout);
    expect(verified).toBe(false);
    expect(options).toMatchObject({ userPoolId: pool.userPoolId, ...expected });
    expect(refusal).toBeUndefined();
  });

  test.each([
    ['an expired token', pool.accessToken({ expiresIn: -60 }), 'token_expired'],
    ['another algorithm', tamperHeader(pool.accessToken(), { alg: 'HS256' }), 'malformed_token'],
    ['a lifetime of a year', pool.accessToken({ expiresIn: 31_536_000 }), 'invalid_claims'],
    ['an issuer that is not Cognito', pool.accessToken({ claims: { iss: 'https://issuer.test/' } }), 'wrong_issuer'],
    ['no issuer', pool.accessToken({ claims: { iss: undefined } }), 'wrong_issuer'],
    ['more than maxTokenLength', pool.accessToken({ claims: { note: 'x'.repeat(9000) } }), 'malformed_token'],
  ])('says what a verifier would refuse in %s', async (_, stdin, code) => {
    const { exitCode, stdout } = await run(['inspect'], { stdin });
    expect(exitCode).toBe(1);
    expect(stdout).toContain(`A verifier would refuse it: ${code}. `);
    expect(await run(['inspect', '--json'], { stdin })).toMatchObject({ exitCode: 1 });
  });

  test('recognizes a refresh token by its header', async () => {
    const header = Buffer.from('{"cty":"JWT","enc":"A256GCM","alg":"RSA-OAEP"}').toString('base64url');
    const { exitCode, stdout } = await run(['inspect'], { stdin: `${header}.QUJD.QUJD.QUJD.QUJD` });
    expect(exitCode).toBe(1);
    expect(stdout).toContain('"enc": "A256GCM"');
    expect(stdout).toContain("an encrypted token (JWE), as Cognito's refresh tokens are");
  });

  test('exits with 1 for text that is not a token', async () => {
    const { exitCode, stdout, stderr } = await run(['inspect'], { stdin: 'no token' });
    expect([exitCode, stdout]).toEqual([1, '']);
    expect(stderr).toContain('This is not a token');
  });

  const good = pool.accessToken();
  test.each([
    ['a truncated signature', good.slice(0, -40), 'The signature has 302 characters instead of 342'],
    ['a truncated signature that is still base64url', good.slice(0, -342 + 4), 'has 4 characters'],
    ['a copy from a log', `${good.slice(0, -200)}...`, 'The token contains an ellipsis: it was cut off.'],
    ['an ellipsis as one character', `${good.slice(0, -200)}…`, 'The token contains an ellipsis: it was cut off.'],
    ['no signature', good.slice(0, -343), 'The token has two parts of three: it was cut off.'],
    ['the header alone', good.split('.', 1).join(), 'The token has one part of three: it was cut off.'],
    ['no first character', good.slice(1), 'The first character of the token is missing.'],
  ])('inspect and verify say what a token lost where it was copied: %s', async (_, stdin, told) => {
    const rules = ['--user-pool-id', pool.userPoolId, '--any-client', '--token-use', 'access'];
    const folder = makeFolder({ 'jwks.json': JSON.stringify(pool.jwks()) });
    for (const args of [['inspect'], ['verify', ...rules, '--jwks', join(folder, 'jwks.json')]]) {
      const { exitCode, stdout, stderr } = await run(args, { stdin });
      expect(exitCode).toBe(1);
      expect(stdout + stderr).toContain(told);
      expect(stdout + stderr).toMatch(/Copy the whole/);
      expect(stdout + stderr).not.toContain('encrypted');
    }
  });

  test.each(['a.b.c', 'e30.e30.a.b.c', '....', 'bnVsbA.bnVsbA.', 'e30.e30'])('%j is not a token', (text) => {
    expect(outlineToken(text)).toBeUndefined();
  });

  test('prints invalid times as plain claims', async () => {
    const { exitCode, stdout } = await run(['inspect'], {
      stdin: pool.accessToken({ claims: { exp: 1e300, iat: 'yesterday' } }),
    });
    expect(exitCode).toBe(1);
    expect(stdout).toContain('"exp": 1e+300');
    expect(stdout).not.toContain('expires ');
  });

  test('escapes control characters of claims', async () => {
    const { stdout } = await run(['inspect'], {
      stdin: pool.accessToken({ claims: { note: '\u009b2J\u202e\u2028', iss: `https://a.test/\u001b]0;x\u0007` } }),
    });
    expect(stdout).toContain('"note": "\\u009b2J\\u202e\\u2028"');
    expect(stdout.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e\u2028]/u);
  });
});

import { createVerifier } from '@cognito-guard/core';
import { describe, expect, test } from 'vitest';
import { goodPool, mistakeIn } from '../support/option-mistakes.ts';

describe('the JWKS URL', () => {
  const refused = [
    'http://example.com/pool',
    'http://10.0.0.1/pool',
    'http://0.0.0.0/pool',
    'http://127.0.0.1.example.com/pool',
    'http://localhost.example.com/pool',
    'http://mylocalhost/pool',
    'ftp://127.0.0.1/pool',
    'file:///etc/keys.json',
    'data:application/json,{}',
    'javascript:0',
    'example.com/pool',
    '/pool',
    'https://user:secret@example.com/pool',
    'https://user@example.com/pool',
    'https://example.com/pool?x=1',
    'https://example.com/pool#x',
    'https://example.com/ pool',
    'https://example.com/pool\n',
  ];
  test.each(['issuer', 'jwksUri'].flatMap((path) => refused.map((url) => [path, url] as const)))(
    '%s refuses %j',
    (path, url) => {
      const message = mistakeIn({ ...goodPool, [path]: url });
      expect(message).toContain(`createVerifier: ${path} must be an https: URL`);
      expect(message).toContain('loopback');
      expect(message).toContain(`got ${JSON.stringify(url)}.`);
    },
  );

  test.each([
    'http://127.0.0.1:3000/p',
    'http://127.9.9.9/p',
    'http://127.10.20.30/p',
    'http://[::1]:3000/p',
    'http://localhost:3000/p',
    'https://keys.example.com/p',
  ])('jwksUri accepts %s', (jwksUri) => {
    expect(() => createVerifier({ ...goodPool, jwksUri })).not.toThrow();
  });
});

import { createHash, sign } from 'node:crypto';
import { createTestKey } from '@cognito-guard/testing';
import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import * as node from '../../src/runtime/node.ts';
import * as web from '../../src/runtime/web.ts';

const [key, otherKey] = await Promise.all([createTestKey(), createTestKey()]);

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const base64url = fc.string({ unit: fc.constantFrom(...alphabet), maxLength: 80 });
/** Text that is base64url except for a few characters, where decoders differ. */
const nearlyBase64url = fc.string({
  unit: fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(...alphabet) },
    { weight: 1, arbitrary: fc.constantFrom(...'=+/ \t\n\r\f\0.~%éŁ\u0141\ufeff\ud800') },
  ),
  maxLength: 40,
});
const anyText = fc.oneof(base64url, nearlyBase64url, fc.string({ unit: 'binary' }));

const bytesOf = (decoded: Uint8Array | undefined): readonly number[] | undefined => decoded && [...decoded];

describe('node.ts and web.ts', () => {
  test('export the same names', () => {
    expect(Object.keys(web).sort()).toEqual(Object.keys(node).sort());
  });
});

describe('decodeBase64url', () => {
  test('returns the same in node.ts and web.ts for any text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(bytesOf(web.decodeBase64url(text))).toEqual(bytesOf(node.decodeBase64url(text)));
      }),
      { numRuns: 5_000 },
    );
  });

  test.each([
    ['node:crypto', node.decodeBase64url],
    ['WebCrypto', web.decodeBase64url],
  ])('returns the bytes of a text, and accepts no other text for them: %s', (_, decode) => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 400 }), (bytes) => {
        const text = Buffer.from(bytes).toString('base64url');
        expect(bytesOf(decode(text))).toEqual([...bytes]);
        for (const other of [`${text}=`, `${text}==`, ` ${text}`, `${text}\n`, `${text}A=`, `\0${text}`]) {
          expect(decode(other)).toBeUndefined();
        }
      }),
    );
    fc.assert(
      fc.property(anyText, (text) => {
        const bytes = decode(text);
        // Every text that decodes is the only encoding of its bytes.
        if (bytes !== undefined) expect(Buffer.from(bytes).toString('base64url')).toBe(text);
      }),
      { numRuns: 5_000 },
    );
  });

  test.each([
    ['', 'nothing'],
    ['A', 'one character, less than a byte'],
    ['AAAAA', 'five characters'],
    ['AB', 'four unused bits that are not zero'],
    ['AAB', 'two unused bits that are not zero'],
    ['AA==', 'padding'],
    ['AA=', 'half the padding'],
    ['++++', 'the standard alphabet’s plus'],
    ['////', 'the standard alphabet’s slash'],
    ['AA AA', 'a space'],
    ['AA\nAA', 'a line break'],
    ['A\u0141AA', 'a character whose low byte is a letter'],
  ])('refuses %j: %s', (text) => {
    expect(node.decodeBase64url(text)).toBeUndefined();
    expect(web.decodeBase64url(text)).toBeUndefined();
  });

  test('accepts a segment of the maximum token length', () => {
    const bytes = Uint8Array.from({ length: 12_288 }, (_, index) => index % 256);
    const text = Buffer.from(bytes).toString('base64url');
    expect(bytesOf(web.decodeBase64url(text))).toEqual([...bytes]);
    expect(bytesOf(node.decodeBase64url(text))).toEqual([...bytes]);
  });
});

describe('digest', () => {
  test('is SHA-256 of the UTF-8 text in both modules, in 32 characters', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(anyText, fc.string({ unit: 'grapheme', maxLength: 9_000 })), async (text) => {
        const expected = createHash('sha256').update(text, 'utf8').digest('binary');
        expect(node.digest(text)).toBe(expected);
        expect(await web.digest(text)).toBe(expected);
        expect(expected).toHaveLength(32);
      }),
      { numRuns: 500 },
    );
  });
});

describe('signatureCheck', () => {
  const checks = [
    ['node:crypto', node.signatureCheck],
    ['WebCrypto', web.signatureCheck],
  ] as const;
  const input = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0';
  const signature = sign('sha256', Buffer.from(input), key.privateKey);
  const flipped = Uint8Array.from(signature, (byte, index) => (index === 128 ? byte ^ 1 : byte));

  test.each(checks)('accepts an RS256 signature by its key only: %s', async (_, signatureCheck) => {
    const check = signatureCheck(key.jwk);
    expect(await check(input, signature)).toBe(true);
    expect(await check(`${input}A`, signature)).toBe(false);
    expect(await check('', signature)).toBe(false);
    expect(await check(input, flipped)).toBe(false);
    expect(await check(input, new Uint8Array())).toBe(false);
    expect(await check(input, signature.subarray(1))).toBe(false);
    expect(await check(input, Buffer.concat([Buffer.alloc(1), signature]))).toBe(false);
    expect(await check(input, Buffer.concat([signature, Buffer.alloc(1)]))).toBe(false);
    expect(await check(input, sign('sha512', Buffer.from(input), key.privateKey))).toBe(false);
    expect(await signatureCheck(otherKey.jwk)(input, signature)).toBe(false);
  });

  test('returns the same in both modules for any signing input and any change to a signature', async () => {
    const [nodeCheck, webCheck] = [node.signatureCheck(key.jwk), web.signatureCheck(key.jwk)];
    const change = fc.option(fc.record({ at: fc.nat(255), to: fc.nat(255) }), { freq: 2 });
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(base64url, base64url, change, async (header, payload, edit) => {
        const text = `${header}.${payload}`;
        const bytes = sign('sha256', Buffer.from(text), key.privateKey);
        if (edit !== null) bytes.writeUInt8(edit.to, edit.at);
        const answer = await nodeCheck(text, bytes);
        expect(await webCheck(text, bytes)).toBe(answer);
        if (answer) accepted++;
      }),
      { numRuns: 400 },
    );
    expect(accepted).toBeGreaterThan(50);
    expect(accepted).toBeLessThan(400);
  });

  test("reads only the bytes of the signature's view", async () => {
    const frame = Buffer.concat([Buffer.from('before'), signature, Buffer.from('behind')]);
    const view = new Uint8Array(frame.buffer, frame.byteOffset + 6, signature.length);
    for (const [, signatureCheck] of checks) expect(await signatureCheck(key.jwk)(input, view)).toBe(true);
  });

  test.each<[string, node.RsaPublicJwk]>([
    ['an empty modulus', { n: '', e: 'AQAB' }],
    ['an empty exponent', { n: key.jwk.n, e: '' }],
    ['no modulus, which no runtime imports', JSON.parse('{"e":"AQAB"}')],
    ['no exponent, which no runtime imports', JSON.parse(`{"n":"${key.jwk.n}"}`)],
    ['the exponent zero', { n: key.jwk.n, e: 'AA' }],
  ])('an invalid key makes no signature valid, and its failure is contained: %s', async (_, jwk) => {
    for (const [, signatureCheck] of checks) {
      // node:crypto refuses at import, WebCrypto at use: in both cases no signature is accepted.
      const answer = (async () => signatureCheck(jwk)(input, signature))();
      expect(await answer.catch(() => false)).toBe(false);
    }
  });

  describe('WebCrypto that fails', () => {
    afterEach(() => vi.restoreAllMocks());

    test('the next check retries a failed import', async () => {
      vi.spyOn(crypto.subtle, 'importKey').mockRejectedValueOnce(new Error('busy'));
      const check = web.signatureCheck(key.jwk);
      await expect(check(input, signature)).rejects.toThrow('busy');
      expect(await check(input, signature)).toBe(true);
    });

    test('no check waits for the import of another one, whose request a runtime may have cancelled', async () => {
      vi.spyOn(crypto.subtle, 'importKey').mockReturnValueOnce(new Promise<never>(() => {}));
      const check = web.signatureCheck(key.jwk);
      void check(input, signature);
      expect(await check(input, signature)).toBe(true);
    });
  });
});

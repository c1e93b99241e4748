import { expect, test } from 'vitest';
import { isTotp, totp } from '../src/pool/totp.ts';

/** "12345678901234567890" in base32. */
const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

test.each([
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_234_567_890, '005924'],
  [20_000_000_000, '353130'],
])('the code at %d s ends as RFC 6238 appendix B gives it', (seconds, code) => {
  expect(totp(secret, seconds * 1000)).toBe(code);
});

test('a code is valid for one step before and after its own, and not for two', () => {
  const at = 1_234_567_890_000;
  const code = totp(secret, at);
  expect([-60_000, -30_000, 0, 30_000, 60_000].map((shift) => isTotp(code, secret, at + shift))).toEqual([
    ...[false, true, true, true, false],
  ]);
});

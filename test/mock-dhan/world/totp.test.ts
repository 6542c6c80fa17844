import { expect, test } from 'vitest';
import { isTotp, totpAt } from '#mock-dhan/world/totp.ts';

/** Base32 of the ASCII secret 12345678901234567890. Source: RFC 6238, appendix B, SHA-1. */
const RFC_SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

test.each([
  [59, '94287082'],
  [1_111_111_109, '07081804'],
  [1_111_111_111, '14050471'],
  [1_234_567_890, '89005924'],
  [2_000_000_000, '69279037'],
  [20_000_000_000, '65353130'],
])('at %d s the code is the last six digits of the standard’s %s', (second, eightDigits) => {
  expect(totpAt(RFC_SECRET, second * 1000)).toBe(eightDigits.slice(-6));
});

test('a code is good in its step and in the one before and after, and in no other', () => {
  const stepStartMs = 1_111_111_110_000;
  const code = totpAt(RFC_SECRET, stepStartMs);
  for (const [offsetMs, isGood] of [
    [-30_001, false],
    [-30_000, true],
    [0, true],
    [29_999, true],
    [59_999, true],
    [60_000, false],
  ] as const)
    expect([offsetMs, isTotp(code, RFC_SECRET, stepStartMs + offsetMs)]).toEqual([offsetMs, isGood]);
});

test('what is not six digits of the secret is no code', () => {
  for (const code of ['', '0', '81804', '0081804', '94287082', 'ABCDEF', 'é8180'])
    expect(isTotp(code, RFC_SECRET, 1_111_111_109_000)).toBe(false);
});

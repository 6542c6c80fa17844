import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { evenShare, rupees, toPaise } from '#mock-dhan/world/portfolio/paise.ts';

test('an even share is the whole paise below the exact one, and nothing is lost when the rest is asked for', () => {
  const amounts = fc.integer({ min: -1_000_000_000_000_000, max: 1_000_000_000_000_000 });
  const units = fc.tuple(fc.integer({ min: 1, max: 1_000_000 }), fc.nat(1_000_000));
  fc.assert(
    fc.property(amounts, units, (amount, [whole, drawn]) => {
      const part = drawn % (whole + 1);
      const share = evenShare(amount, part, whole);
      expect(BigInt(share)).toBe((BigInt(amount) * BigInt(part)) / BigInt(whole));
      expect(evenShare(amount - share, whole - part, whole - part)).toBe(amount - share || 0);
    }),
  );
});

test('rupees survive paise', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1_000_000_000 }), (paise) => {
      expect(toPaise(rupees(paise))).toBe(paise);
    }),
  );
});

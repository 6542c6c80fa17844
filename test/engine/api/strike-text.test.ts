import { expect, test } from 'vitest';
import { strikeKey, strikeText } from '#engine/api/strike-text.ts';
import { niftyChain, setLeg } from './fake-engine.ts';

test('a strike key reads as Python prints a float, or as the documents write it', () => {
  expect(strikeKey(23_000, 'envelope')).toBe('23000.0');
  expect(strikeKey(22_987.5, 'envelope')).toBe('22987.5');
  expect(strikeKey(23_000, 'flat')).toBe('23000');
  expect(strikeKey(22_987.5, 'flat')).toBe('22987.5');
});

test('every price on the 5-paise grid is written without dust, however it was computed', () => {
  const chain = niftyChain([23_000]);
  for (let ticks = 0; ticks <= 40_000; ticks += 1) {
    const dusty = ticks * 0.05 + (ticks % 3) * 1e-9;
    setLeg(chain, 23_000, 'CE', { ltp: dusty, bid: dusty, ask: dusty, source: 'repriced' });
    const exact = String((ticks * 5) / 100);
    const text = strikeText(chain, 0, undefined);
    if (!text.startsWith(`"23000":{"CE":{"ltp":${exact},"bid":${exact},"ask":${exact}}`))
      expect.fail(`expected ${exact}, was ${text}`);
  }
});

test('a price between two ticks goes to the nearer one', () => {
  const chain = niftyChain([23_000]);
  setLeg(chain, 23_000, 'PE', { ltp: 201.07, bid: 201.08, ask: 201.12, source: 'repriced' });
  expect(strikeText(chain, 0, undefined)).toContain('"PE":{"ltp":201.05,"bid":201.1,"ask":201.1}');
});

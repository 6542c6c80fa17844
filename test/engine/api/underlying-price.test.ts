import { expect, test } from 'vitest';
import { toPaisa } from '#engine/api/underlying-price.ts';

test('a price loses its float dust and keeps its paise', () => {
  expect(toPaisa(234.950_000_000_000_02)).toBe(234.95);
  expect(toPaisa(0.1 + 0.2)).toBe(0.3);
});

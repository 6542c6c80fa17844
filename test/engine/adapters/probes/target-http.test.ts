import { expect, test } from 'vitest';
import { httpDateMs, targetOffsetMs } from '#engine/adapters/probes/target-http.ts';

function response(headers: Record<string, string>) {
  return { status: 200, headers, body: '' };
}

test('the HTTP Date is read, and a missing or broken one is undefined', () => {
  expect(httpDateMs(response({ date: 'Wed, 04 Feb 2026 03:50:00 GMT' }))).toBe(Date.UTC(2026, 1, 4, 3, 50));
  expect(httpDateMs(response({}))).toBeUndefined();
  expect(httpDateMs(response({ date: 'soon' }))).toBeUndefined();
});

test.each([0, 250, 999])('a target on our own clock has no offset, %i ms into its second', (intoSecond) => {
  const secondMs = 1_770_000_000_000;
  expect(targetOffsetMs(secondMs, secondMs + intoSecond)).toBe(0);
});

test('a target that plays another day is that far away, and one without a Date is taken to be on our clock', () => {
  const secondMs = 1_770_000_000_000;
  expect(targetOffsetMs(secondMs - 86_400_000, secondMs)).toBe(-86_400_000 + 500);
  expect(targetOffsetMs(undefined, secondMs)).toBe(0);
});

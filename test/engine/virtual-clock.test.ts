import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { InvariantError } from '#engine/errors.ts';
import { VirtualClock } from '#engine/virtual-clock.ts';

test('timers run in the order of their time, then of their making, and see their own time', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 50 }), { maxLength: 200 }), (times) => {
      const clock = new VirtualClock(0);
      const seen: { atMs: number; made: number }[] = [];
      times.forEach((atMs, made) => clock.at(atMs, () => seen.push({ atMs: clock.nowMs(), made })));
      clock.advanceTo(50);
      const expected = times.map((atMs, made) => ({ atMs, made }));
      expect(seen).toEqual(expected.sort((a, b) => a.atMs - b.atMs || a.made - b.made));
    }),
    { seed: 1 },
  );
});

test('a timer that sets a timer on the way sees it run before the target', () => {
  const clock = new VirtualClock(100);
  const seen: number[] = [];
  clock.at(110, () => clock.at(120, () => seen.push(clock.nowMs())));
  clock.advanceTo(130);
  expect(seen).toEqual([120]);
  expect(clock.nowMs()).toBe(130);
});

test('a timer set for the past runs at the next advance, at the present time, not at once', () => {
  const clock = new VirtualClock(1000);
  const seen: number[] = [];
  clock.at(5, () => seen.push(clock.nowMs()));
  expect(seen).toEqual([]);
  clock.advanceTo(1000);
  expect(seen).toEqual([1000]);
});

test('a cancelled timer neither runs nor counts as planned', () => {
  const clock = new VirtualClock(0);
  const handle = clock.at(10, () => {
    throw new Error('ran although cancelled');
  });
  clock.at(20, () => {});
  handle.cancel();
  expect(clock.nextTimerAtMs()).toBe(20);
  clock.advanceTo(30);
  expect(clock.nextTimerAtMs()).toBeUndefined();
});

test('a step runs one timer and says when there is none', () => {
  const clock = new VirtualClock(0);
  clock.at(10, () => {});
  clock.at(10, () => {});
  expect([clock.step(), clock.nowMs(), clock.step(), clock.step()]).toEqual([true, 10, true, false]);
});

test('a jump runs nothing; what is overdue runs at the next advance', () => {
  const clock = new VirtualClock(0);
  const seen: number[] = [];
  clock.at(10, () => seen.push(clock.nowMs()));
  clock.set(500);
  expect(seen).toEqual([]);
  clock.advanceTo(500);
  expect(seen).toEqual([500]);
});

test('another time moves what is planned along with it, in its order', () => {
  const clock = new VirtualClock(1000);
  const seen: string[] = [];
  clock.at(1020, () => seen.push(`second at ${clock.nowMs()}`));
  clock.at(1010, () => seen.push(`first at ${clock.nowMs()}`));
  clock.rebase(100);
  expect([clock.nowMs(), clock.nextTimerAtMs()]).toEqual([100, 110]);
  clock.advanceTo(200);
  expect(seen).toEqual(['first at 110', 'second at 120']);
});

test('the clock never runs backwards on an advance', () => {
  const clock = new VirtualClock(100);
  clock.advanceTo(50);
  expect(clock.nowMs()).toBe(100);
});

test('a timer that keeps setting itself for now is stopped by the bound', () => {
  const clock = new VirtualClock(0);
  const again = (): void => void clock.at(0, again);
  again();
  expect(() => clock.advanceTo(1, 1000)).toThrow(InvariantError);
});

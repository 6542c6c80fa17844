import { expect, test } from 'vitest';
import { TargetClock } from '#engine/adapters/target-clock.ts';
import { istToEpochMs } from '#engine/market/ist-time.ts';

const DAY = istToEpochMs('2026-02-04', '08:55:00');

/** A clock whose target runs `pace` times as fast as ours from 08:55 on, heard every `everyMs` of ours. */
function followed(pace: number, options: { readonly everyMs: number; readonly times: number }) {
  let ownMs = Date.UTC(2026, 10, 28, 19, 0, 0, 250);
  const startedMs = ownMs;
  const clock = new TargetClock(() => ownMs);
  const targetMs = (): number => DAY + (ownMs - startedMs) * pace;
  for (let heard = 0; heard < options.times; heard += 1) {
    clock.heard(Math.floor(targetMs() / 1000) * 1000);
    ownMs += options.everyMs;
  }
  return { clock, targetMs, pass: (ms: number) => (ownMs += ms) };
}

test.each([1, 2, 20, 60, 500])('a target that runs %d times as fast is followed to the second', (pace) => {
  const { clock, targetMs, pass } = followed(pace, { everyMs: 250, times: 40 });
  pass(-250);
  expect(Math.abs(clock.nowMs() - targetMs())).toBeLessThanOrEqual(1000);
  expect(Math.abs(clock.pace / pace - 1)).toBeLessThan(0.15);
});

test('a target of our own day is our own clock, without the half second of its header', () => {
  let ownMs = 1_000_000_000_250;
  const clock = new TargetClock(() => ownMs);
  for (let heard = 0; heard < 5; heard += 1, ownMs += 300) clock.heard(Math.floor(ownMs / 1000) * 1000);
  expect({ now: clock.nowMs(), pace: clock.pace }).toEqual({ now: ownMs, pace: 1 });
});

test('it never runs backwards, whatever is heard', () => {
  const { clock } = followed(60, { everyMs: 250, times: 10 });
  const before = clock.nowMs();
  clock.heard(DAY);
  expect(clock.nowMs()).toBeGreaterThanOrEqual(before);
});

test('a timer fires at the target’s time, and not once it is cancelled', async () => {
  const clock = new TargetClock();
  const fired: string[] = [];
  const cancelled = clock.at(clock.nowMs() + 5, () => fired.push('cancelled'));
  cancelled.cancel();
  const atMs = clock.nowMs() + 20;
  await new Promise<void>((resolve) => {
    clock.at(atMs, resolve);
  });
  expect(clock.nowMs()).toBeGreaterThanOrEqual(atMs);
  expect(fired).toEqual([]);
});

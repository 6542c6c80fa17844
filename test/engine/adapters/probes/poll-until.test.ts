import { expect, test } from 'vitest';
import { driveUntilSettled } from '#test/support/drive-clock.ts';
import { pollUntil } from '#engine/adapters/probes/poll-until.ts';
import { VirtualClock } from '#engine/virtual-clock.ts';

test('what is there already is seen without waiting', async () => {
  const clock = new VirtualClock(1_000);
  expect(await pollUntil({ clock, deadlineMs: 5_000, everyMs: 500 }, () => true)).toBe(true);
  expect(clock.nowMs()).toBe(1_000);
});

test('what comes later is seen at the next look', async () => {
  const clock = new VirtualClock(0);
  const seen = pollUntil({ clock, deadlineMs: 5_000, everyMs: 500 }, () => clock.nowMs() >= 1_200);
  expect(await driveUntilSettled(clock, seen)).toBe(true);
  expect(clock.nowMs()).toBe(1_500);
});

test('what comes between the last regular look and the deadline is still seen', async () => {
  const clock = new VirtualClock(0);
  const seen = pollUntil({ clock, deadlineMs: 1_200, everyMs: 500 }, () => clock.nowMs() >= 1_100);
  expect(await driveUntilSettled(clock, seen)).toBe(true);
  expect(clock.nowMs()).toBe(1_200);
});

test('what never comes ends at the deadline', async () => {
  const clock = new VirtualClock(0);
  let looks = 0;
  const seen = pollUntil({ clock, deadlineMs: 1_000, everyMs: 250 }, async () => {
    looks += 1;
    return false;
  });
  expect(await driveUntilSettled(clock, seen)).toBe(false);
  expect([clock.nowMs(), looks]).toEqual([1_000, 5]);
});

import { expect, test } from 'vitest';
import { SystemClock } from '#engine/adapters/system-clock.ts';

test('a timer never runs before its time, and one for the past not synchronously', async () => {
  const clock = new SystemClock();
  const atMs = clock.nowMs() + 15;
  let hasRun = false;
  const ranAtMs = await new Promise<number>((resolve) => {
    clock.at(atMs - 1000, () => {
      hasRun = true;
    });
    expect(hasRun).toBe(false);
    clock.at(atMs, () => resolve(clock.nowMs()));
  });
  expect(hasRun).toBe(true);
  expect(ranAtMs).toBeGreaterThanOrEqual(atMs);
});

test('a cancelled timer does not run', async () => {
  const clock = new SystemClock();
  let hasRun = false;
  const handle = clock.at(clock.nowMs() + 5, () => {
    hasRun = true;
  });
  handle.cancel();
  await new Promise<void>((resolve) => {
    clock.at(clock.nowMs() + 15, resolve);
  });
  expect(hasRun).toBe(false);
});

test('a timer beyond the longest timeout of Node does not run at once', async () => {
  const clock = new SystemClock();
  let hasRun = false;
  const handle = clock.at(clock.nowMs() + 40 * 86_400_000, () => {
    hasRun = true;
  });
  await new Promise<void>((resolve) => {
    clock.at(clock.nowMs() + 10, resolve);
  });
  handle.cancel();
  expect(hasRun).toBe(false);
});

import { expect, test } from 'vitest';
import { driveUntilSettled } from '#test/support/drive-clock.ts';
import { VirtualClock } from '#engine/virtual-clock.ts';

test('the clock moves only as far as the promise needs', async () => {
  const clock = new VirtualClock(0);
  clock.at(90_000, () => expect.unreachable('nobody waits for this'));
  const promise = new Promise<string>((resolve) => {
    clock.at(5000, () => clock.at(8000, () => resolve('done')));
  });
  expect(await driveUntilSettled(clock, promise)).toBe('done');
  expect(clock.nowMs()).toBe(8000);
});

test('a rejection is passed on', async () => {
  const clock = new VirtualClock(0);
  await expect(driveUntilSettled(clock, Promise.reject(new Error('refused')))).rejects.toThrow('refused');
});

test('a promise that waits for something else is an error, not a hang', async () => {
  const never = new Promise(() => undefined);
  await expect(driveUntilSettled(new VirtualClock(0), never)).rejects.toThrow('not on the virtual clock');
});

test('a clock that always has another timer is given up after a day', async () => {
  const clock = new VirtualClock(0);
  const again = (): void => {
    clock.at(clock.nowMs() + 3_600_000, again);
  };
  again();
  const never = new Promise(() => undefined);
  await expect(driveUntilSettled(clock, never)).rejects.toThrow('not on the virtual clock');
  expect(clock.nowMs()).toBe(25 * 3_600_000);
});

test('while a call is in flight the clock stands still', async () => {
  const clock = new VirtualClock(0);
  clock.at(1000, () => undefined);
  let pending = 1;
  let atMs = -1;
  const answered = new Promise<void>((resolve) => {
    let turns = 0;
    const turn = (): void => {
      turns += 1;
      if (turns < 50) {
        setImmediate(turn);
        return;
      }
      atMs = clock.nowMs();
      pending = 0;
      clock.at(2000, resolve);
    };
    setImmediate(turn);
  });
  await driveUntilSettled(clock, answered, () => pending);
  expect([atMs, clock.nowMs()]).toEqual([0, 2000]);
});

import { expect, test } from 'vitest';
import { pace } from '#engine/adapters/clock-pacer.ts';
import { VirtualClock } from '#engine/virtual-clock.ts';

function paced(speed: number) {
  const wall = new VirtualClock(1_000_000);
  const clock = new VirtualClock(0);
  return { wall, clock, pacer: pace(clock, { speed, wall }) };
}

test('the clock runs at the asked speed of the wall clock', () => {
  const { wall, clock, pacer } = paced(60);
  pacer.start();
  wall.advanceTo(1_001_000);
  expect(clock.nowMs()).toBe(60_000);
});

test('a timer runs at its own wall deadline, not at the next step', () => {
  const { wall, clock, pacer } = paced(1);
  const ranAtWallMs: number[] = [];
  clock.at(503, () => ranAtWallMs.push(wall.nowMs()));
  pacer.start();
  wall.advanceTo(1_001_000);
  expect(ranAtWallMs).toEqual([1_000_503]);
});

test('a change of speed takes effect from that moment, 0 holds the clock', () => {
  const { wall, clock, pacer } = paced(2);
  pacer.start();
  wall.advanceTo(1_000_100);
  pacer.setSpeed(0);
  wall.advanceTo(1_000_500);
  expect(clock.nowMs()).toBe(200);
  pacer.setSpeed(10);
  wall.advanceTo(1_000_600);
  expect(clock.nowMs()).toBe(1200);
  expect(pacer.speed).toBe(10);
});

test('a clock that was set goes on from its new time', () => {
  const { wall, clock, pacer } = paced(1);
  pacer.start();
  wall.advanceTo(1_000_100);
  clock.set(50_000);
  wall.advanceTo(1_000_200);
  expect(clock.nowMs()).toBeGreaterThanOrEqual(50_080);
  expect(clock.nowMs()).toBeLessThanOrEqual(50_100);
  clock.set(10);
  wall.advanceTo(1_000_300);
  expect(clock.nowMs()).toBeLessThanOrEqual(110);
});

test('a stopped pacer leaves clock and wall alone, and can be started again', () => {
  const { wall, clock, pacer } = paced(1);
  pacer.start();
  wall.advanceTo(1_000_100);
  pacer.stop();
  expect(wall.nextTimerAtMs()).toBeUndefined();
  wall.advanceTo(1_000_900);
  expect(clock.nowMs()).toBe(100);
  pacer.start();
  wall.advanceTo(1_001_000);
  expect(clock.nowMs()).toBe(200);
});

test('a wall time in the past makes up for it at once', () => {
  const wall = new VirtualClock(1_000_000);
  const clock = new VirtualClock(0);
  pace(clock, { speed: 1, wall, startWallMs: 999_000 }).start();
  wall.advanceTo(1_000_010);
  expect(clock.nowMs()).toBe(1010);
});

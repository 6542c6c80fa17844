import { expect, test } from 'vitest';
import { atmStrike, mustShiftWindow, strikeWindow } from '#engine/cache/strike-window.ts';

const LADDER = Array.from({ length: 160 }, (_, index) => 19_000 + index * 50);

test.each([
  [23_125, 50, 23_100],
  [23_175, 50, 23_200],
  [23_124.95, 50, 23_100],
  [23_125.05, 50, 23_150],
  [23_150.5, 50, 23_150],
  [23_000, 50, 23_000],
  [51_260, 100, 51_300],
  [12_987.5, 25, 13_000],
])('the money of %d on a grid of %d is %d: ties go to the even multiple', (spot, interval, atm) => {
  expect(atmStrike(spot, interval)).toBe(atm);
});

test('50 below and 50 from the money upwards are ATM-50 to ATM+49', () => {
  const { start, end } = strikeWindow(LADDER, 23_000, { strikesBelow: 50, strikesAbove: 50 });
  expect([LADDER[start], LADDER[end - 1], end - start]).toEqual([20_500, 25_450, 100]);
});

test('0 and 0 keep every listed strike', () => {
  expect(strikeWindow(LADDER, 23_000, { strikesBelow: 0, strikesAbove: 0 })).toEqual({ start: 0, end: 160 });
});

test('at either end of the ladder the window slides inwards and keeps its width', () => {
  const rule = { strikesBelow: 50, strikesAbove: 50 };
  expect(strikeWindow(LADDER, 19_100, rule)).toEqual({ start: 0, end: 100 });
  expect(strikeWindow(LADDER, 26_900, rule)).toEqual({ start: 60, end: 160 });
});

test('a money between listed strikes counts from the next one above', () => {
  const { start, end } = strikeWindow([100, 200, 300, 400], 250, { strikesBelow: 1, strikesAbove: 1 });
  expect([start, end]).toEqual([1, 3]);
});

test('a spot hovering midway between two strikes does not shift the window, a whole interval does', () => {
  expect([23_024, 23_026, 23_049.95].map((spot) => mustShiftWindow(spot, 23_000, 50))).toEqual([
    false,
    false,
    false,
  ]);
  expect([23_050, 22_950].map((spot) => mustShiftWindow(spot, 23_000, 50))).toEqual([true, true]);
});

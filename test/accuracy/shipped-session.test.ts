import { expect, test } from 'vitest';
import { black76Model } from '#engine/pricing/black76-model.ts';
import { readRecordedDay } from '#test/support/market-scenarios.ts';
import { accuracyCells, bestRule, NEAR_NAME } from './cells.ts';
import type { AccuracyCell } from './cells.ts';
import { isMissed } from './goals.ts';
import { judgedSets } from './judged-sets.ts';
import type { JudgedSet } from './judged-sets.ts';
import { priceMisses } from './measure.ts';
import { marketOf } from './shipped-session.ts';

const TEST_MS_MAX = 120_000;

const NIFTY = judgedSets(marketOf(readRecordedDay(), 'NIFTY'));

function cellsOf(wanted: (set: JudgedSet) => boolean): AccuracyCell[] {
  const sets = NIFTY.filter(wanted);
  expect(sets.length).toBeGreaterThan(0);
  return sets.flatMap((set) => accuracyCells(set, priceMisses(set, black76Model)));
}

test(
  'on the shipped session the model is nearer than every plain rule, over all legs and in nearly every cell',
  { timeout: TEST_MS_MAX },
  () => {
    const cells = cellsOf((set) => set.tickingStrikes === undefined);
    expect(cells.length).toBeGreaterThan(80);
    for (const cell of cells.filter(({ bucket }) => bucket === NEAR_NAME))
      expect(cell.points.model, `${cell.set} ${cell.horizonSeconds}`).toBeLessThan(bestRule(cell));
    expect(cells.filter(isMissed).length / cells.length).toBeLessThan(0.1);
  },
);

test(
  'legs that never tick are priced from those around the money, hours after they were last seen',
  { timeout: TEST_MS_MAX },
  () => {
    const cells = cellsOf((set) => set.tickingStrikes !== undefined && set.name.includes('2025-09-02'));
    const near = cells.filter(({ bucket }) => bucket === NEAR_NAME);
    expect(near.map(({ horizonSeconds }) => horizonSeconds)).toEqual([60, 300, 900]);
    expect(near[0]!.points.model).toBeLessThanOrEqual(0.65);
    expect(near[1]!.points.model).toBeLessThanOrEqual(1);
    expect(near[2]!.points.model).toBeLessThanOrEqual(1.6);
  },
);

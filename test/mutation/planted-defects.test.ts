import { stripTypeScriptTypes } from 'node:module';
import { expect, test } from 'vitest';
import { plant, sourceOf } from './defect.ts';
import { planOf } from './mutant-plan.ts';
import type { MutantPlan } from './mutant-plan.ts';
import { PLANTED_DEFECTS } from './planted-defects.ts';
import { randomMutants } from './random-mutants.ts';
import { runMutants } from './run-mutants.ts';

test('every defect is in its file exactly once, changes it, and leaves a program', () => {
  expect(PLANTED_DEFECTS.length).toBeGreaterThanOrEqual(60);
  for (const defect of PLANTED_DEFECTS) {
    const source = sourceOf(defect.file);
    const changed = plant(source, defect);
    expect(changed, defect.id).not.toBe(source);
    expect(() => stripTypeScriptTypes(changed), defect.id).not.toThrow();
  }
});

test('ids differ, and a defect names its killers or says why it has none', () => {
  const ids = PLANTED_DEFECTS.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { id, killedBy, survives } of PLANTED_DEFECTS)
    expect(killedBy.length === 0, id).toBe(survives !== undefined);
  const survivors = PLANTED_DEFECTS.filter(({ survives }) => survives !== undefined);
  expect(survivors.length).toBeLessThanOrEqual(PLANTED_DEFECTS.length * 0.05);
});

test('a text that is there twice is no place for a defect', () => {
  const twice = { id: 'twice', file: 'a.ts', from: 'b', to: 'c' };
  expect(() => plant('b b', twice)).toThrow('expected its text once in a.ts, was 2 times');
});

test('a sound backend survives, a broken one is named with its checks, one that does not load loses nobody else', async () => {
  const broken = PLANTED_DEFECTS.find(({ id }) => id === 'tokens-count-strikes')!;
  const { file } = broken;
  const sound: MutantPlan = { id: 'sound', file, offset: 0, from: '', to: '', moments: ['open'] };
  const verdicts = await runMutants([
    { ...sound, id: 'unloadable', to: 'throw new Error("broken");' },
    { ...sound, id: 'ending', to: 'process.exit(7);' },
    sound,
    { ...planOf(broken), moments: ['open'] },
  ]);
  expect(verdicts).toEqual([
    { id: 'unloadable', kind: 'crashed', at: 'open', problem: 'broken' },
    { id: 'ending', kind: 'crashed', at: 'open', problem: expect.any(String) as string },
    { id: 'sound', kind: 'survived' },
    { id: broken.id, kind: 'killed', at: 'open', red: ['backend.counters'], green: [] },
  ]);
});

test('a seed draws the same places of code again, another one others', () => {
  const places = randomMutants(40, 1);
  expect(randomMutants(40, 1)).toEqual(places);
  expect(randomMutants(40, 2)).not.toEqual(places);
  expect(new Set(places.map(({ id, offset }) => `${id} ${offset}`)).size).toBe(40);
  for (const { file, offset, from } of places) expect(sourceOf(file).startsWith(from, offset)).toBe(true);
});

test('every folder that a rehearsal goes through has places, kernel and analytics among them', () => {
  const files = new Set(randomMutants(100_000, 1).map(({ file }) => file));
  for (const file of [
    'engine/cache/tick-handler.ts',
    'engine/pricing/black76-model.ts',
    'engine/pricing/dhan-greeks.ts',
    'engine/pricing/kernel/implied-volatilities.ts',
    'engine/pricing/kernel/simd-strike-pairs.ts',
    'engine/analytics/market-smile.ts',
    'engine/analytics/option-metrics.ts',
    'engine/api/analytics-body.ts',
  ])
    expect([...files]).toContain(file);
  expect([...files]).not.toContain('engine/pricing/kernel/scalar-strike-pairs.ts');
});

import { expect, test } from 'vitest';
import { readLog } from '#engine/verify/log-facts.ts';
import { FATAL_LINE, SEED_ORDER, SESSION_ORDER, UPDATE_LINE } from './sample-logs.ts';

test.each([
  ['verified first', SEED_ORDER],
  ['verified last', SESSION_ORDER],
  ['a mangled emoji', SESSION_ORDER.map((line) => line.replace('✅', 'âœ…').replace('•', 'â€¢'))],
  ['question marks for both', SEED_ORDER.map((line) => line.replace('✅', '?').replace('•', '?'))],
  ['a logger in front of each line', SEED_ORDER.map((line) => `2026-02-04 09:14:58,123 INFO main ${line}`)],
])('the startup block is read with %s', (_, lines) => {
  expect(readLog(lines)).toMatchObject({
    isPopulated: true,
    isVerified: true,
    counters: { underlyings: 6, expiries: 12, strikes: 1200, tokens: 2400 },
  });
});

test('an empty log holds nothing', () => {
  const facts = readLog([]);
  expect(facts).toMatchObject({
    lineCount: 0,
    isPopulated: false,
    isVerified: false,
    updates: [],
    fatal: [],
  });
  expect(Object.values(facts.counters)).toEqual([undefined, undefined, undefined, undefined]);
});

test('counters far from the block are not its counters', () => {
  const noise = Array.from({ length: 50 }, () => 'INFO request');
  const facts = readLog(['[STARTUP]    • Strikes: 7', ...noise, '[STARTUP] ✅ Cache verified and ready']);
  expect(facts.counters.strikes).toBeUndefined();
});

test('only the last start counts', () => {
  const broken = SESSION_ORDER.map((line) => line.replace(/\d+$/, '0'));
  const noise = Array.from({ length: 30 }, () => 'INFO request');
  const repaired = readLog([...broken, FATAL_LINE, ...noise, ...SESSION_ORDER, UPDATE_LINE]);
  expect(repaired.counters.strikes).toBe(1200);
  expect(repaired.fatal).toEqual([]);
  expect(repaired.fatalBeforeStart).toBe(1);
});

test('updates are counted per underlying, with the latest number of options', () => {
  const facts = readLog([
    ...SESSION_ORDER,
    '📈 Updated NIFTY: LTP=23150.50, 100 options updated',
    'ðŸ“ˆ Updated NIFTY: LTP=23152.75, 102 options updated',
    'Updated BANKNIFTY: LTP=51750.00, 0 options updated',
  ]);
  expect(facts.updates).toEqual([
    { symbol: 'NIFTY', lines: 2, latest: 102 },
    { symbol: 'BANKNIFTY', lines: 1, latest: 0 },
  ]);
});

test('a token in a warning is masked', () => {
  const line = '[WARN] Failed to update option cache for NIFTY: token=eyJhbGciOiJIUzUxMiJ9.abc.def';
  expect(readLog([line]).warnings).toEqual([expect.not.stringContaining('eyJ')]);
});

import { expect, test } from 'vitest';
import { progressLine, showProgress } from '#cli/reporters/progress.ts';
import { checkResult } from './sample-report.ts';

test('the line tells how many are done and which are under way, and counts what does not fit', () => {
  const underWay = ['feed.first-tick', 'chain.complete', 'backend.moves'];
  const progress = { done: 7, total: 23, underWay };
  expect(progressLine(progress, 80)).toBe('7/23  feed.first-tick, chain.complete, backend.moves');
  expect(progressLine(progress, 50)).toBe('7/23  feed.first-tick, chain.complete and 1 more');
  expect(progressLine(progress, 20)).toBe('7/23  3 under way');
  expect(progressLine({ done: 23, total: 23, underWay: [] }, 80)).toBe('23/23');
  for (let columns = 5; columns < 90; columns += 1)
    expect(progressLine(progress, columns).length).toBeLessThanOrEqual(columns);
});

test('a terminal shows the last step alone', () => {
  const written: string[] = [];
  const { onStart, onResult } = showProgress(2, { columns: 60, write: (text) => written.push(text) });
  onStart?.({ id: 'a', title: '' });
  onStart?.({ id: 'b', title: '' });
  onResult?.(checkResult({ id: 'a' }));
  expect(written.join('').split('\r\u001b[K')).toEqual(['', '0/2  a', '0/2  a, b', '1/2  b']);
});

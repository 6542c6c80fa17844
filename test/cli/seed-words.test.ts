import { expect, test } from 'vitest';
import { seedWords } from '#cli/seed-words.ts';

const TAIL = ['--seed', '11', '--seeds', '5', '--jobs', '1', '--format', 'json', '--quiet'];

test.each([
  [
    ['replay', 'first-hour', '--seeds', '20', '--jobs', '2'],
    ['replay', 'first-hour'],
  ],
  [
    ['replay', '--seeds=20', '--jobs=2', '--seed=7', 'first-hour'],
    ['replay', 'first-hour'],
  ],
  [
    ['replay', 'first-hour', '-f', 'json', '--format=json:x.json', '--quiet'],
    ['replay', 'first-hour'],
  ],
  [
    ['replay', './day.yaml', '--wire', 'sdk', '--cadence', '100'],
    ['replay', './day.yaml', '--wire', 'sdk', '--cadence', '100'],
  ],
])('%j keeps what steers the day and replaces what steers the search', (words, kept) => {
  expect(seedWords(words, { firstSeed: 11, seeds: 5 })).toEqual([...kept, ...TAIL]);
});

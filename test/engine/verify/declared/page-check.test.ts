import { expect, test } from 'vitest';
import type { Judgement } from '#engine/verify/check.ts';
import { judgePage } from '#engine/verify/declared/page-check.ts';
import type { PageFacts } from '#engine/verify/declared/page-check.ts';
import { pageDeclaration } from '#scenarios/suites/page-schema.ts';

const SEEN = {
  kind: 'seen',
  loadMs: 80,
  rows: 100,
  numbers: 200,
  moved: 5,
  movedAfterMs: 400,
  errors: [],
} as const;

function judged(facts: PageFacts, written: object = {}): Promise<Judgement> {
  const declaration = pageDeclaration.parse({
    url: 'http://127.0.0.1:1/chain',
    rows: '#chain tr',
    cells: 'td.ltp',
    ...written,
  });
  return judgePage(declaration, { watch: async () => facts });
}

test('a table whose prices move passes, with how soon they did', async () => {
  const judgement = await judged(SEEN);
  expect(judgement).toMatchObject({ status: 'pass', observed: '100 rows, 5 of 200 prices moved' });
  expect(judgement.measurements).toContainEqual({
    name: 'movement',
    value: 400,
    unit: 'ms',
    limit: { kind: 'max', value: 10_000 },
  });
});

const WRONG: readonly (readonly [string, PageFacts, string])[] = [
  ['an empty table', { ...SEEN, rows: 0, numbers: 0, moved: 0 }, '0 rows at #chain tr'],
  ['a table of dashes', { ...SEEN, numbers: 0, moved: 0 }, 'no number in any td.ltp'],
  [
    'a table that stands still',
    { ...SEEN, moved: 0, movedAfterMs: undefined },
    '0 of 200 prices moved in 10 s',
  ],
  [
    'errors on the console',
    { ...SEEN, errors: ['x is not defined', 'b'] },
    '2 console errors, the first: x is not defined',
  ],
  [
    'a page that is not there',
    { kind: 'failed', reason: 'the page answered HTTP 502' },
    'the page answered HTTP 502',
  ],
];

test.each(WRONG)('%s fails', async (_what, facts, words) => {
  expect(await judged(facts)).toMatchObject({ status: 'fail', observed: words });
});

test('errors that the suite knows are no failure', async () => {
  const judgement = await judged({ ...SEEN, errors: ['favicon.ico 404'] }, { ignoredErrors: ['favicon'] });
  expect(judgement).toMatchObject({ status: 'pass' });
});

test('without a browser nothing is judged', async () => {
  const facts = { kind: 'absent', reason: 'no browser to look with', remedy: 'Install one.' } as const;
  expect(await judged(facts)).toMatchObject({
    status: 'skip',
    observed: 'no browser to look with',
    remedy: 'Install one.',
  });
});

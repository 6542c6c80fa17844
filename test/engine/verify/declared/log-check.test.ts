import { expect, test } from 'vitest';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import type { Judgement } from '#engine/verify/check.ts';
import { judgeLog } from '#engine/verify/declared/log-check.ts';
import type { LogDeclaration } from '#engine/verify/declared/log-check.ts';

const NOW_MS = istToEpochMs('2026-02-24', '09:20');
const LINES = [
  '2026-02-24 09:10:00 FATAL no token',
  '2026-02-24 09:14:00 INFO Application startup complete',
  '[2026-02-24 09:19:58] INFO Updated NIFTY',
  'Traceback (most recent call last):',
  '1771911000 rows',
];

function judge(asked: Partial<LogDeclaration>, lines: readonly string[] = LINES): Promise<Judgement> {
  const source = { kind: 'file', path: '/var/log/my backend.log' } as const;
  return judgeLog(
    { kind: 'log', source, contains: [], lacks: [], ...asked },
    { lines: async () => ({ lines, nowMs: NOW_MS }) },
  );
}

test('lines must be there and must not be there', async () => {
  expect(await judge({ contains: ['startup complete$'], lacks: ['ERROR'] })).toMatchObject({
    status: 'pass',
  });
  const judgement = await judge({ contains: ['ready'], lacks: ['FATAL'] });
  expect(judgement).toMatchObject({
    status: 'fail',
    observed: 'no line like /ready/ in 5, 1 line like /FATAL/, the last: 2026-02-24 09:10:00 FATAL no token',
    remedy: "Read it: tail -n 50 '/var/log/my backend.log'",
  });
});

test('only the lines since the last start count, or the last of them', async () => {
  expect(await judge({ since: 'startup complete', lacks: ['FATAL'] })).toMatchObject({ status: 'pass' });
  expect(await judge({ lastLines: 4, lacks: ['FATAL'] })).toMatchObject({ status: 'pass' });
  expect(await judge({ since: 'startup complete', lastLines: 2, contains: ['startup'] })).toMatchObject({
    status: 'fail',
    observed: 'no line like /startup/ in 2',
  });
  expect(await judge({ since: 'never said', lacks: ['x'] })).toMatchObject({
    status: 'fail',
    observed: 'none in 5 lines',
  });
});

test('an empty log fails, whatever it lacks', async () => {
  expect(await judge({ lacks: ['FATAL'] }, [])).toMatchObject({ status: 'fail', observed: '0 lines' });
});

test('the age is that of the last line that begins with a time', async () => {
  const fresh = { ageMsMax: 5000, zone: 'IST' } as const;
  expect(await judge({ fresh })).toMatchObject({
    status: 'pass',
    measurements: [{ name: 'age', value: 2, unit: 's', limit: { kind: 'max', value: 5 } }],
  });
  expect(await judge({ fresh: { ...fresh, ageMsMax: 1000 } })).toMatchObject({ status: 'fail' });
  expect(await judge({ fresh }, ['no time here'])).toMatchObject({
    observed: 'no line begins with a time such as 2026-02-24 09:16:01',
  });
});

test('no token of a line is shown', async () => {
  const judgement = await judge({ lacks: ['login'] }, ['login with access-token: abcdef1234567890']);
  expect(judgement.observed).toContain('[hidden]');
  expect(judgement.observed).not.toContain('abcdef1234567890');
});

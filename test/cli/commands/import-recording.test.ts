import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ReplayReport } from '#cli/reporters/replay-report.ts';
import { emptyFolder, preopen } from '#test/support/preopen-command.ts';
import { startReady } from '#test/support/served-mock.ts';

const SIDES = ['ce', 'pe'].flatMap((side) =>
  ['open', 'high', 'low', 'ltp', 'vol', 'oi'].map((column) => `${side}_${column}`),
);
const HEADER = ['ts_iso,underlying,spot_open,spot_high,spot_low,spot_close,expiry,strike', ...SIDES].join(
  ',',
);
const MINUTES = 8;

test('two days at the money are imported, verified, and each of them can be replayed', async () => {
  const folder = folderWithTwoDays();
  const run = (...args: string[]) => preopen(args, { cwd: folder });
  expect(await run('recording', 'import', 'csv', 'atm.csv', '-o', 'atm.mcap')).toMatchObject({
    exitCode: 0,
    stdout: `atm.mcap: ${2 * MINUTES * 12} packets, from atm-1m`,
  });
  expect(await run('recording', 'verify', 'atm.mcap')).toMatchObject({ exitCode: 0 });
  const both = await run('replay', '--recording', 'atm.mcap');
  expect([both.exitCode, both.stderr]).toEqual([
    2,
    expect.stringMatching(/expected one day, was .* 2 days, 2026-02-03 to 2026-02-04 .* --date 2026-02-03/),
  ]);
  const replay = () => run('replay', '--recording', 'atm.mcap', '--date', '2026-02-04', '-f', 'json');
  const [first, second] = await Promise.all([replay(), replay()]);
  expect([first.exitCode, first.stderr]).toEqual([0, '']);
  const report = JSON.parse(first.stdout) as ReplayReport;
  expect(report.date).toBe('2026-02-04');
  expect(report.statistics).toMatchObject({ underlyings: 1, expiries: 1, strikes: 2, tokens: 4 });
  // Four legs are told what they stood at the day before; then each minute has four prices of two.
  expect(report.counters).toMatchObject({ legTicks: 4 + MINUTES * 8 });
  expect((JSON.parse(second.stdout) as ReplayReport).digest).toBe(report.digest);
});

test('an imported table is served: a client finds that day’s expiry and its own account', async () => {
  const folder = folderWithTwoDays();
  await preopen(['recording', 'import', 'csv', 'atm.csv', '-o', 'atm.mcap'], { cwd: folder });
  const args = ['--recording', 'atm.mcap', '--at', '2026-02-04T09:16:00+05:30'];
  await using served = await startReady('serve', args, folder);
  const ask = async (path: string, init?: RequestInit) =>
    (
      await fetch(`${served.ready.restUrl}${path}`, { headers: { 'client-id': '1000000007' }, ...init })
    ).json();
  expect(await ask('/profile')).toMatchObject({ dhanClientId: '1000000007', dataPlan: 'Active' });
  const body = JSON.stringify({ UnderlyingScrip: 13, UnderlyingSeg: 'IDX_I' });
  expect(await ask('/optionchain/expirylist', { method: 'POST', body })).toMatchObject({
    data: ['2026-02-10'],
  });
});

test.each([
  [['replay'], /expected the name of a scenario, was none/],
  [['replay', 'market-hours', '--date', '2026-02-04'], /--date: expected --recording alone/],
  [
    ['recording', 'import', 'csv', 'atm.csv', '-o', 'x.mcap', '--layout', 'chain'],
    /Allowed choices are .*option-chain/,
  ],
  [
    ['recording', 'import', 'csv', 'odd.csv', '-o', 'x.mcap'],
    /nearest index-candles, was a table that lacks close and has .* \(line 1 of odd\.csv\)/,
  ],
])('%j is refused with what to do instead', async (args, reason) => {
  const folder = folderWithTwoDays();
  writeFileSync(join(folder, 'odd.csv'), 'ts_iso,underlying,open,high,low\n1,2,3,4,5\n');
  const { exitCode, stderr } = await preopen(args, { cwd: folder });
  expect([exitCode, stderr]).toEqual([2, expect.stringMatching(reason)]);
});

test('a recording of an index alone cannot be replayed by an engine of option chains, and says so', async () => {
  const folder = emptyFolder();
  writeFileSync(
    join(folder, 'index.csv'),
    'ts_iso,underlying,open,high,low,close\n2026-02-04T09:15:00+05:30,NIFTY,25000,25010,24990,25005\n',
  );
  await preopen(['recording', 'import', 'csv', 'index.csv', '-o', 'index.mcap'], { cwd: folder });
  const { exitCode, stderr } = await preopen(['replay', '--recording', 'index.mcap'], { cwd: folder });
  expect([exitCode, stderr]).toEqual([
    2,
    expect.stringMatching(/with option chains, was one without .*serve --recording/),
  ]);
});

/** `atm.csv`: the first minutes of two days, the strike at the money changing between two every minute. */
function folderWithTwoDays(): string {
  const folder = emptyFolder();
  const rows = ['2026-02-03', '2026-02-04'].flatMap((date) =>
    Array.from({ length: MINUTES }, (_, minute) => {
      const strike = minute % 2 === 0 ? 25_000 : 25_050;
      const spot = [strike + 2, strike + 9, strike - 9, strike + 4];
      const leg = [100 + minute, 103 + minute, 99 + minute, 102 + minute, 650, 1300];
      return [`${date}T09:1${minute}:00+05:30`, 'NIFTY', ...spot, '2026-02-10', strike, ...leg, ...leg].join(
        ',',
      );
    }),
  );
  writeFileSync(join(folder, 'atm.csv'), `${[HEADER, ...rows].join('\n')}\n`);
  return folder;
}

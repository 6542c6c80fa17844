import { expect, test } from 'vitest';
import { preopen } from '#test/support/preopen-command.ts';

test('a day is told with its sessions, expiries and lots', async () => {
  const { exitCode, stdout } = await preopen(['calendar', '2026-08-03']);
  expect(exitCode).toBe(0);
  expect(stdout).toContain('Monday 2026-08-03\n');
  expect(stdout).toContain('15:15-15:35  closing auction  (shares with derivatives)');
  expect(stdout).toMatch(/NSE derivatives[^]*09:15-15:40 {2}continuous/);
  expect(stdout).toMatch(/^NIFTY +lot 65 +2026-08-04 W, 2026-08-11 W/m);
});

test('holidays and special sessions are named, and no session is invented', async () => {
  const republicDay = await preopen(['calendar', '2026-01-26']);
  expect(republicDay.stdout).toContain('Monday 2026-01-26, holiday: Republic Day');
  expect(republicDay.stdout).toMatch(/^NSE derivatives +no session$/m);
  const muhurat = await preopen(['calendar', '2025-10-21']);
  expect(muhurat.stdout).toContain('special session: Muhurat');
});

test('a year whose holidays are unknown says so', async () => {
  const { stdout } = await preopen(['calendar', '2031-05-05']);
  expect(stdout).toContain('the holidays of 2031 are not known');
});

test('JSON has every expiry', async () => {
  const { stdout } = await preopen(['calendar', '2025-12-05', '-f', 'json']);
  const day = JSON.parse(stdout) as { underlyings: { symbol: string; expiries: unknown[] }[] };
  expect(day.underlyings[0]).toMatchObject({ symbol: 'NIFTY' });
  expect(day.underlyings[0]!.expiries).toHaveLength(18);
  expect(day.underlyings[0]!.expiries[0]).toEqual({ expiry: '2025-12-09', kind: 'W', lotSize: 75 });
});

test.each(['2026-02-30', 'today', '04-02-2026'])('"%s" is no date', async (text) => {
  const { exitCode, stdout, stderr } = await preopen(['calendar', text]);
  expect([exitCode, stdout]).toEqual([2, '']);
  expect(stderr).toContain(`was "${text}"`);
});

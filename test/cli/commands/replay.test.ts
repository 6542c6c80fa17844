import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createRehearsal } from '#cli/rehearsal.ts';
import type { ReplayReport } from '#cli/reporters/replay-report.ts';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import { WIRE_PROFILES } from '#engine/wire/wire-profile.ts';
import { loadScenario } from '#scenarios/catalogue.ts';
import { emptyFolder, preopen, startPreopen } from '#test/support/preopen-command.ts';
import { shortScenario } from '#test/support/short-scenario.ts';

const HOURS = shortScenario('market-hours', '09:18:00');

async function reportOf(scenario: string, ...flags: readonly string[]): Promise<ReplayReport> {
  const { exitCode, stdout, stderr } = await preopen(['replay', scenario, '-f', 'json', ...flags]);
  const report = JSON.parse(stdout) as ReplayReport;
  expect({ exitCode, stderr }).toEqual({ exitCode: report.exitCode, stderr: '' });
  return report;
}

const verdictsOf = ({ checks }: ReplayReport) => checks.map(({ id, status }) => `${id} ${status}`);

/** The first `count` prices of NIFTY on the exchange's board after the open. */
function underlyingPrices(seed: number, count: number): number[] {
  const loaded = loadScenario(HOURS);
  const options = { startAt: '09:15:00', isRaw: false, wire: WIRE_PROFILES.observed } as const;
  const { world } = createRehearsal(loaded, { seed, ...options }).exchange;
  const index = world.universe.underlyingIndex('NIFTY');
  const openMs = istToEpochMs('2026-02-04', '09:15:00');
  return Array.from({ length: count }, (_, step) => {
    world.sync(openMs + (step + 1) * 250);
    return world.board.ltp[index]!;
  });
}

test('the same seed gives the same digest twice, another seed another one', async () => {
  const [first, again, other] = await Promise.all([
    reportOf(HOURS),
    reportOf(HOURS),
    reportOf(HOURS, '--seed', '2'),
  ]);
  expect(again.digest).toBe(first.digest);
  expect(other).toMatchObject({ seed: 2, exitCode: 0 });
  expect(other.digest).not.toBe(first.digest);
});

test('another seed changes the prices themselves, not only the digest', () => {
  const prices = underlyingPrices(1, 100);
  expect(prices).toEqual(underlyingPrices(1, 100));
  expect(new Set(prices).size).toBeGreaterThan(50);
  const differing = underlyingPrices(2, 100).filter((price, index) => price !== prices[index]);
  expect(differing.length).toBeGreaterThan(90);
});

test('the JSON report has the keys that other tools rely on', async () => {
  const report = await reportOf('stale-ticks');
  expect(Object.keys(report)).toEqual(
    expect.arrayContaining([
      'scenario',
      'seed',
      'events',
      'ticks',
      'digest',
      'statistics',
      'checks',
      'exitCode',
    ]),
  );
  expect(Object.keys(report.statistics)).toEqual(
    expect.arrayContaining(['underlyings', 'expiries', 'strikes', 'tokens']),
  );
  for (const check of report.checks)
    expect(Object.keys(check)).toEqual(
      expect.arrayContaining(['id', 'status', 'expected', 'observed', 'remedy']),
    );
  expect(report.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(report.statistics).toMatchObject({ underlyings: 6, expiries: 12, strikes: 1200, tokens: 2400 });
});

test('the pretty report shows counts, checks and digest, and says how it ended', async () => {
  const { exitCode, stdout, stderr } = await preopen(['replay', HOURS]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout).toContain('6 underlyings  12 expiries  1,200 strikes  2,400 tokens');
  expect(stdout).toMatch(/checks {4}15 passed {2}0 failed {2}0 warned\ndigest {4}sha256:[0-9a-f]{64}\nok in/);
});

test('a report goes to the file it is given, beside the one on stdout', async () => {
  const file = join(emptyFolder(), 'report.json');
  const args = ['replay', 'missing-credentials', '-f', 'pretty', '-f', `json:${file}`];
  const { exitCode, stdout } = await preopen(args);
  expect(exitCode).toBe(0);
  expect(stdout).toContain('startup   refused');
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
    scenario: 'missing-credentials',
    exitCode: 0,
  });
});

test('over sockets the day ends in the same chain and the same verdicts', async () => {
  const [memory, sockets] = await Promise.all([reportOf(HOURS), reportOf(HOURS, '--through', 'sockets')]);
  expect(sockets.chainDigest).toBe(memory.chainDigest);
  expect(verdictsOf(sockets)).toEqual(verdictsOf(memory));
  expect(sockets.events).toBe(memory.events);
  expect(sockets.counters.legTicks).toBe(memory.counters.legTicks);
});

test('every cadence of the feed passes, and a slower one conflates more', async () => {
  const reports = await Promise.all(['100', '250', '1000'].map((ms) => reportOf(HOURS, '--cadence', ms)));
  expect(reports.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0]);
  const [ms100, ms250, ms1000] = reports.map(({ ticks }) => ticks);
  expect(ms100).toBeGreaterThanOrEqual(ms250!);
  expect(ms250).toBeGreaterThan(ms1000!);
});

test('another price model passes and prices the legs differently', async () => {
  const [black76, decay] = await Promise.all([
    reportOf(HOURS),
    reportOf(HOURS, '--price-model', 'seed-decay'),
  ]);
  expect(decay.exitCode).toBe(0);
  expect(decay.chainDigest).not.toBe(black76.chainDigest);
});

test("the documents' own day shows every figure of theirs", async () => {
  const report = await reportOf('options-page-2026-02-04');
  const figures = report.checks.filter(({ id }) => id === 'leg.figure');
  expect(figures.length).toBe(10);
  expect(figures.filter(({ status }) => status !== 'pass')).toEqual([]);
  expect(report.exitCode).toBe(0);
});

test.each([
  ['missing-credentials', 'refused', 'DHAN_ACCESS_TOKEN'],
  ['partial-credentials', 'refused', 'DHAN_ACCESS_TOKEN is missing'],
  ['empty-db', 'refused', 'has 0 rows'],
  ['expired-token', 'refused', 'expired'],
  ['empty-expiry-list', 'refused', 'expiry list'],
])(
  '%s is refused as the scenario expects, so replay exits 0 and tells why',
  async (scenario, state, cause) => {
    const report = await reportOf(scenario);
    expect(report.exitCode).toBe(0);
    expect(report.startup.state).toBe(state);
    expect(report.startup.causes.join('\n')).toContain(cause);
    expect(report.startup.remedy).not.toBe('');
  },
);

test.each([
  ['feed-refused', 'feed.connected'],
  ['stale-ticks', 'feed.alive'],
])('%s shows its planned fault, so replay exits 0', async (scenario, check) => {
  const report = await reportOf(scenario);
  expect(report.exitCode).toBe(0);
  expect(report.checks.find(({ id }) => id === check)?.expected).toContain('fails, as this scenario plans');
});

test('a fault after the end of the day, or over before it begins, is refused with its place', async () => {
  const late = await preopen(['replay', shortScenario('stale-ticks', '09:20:00')]);
  expect([late.exitCode, late.stdout]).toEqual([2, '']);
  expect(late.stderr).toMatch(
    /faults\.0\.from: expected a time of the day that is played \(09:14:00 to 09:20:00\): nobody is there after it, was "09:21:00"/,
  );
});

test('a run in which all is well but a planned fault never struck ends with exit 5 and says why', async () => {
  const file = join(emptyFolder(), 'scenario.yaml');
  writeFileSync(
    file,
    `schemaVersion: 1
extends: market-hours
name: nobody-orders
title: A fault that no client meets
clock: { endAt: '09:16:00' }
faults:
  - { id: orders, kind: answer, routes: ['POST /v2/orders'], status: 500 }
`,
  );
  const report = await reportOf(file);
  expect(report.exitCode).toBe(5);
  expect(report.checks.filter(({ status }) => status === 'fail')).toMatchObject([
    {
      id: 'fault.orders',
      observed: 'it never struck',
      remedy: expect.stringContaining('any client to call POST /v2/orders'),
    },
  ]);
});

test('an empty database with the environment set starts, and the empty source is shown', async () => {
  const report = await reportOf(shortScenario('empty-db-env-set', '09:16:00'));
  expect(report).toMatchObject({ exitCode: 0, startup: { state: 'ready', credentialSource: 'environment' } });
  expect(report.startup.steps.find(({ id }) => id === 'credentials')?.detail).toContain('0 rows');
});

test('Ctrl-C during a paced replay exits 130 with the report so far', async () => {
  const replay = startPreopen(['replay', HOURS, '--speed', '1', '--verbose', '-f', 'json']);
  await replay.said('[STARTUP] Backend ready!');
  replay.signal('SIGINT');
  const { exitCode, stdout } = await replay.ended;
  expect(exitCode).toBe(130);
  expect(JSON.parse(stdout)).toMatchObject({ exitCode: 130 });
});

import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { VerifyReport } from '#cli/reporters/verify-report.ts';
import {
  CACHE_WARNING_LINE,
  FATAL_LINE,
  SESSION_ORDER,
  UPDATE_LINE,
} from '#test/engine/verify/sample-logs.ts';
import { makeAccessToken } from '#test/support/access-tokens.ts';
import { emptyFolder, preopen, startPreopen } from '#test/support/preopen-command.ts';
import type { CommandOptions } from '#test/support/preopen-command.ts';

const GOOD_LOG = `${[...SESSION_ORDER, UPDATE_LINE].join('\n')}\n`;
const LOGIN = {
  DHAN_CLIENT_ID: '1000000001',
  DHAN_ACCESS_TOKEN: makeAccessToken({ clientId: '1000000001', expiresAtMs: Date.now() + 3_600_000 }),
};
const MOCK = ['verify', '--exchange', 'mock'] as const;

async function reportOf(args: readonly string[], options?: CommandOptions): Promise<VerifyReport> {
  const { exitCode, stdout } = await preopen([...args, '-f', 'json'], options);
  const report = JSON.parse(stdout) as VerifyReport;
  expect(exitCode).toBe(report.exitCode);
  return report;
}

function failuresOf({ checks }: VerifyReport): VerifyReport['checks'] {
  return checks.filter(({ status }) => status === 'fail');
}

test.each(['100', '250', '1000'])('market-hours in memory passes at a cadence of %s ms', async (cadence) => {
  const report = await reportOf([...MOCK, '--scenario', 'market-hours', '--cadence', cadence]);
  expect(report.exitCode).toBe(0);
  const judged = report.checks.filter(({ id }) => id !== 'token.static-ip');
  expect(judged.filter(({ status }) => status !== 'pass')).toEqual([]);
  expect(judged.length).toBeGreaterThan(45);
});

test('the JSON report has the keys that other tools rely on', async () => {
  const report = await reportOf(MOCK);
  expect(Object.keys(report)).toEqual([
    'schemaVersion',
    'preopen',
    'target',
    'suite',
    'startedAt',
    'durationMs',
    'exitCode',
    'exitReason',
    'summary',
    'checks',
  ]);
  expect(Object.keys(report.checks[0]!)).toEqual(
    expect.arrayContaining(['id', 'status', 'expected', 'observed', 'remedy']),
  );
});

test.each([
  ['missing-credentials', 'credentials.present', 'DHAN_ACCESS_TOKEN'],
  ['partial-credentials', 'credentials.present', 'DHAN_ACCESS_TOKEN is missing'],
  ['empty-db', 'credentials.present', '0 rows'],
  ['expired-token', 'token.valid', 'expired'],
  ['empty-expiry-list', 'expiries.listed', 'an empty list'],
  ['feed-refused', 'feed.connects', '503'],
  ['stale-ticks', 'feed.first-tick', 'no tick of NIFTY'],
])('%s fails with exit 1, naming %s and a remedy', async (scenario, id, observed) => {
  const report = await reportOf([...MOCK, '--scenario', scenario]);
  expect(report.exitCode).toBe(1);
  expect(failuresOf(report).find((check) => check.id === id)?.observed).toContain(observed);
  for (const check of failuresOf(report))
    expect(check).toMatchObject({ remedy: expect.stringMatching(/\w/) });
});

test('an environment that is set outranks an empty database', async () => {
  expect(await reportOf([...MOCK, '--scenario', 'empty-db-env-set'])).toMatchObject({ exitCode: 0 });
});

test('the pretty report shows expectation, observation, remedy and the exit code', async () => {
  const { exitCode, stdout, stderr } = await preopen([...MOCK, '--scenario', 'missing-credentials']);
  expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' });
  expect(stdout).toMatch(
    /FAIL {2}.*credentials\.present\n +expected .*(?:\n.*)+?observed .*(?:\n.*)+?remedy /,
  );
  expect(stdout).toMatch(/7 failed, .* exit 1$/);
});

test('json, junit and github reports are written in one run', async () => {
  const folder = emptyFolder();
  const [json, junit, github] = ['v.json', 'v.xml', 'v.txt'].map((name) => join(folder, name));
  const formats = ['-f', `json:${json}`, '-f', `junit:${junit}`, '-f', `github:${github}`, '-f', 'pretty'];
  const { exitCode, stdout } = await preopen([...MOCK, '--scenario', 'empty-db', ...formats]);
  expect(exitCode).toBe(1);
  expect(stdout).toContain('credentials.present');
  const report = JSON.parse(readFileSync(json!, 'utf8')) as VerifyReport;
  const xml = readFileSync(junit!, 'utf8');
  expect(xml).toContain(`failures="${report.summary.fail}"`);
  expect(xml.match(/<testcase /g)?.length).toBe(report.checks.length);
  const annotations = readFileSync(github!, 'utf8').match(/^::error /gm);
  expect(annotations?.length).toBe(report.summary.fail);
});

test('ndjson on stdout tells each result as it comes, the summary last; in a file the order is that of the report', async () => {
  const file = join(emptyFolder(), 'v.ndjson');
  const json = join(emptyFolder(), 'v.json');
  const formats = ['-f', 'ndjson', '-f', `ndjson:${file}`, '-f', `json:${json}`];
  const { exitCode, stdout } = await preopen([...MOCK, '--scenario', 'stale-ticks', ...formats]);
  const linesOf = (text: string) =>
    text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { readonly type: string; readonly id?: string });
  const { checks, ...summary } = JSON.parse(readFileSync(json, 'utf8')) as VerifyReport;
  const told = linesOf(stdout);
  expect(told.at(-1)).toEqual({ type: 'summary', ...summary });
  expect(summary.exitCode).toBe(exitCode);
  const ids = checks.map(({ id }) => id);
  expect(linesOf(readFileSync(file, 'utf8')).map(({ id }) => id)).toEqual([...ids, undefined]);
  expect(told.slice(0, -1).map(({ id }) => id!)).toEqual(expect.arrayContaining(ids));
  expect(told).toHaveLength(ids.length + 1);
});

test('with nagios on stdout the exit code is the state of a plugin, in a file it is not', async () => {
  const failing = [...MOCK, '--scenario', 'stale-ticks'];
  const plugin = await preopen([...failing, '-f', 'nagios']);
  expect(plugin.exitCode).toBe(2);
  expect(plugin.stdout).toMatch(/^PREOPEN CRITICAL - .+ \| pass=\d+;;;0 [^\n]+$/);
  const file = await preopen([...failing, '-f', `nagios:${join(emptyFolder(), 'nagios')}`]);
  expect(file.exitCode).toBe(1);
  const unreachable = await preopen(['verify', '--log', join(emptyFolder(), 'nowhere.log'), '-f', 'nagios']);
  expect(unreachable.exitCode).toBe(3);
  expect(unreachable.stdout).toContain('PREOPEN UNKNOWN - inconclusive: ');
});

test('with github the step summary is added to the file that the job names', async () => {
  const file = join(emptyFolder(), 'summary.md');
  writeFileSync(file, '# before\n');
  const env = { GITHUB_STEP_SUMMARY: file };
  await preopen([...MOCK, '-f', 'github'], { env });
  await preopen([...MOCK], { env });
  const summary = readFileSync(file, 'utf8');
  expect(summary).toMatch(/^# before\n## preopen verify: ✅ ok\n/);
  expect(summary.match(/## preopen verify/g)).toHaveLength(1);
});

test('--fail-on warn turns a warning into exit 1', async () => {
  const log = join(emptyFolder(), 'backend.log');
  writeFileSync(log, `${GOOD_LOG}${CACHE_WARNING_LINE}\n`);
  const lenient = await reportOf(['verify', '--log', log]);
  expect(lenient).toMatchObject({ exitCode: 0, summary: { fail: 0, warn: 1 } });
  expect(lenient.checks.find(({ status }) => status === 'warn')?.id).toBe('log.warnings');
  expect(await reportOf(['verify', '--log', log, '--fail-on', 'warn'])).toMatchObject({ exitCode: 1 });
});

test('--log-cmd judges what a command prints', async () => {
  const script = join(emptyFolder(), 'print.mjs');
  writeFileSync(script, `process.stdout.write(${JSON.stringify(GOOD_LOG)});`);
  const report = await reportOf(['verify', '--log-cmd', `"${process.execPath}" "${script}"`]);
  expect(report).toMatchObject({ exitCode: 0, summary: { fail: 0 } });
});

test('a log that cannot be read is inconclusive', async () => {
  const report = await reportOf(['verify', '--log', join(emptyFolder(), 'nowhere.log')]);
  expect(report).toMatchObject({ exitCode: 3, summary: { pass: 0, fail: 0 } });
});

test('an unreachable exchange is inconclusive and says what to check', async () => {
  const report = await reportOf(['verify', '--exchange', 'http://127.0.0.1:1'], { env: LOGIN });
  expect(report).toMatchObject({ exitCode: 3, summary: { fail: 0 } });
  const reachable = report.checks.find(({ id }) => id === 'exchange.reachable');
  expect(reachable?.observed).toContain('unreachable');
  expect(reachable?.remedy).toContain('curl');
});

test('an unreachable exchange is inconclusive without credentials too', async () => {
  const report = await reportOf(['verify', '--exchange', 'http://127.0.0.1:1']);
  expect(report).toMatchObject({ exitCode: 3, summary: { pass: 0, fail: 0 } });
});

test('an unreachable backend is inconclusive', async () => {
  const report = await reportOf(['verify', '--backend', 'http://127.0.0.1:1']);
  expect(report).toMatchObject({ exitCode: 3, summary: { pass: 0, fail: 0 } });
});

test('a failed check outranks an unreachable target', async () => {
  const log = join(emptyFolder(), 'backend.log');
  writeFileSync(log, `${FATAL_LINE}\n`);
  const report = await reportOf(['verify', '--backend', 'http://127.0.0.1:1', '--log', log]);
  expect(report.exitCode).toBe(1);
});

test('--dry-run lists every host and call and makes none', async () => {
  let calls = 0;
  const server = createServer((_request, response) => {
    calls += 1;
    response.end();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const args = ['verify', '--exchange', url, '--backend', url, '--log', 'backend.log', '--dry-run'];
  const { exitCode, stdout, stderr } = await preopen(args, { env: LOGIN });
  const answered = await fetch(url);
  server.close();
  expect({ exitCode, stderr, status: answered.status }).toEqual({ exitCode: 0, stderr: '', status: 200 });
  expect(calls).toBe(1);
  expect(stdout).toContain(`POST ${url}/v2/optionchain/expirylist`);
  expect(stdout).toContain(`WebSocket ${url.replace('http', 'ws')}`);
  expect(stdout).toContain(`GET ${url}/api/v2/options/live`);
  expect(stdout).toContain('log: file backend.log');
  expect(stdout).not.toContain(LOGIN.DHAN_ACCESS_TOKEN);
});

test('--dry-run of the real exchange names its hosts, and sockets only where one is asked for', async () => {
  const { exitCode, stdout } = await preopen(['verify', '--exchange', 'live', '--dry-run']);
  expect(exitCode).toBe(0);
  expect(stdout).toContain('https://api.dhan.co');
  expect(stdout).not.toContain('wss:');
  const own = await preopen(['verify', '--exchange', 'live', '--own-socket', '--dry-run']);
  expect(own.stdout).toContain('wss://api-feed.dhan.co');
});

test('Ctrl-C while waiting for a target exits 130 at once', async () => {
  const verify = startPreopen(['verify', '--backend', 'http://127.0.0.1:1', '--wait', '10m']);
  await verify.said('waiting: backend.reachable: unreachable');
  verify.signal('SIGINT');
  expect(await verify.ended).toMatchObject({ exitCode: 130, stdout: '' });
});

test.each([
  ['block', 3, 'the gate stays shut (exit 3)'],
  ['allow', 0, 'WARNING: the gate opens all the same (exit 0)'],
])(
  '--on-inconclusive %s makes exit %d of an unreachable target and says why',
  async (decision, code, said) => {
    const args = ['verify', '--backend', 'http://127.0.0.1:1', '--on-inconclusive', decision];
    const { exitCode, stdout, stderr } = await preopen(args);
    expect(exitCode).toBe(code);
    expect(stderr).toContain(said);
    expect(stderr).toContain('backend.reachable: unreachable, nothing was judged');
    expect(stdout).toMatch(new RegExp(`exit ${code}$`));
  },
);

test('--on-inconclusive allow lets no failure through', async () => {
  const { exitCode } = await preopen([
    ...MOCK,
    '--scenario',
    'missing-credentials',
    '--on-inconclusive',
    'allow',
  ]);
  expect(exitCode).toBe(1);
});

test('nothing to verify is a usage error', async () => {
  const { exitCode, stdout, stderr } = await preopen(['verify']);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toContain('--exchange mock|live|URL, --backend URL');
});

test.each([
  [['--exchange', 'paper'], 'mock, live or a URL'],
  [['--backend', 'localhost'], 'a URL such as'],
  [['--exchange', 'mock', '--backend', 'http://127.0.0.1:1'], 'brings its own backend'],
  [['--exchange', 'mock', '--wait', '3'], 'a duration such as'],
])('verify %j exits 2 and says what it accepts', async (flags, accepted) => {
  const { exitCode, stdout, stderr } = await preopen(['verify', ...flags]);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toContain(accepted);
});

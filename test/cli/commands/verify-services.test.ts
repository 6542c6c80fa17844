import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { REPORT_FORMATS } from '#cli/reporters/report-formats.ts';
import type { VerifyReport } from '#cli/reporters/verify-report.ts';
import { emptyFolder, preopen } from '#test/support/preopen-command.ts';
import { ownRedis, postgresDatabase, redisClient } from '#test/support/services.ts';

const REDIS_PASSWORD = 'redis-p@ss/word';
const API_KEY = 'key-of-the-test-0815';

/** A suite that asks everything, whose database and Redis want passwords. */
const SUITE = `
schemaVersion: 1
name: services
checks:
  - id: redis.subscribers
    redis: { url: "\${REDIS_URL}", subscribers: { "ticks:NIFTY": 1 } }
  - id: redis.message
    redis: { url: "\${REDIS_URL}", messages: [{ channel: "ticks:NIFTY", within: 10s, json: { $.ltp: { min: 1 } } }] }
  - id: redis.silent
    redis: { url: "\${REDIS_URL}", messages: [{ channel: "ticks:SENSEX", within: 200ms }] }
  - id: sql.rows
    sql: { url: "\${DB_URL}", query: "SELECT symbol, at FROM ticks", expect: { fresh: { column: at, within: 1h } } }
  - id: sql.stale
    sql: { url: "\${DB_URL}", query: "SELECT at FROM old_ticks", expect: { fresh: { column: at, within: 1m } } }
  - id: sql.after-rows
    dependsOn: [sql.stale]
    sql: { url: "\${DB_URL}", query: SELECT 1 }
  - id: sql.slow
    sql: { url: "\${DB_URL}", query: SELECT pg_sleep(20), timeout: 200ms }
  - id: sql.writes
    sql: { url: "\${DB_URL}", query: "WITH x AS (DELETE FROM ticks RETURNING *) SELECT * FROM x" }
  - id: sql.login
    sql: { url: "\${DB_URL_OF_NOBODY}", query: SELECT 1 }
  - id: redis.login
    redis: "\${REDIS_URL_WRONG}"
  - id: redis.stopped
    redis: "\${REDIS_URL_STOPPED}"
  - id: sqlite.rows
    sql: { url: "sqlite:ticks.db", query: SELECT * FROM ticks, expect: { rowsMin: 1, rowsMax: 1 } }
  - id: here.node
    process: { name: node, min: 1 }
  - id: here.port
    port: { address: "127.0.0.1:1", state: closed }
  - id: here.command
    command: { run: ["${process.execPath.replaceAll('\\', '/')}", "--version"], expect: { stdout: { matches: "^v" } } }
  - id: here.secret
    command: { run: ["${process.execPath.replaceAll('\\', '/')}", "-e", "console.error(process.argv[1]); process.exit(1)", "\${API_KEY}"] }
  - id: here.unknown
    command: "no-such-program \${API_KEY}"
  - id: here.printed
    log: { command: '"${process.execPath.replaceAll('\\', '/')}" -e "console.log(process.argv[1])" \${API_KEY}', lacks: . }
  - id: here.log
    log: { file: backend.log, contains: ready, lacks: FATAL }
  - id: here.file
    file: { path: backend.log, fresh: 1h }
`;

test('a suite asks Redis, PostgreSQL, SQLite and this machine, and shows no password in any output', async (context) => {
  await using redis = await ownRedis(context, REDIS_PASSWORD);
  await using database = await postgresDatabase(context);
  await database.run('CREATE TABLE ticks (symbol text, at timestamptz)');
  await database.run(`INSERT INTO ticks VALUES ('NIFTY', now())`);
  await database.run(`CREATE TABLE old_ticks AS SELECT timestamptz '2026-02-24 11:00:00+05:30' AS at`);
  const encoded = encodeURIComponent(REDIS_PASSWORD);
  const redisUrl = `redis://:${encoded}@127.0.0.1:${redis.port}`;
  const publisher = await redisClient(redisUrl);
  const subscriber = await redisClient(redisUrl);
  const timer = setInterval(
    () => void publisher.publish('ticks:NIFTY', '{"ltp":25642.8}').catch(() => undefined),
    20,
  );
  onTestFinished(() => {
    clearInterval(timer);
    publisher.destroy();
    subscriber.destroy();
  });
  await subscriber.subscribe('ticks:NIFTY', () => undefined);

  const cwd = emptyFolder();
  writeFileSync(join(cwd, 'suite.yaml'), SUITE);
  writeFileSync(join(cwd, 'backend.log'), '2026-02-24 09:15:00 ready\n');
  const file = new DatabaseSync(join(cwd, 'ticks.db'));
  file.exec(`CREATE TABLE ticks AS SELECT 'NIFTY' AS symbol`);
  file.close();
  const env = {
    REDIS_URL: redisUrl,
    REDIS_URL_STOPPED: `redis://:${encoded}@127.0.0.1:1`,
    REDIS_URL_WRONG: redisUrl.replace(encoded, `${encoded}x`),
    API_KEY,
    DB_URL: database.url,
    DB_URL_OF_NOBODY: database.url.replace(/preopen_test_\w+?(?=[:&])/, 'preopen_test_nobody'),
  };
  const outputs = REPORT_FORMATS.flatMap((format) => ['-f', `${format}:${format}.out`]);
  const { exitCode, stdout, stderr } = await preopen(
    ['verify', '--suite', './suite.yaml', '-f', 'json', ...outputs],
    { cwd, env },
  );
  expect(stderr).toBe('');
  const report = JSON.parse(stdout) as VerifyReport;
  expect(exitCode).toBe(1);
  expect(Object.fromEntries(report.checks.map(({ id, status }) => [id, status]))).toEqual({
    'redis.subscribers': 'pass',
    'redis.message': 'pass',
    'redis.silent': 'fail',
    'sql.rows': 'pass',
    'sql.stale': 'fail',
    'sql.after-rows': 'skip',
    'sql.slow': 'fail',
    'sql.writes': 'fail',
    'sql.login': 'fail',
    'redis.login': 'fail',
    'redis.stopped': 'skip',
    'sqlite.rows': 'pass',
    'here.node': 'pass',
    'here.port': 'pass',
    'here.command': 'pass',
    'here.secret': 'fail',
    'here.unknown': 'skip',
    'here.printed': 'fail',
    'here.log': 'pass',
    'here.file': 'pass',
  });
  for (const check of report.checks.filter(({ status }) => status === 'fail'))
    for (const text of [check.expected, check.observed, check.remedy]) expect(text, check.id).toMatch(/\w/);
  const dryRun = await preopen(['verify', '--suite', './suite.yaml', '--dry-run'], { cwd, env });
  expect(dryRun).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('sql: sqlite:ticks.db, read-only: SELECT'),
  });
  const files = REPORT_FORMATS.map((format) => readFileSync(join(cwd, `${format}.out`), 'utf8'));
  for (const text of [stdout, stderr, dryRun.stdout, dryRun.stderr, ...files])
    for (const secret of [REDIS_PASSWORD, encoded, database.password, API_KEY])
      expect(text).not.toContain(secret);
});

test.each([
  [
    'a query that writes',
    'sql: { url: "sqlite:x.db", query: DELETE FROM ticks }',
    'expected one SELECT or WITH',
  ],
  [
    'another database',
    'sql: { url: "mysql://127.0.0.1/x", query: SELECT 1 }',
    'expected sqlite:FILE or postgres://',
  ],
  ['another scheme', 'redis: http://127.0.0.1:6379', 'expected an address such as redis://127.0.0.1:6379'],
  ['a password that was not encoded', 'redis: redis://:p@ss/word@127.0.0.1:6379', '/ is written %2F'],
  ['no process', 'process: { upFor: 1m }', 'expected pid, pidFile, name or matches'],
  ['no port', 'port: 127.0.0.1', 'expected HOST:PORT'],
  ['a port beyond the last', 'port: 127.0.0.1:65536', 'expected HOST:PORT'],
  ['a log that asks nothing', 'log: { file: x.log }', 'expected contains, lacks or fresh'],
  ['a log from nowhere', 'log: { contains: x }', 'expected file or command'],
  ['no JSON path', 'command: { run: x, expect: { json: { "$[": 1 } } }', 'expected a JSON path'],
  ['an unknown key', 'redis: { url: "redis://127.0.0.1", chanels: { "x": 1 } }', 'Did you mean "channels"?'],
])('%s is refused before anything is asked', async (_what, check, words) => {
  const cwd = emptyFolder();
  writeFileSync(join(cwd, 'suite.yaml'), `schemaVersion: 1\nname: wrong\nchecks:\n  - id: a\n    ${check}\n`);
  const { exitCode, stderr } = await preopen(['verify', '--suite', './suite.yaml'], { cwd });
  expect(exitCode).toBe(2);
  expect(stderr).toContain('suite.yaml:5:');
  expect(stderr).toContain(words);
});

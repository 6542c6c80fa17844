import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, expect, test } from 'vitest';
import { createSqlProbe } from '#engine/adapters/probes/sql-probe.ts';
import { SystemClock } from '#engine/adapters/system-clock.ts';
import { istIso, istToEpochMs } from '#engine/market/ist-time.ts';
import type { Clock } from '#engine/ports.ts';
import { ProbeUnreachable } from '#engine/verify/check.ts';
import type { Judgement } from '#engine/verify/check.ts';
import { judgeSql } from '#engine/verify/declared/sql-check.ts';
import type { SqlDeclaration, SqlExpectations } from '#engine/verify/declared/sql-check.ts';
import { VirtualClock } from '#engine/virtual-clock.ts';
import { ownPostgres } from '#test/support/own-postgres.ts';
import { freePort, postgresDatabase } from '#test/support/services.ts';

/** Tuesday, in the session. */
const TRADED_MS = istToEpochMs('2026-02-24', '11:00');

const folder = mkdtempSync(join(tmpdir(), 'preopen-sql-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Asked extends Omit<Partial<SqlDeclaration>, 'expect'> {
  readonly expect?: Partial<SqlExpectations>;
  readonly clock?: Clock;
}

function judge(url: string, query: string, asked: Asked = {}): Promise<Judgement> {
  const { timeoutMs = 5000, clock = new SystemClock() } = asked;
  const expectations = { rowsMin: 1, columns: new Map(), ...asked.expect };
  return judgeSql({ kind: 'sql', url, query, timeoutMs, expect: expectations }, createSqlProbe(clock));
}

/** A file with a table of ticks; `values` as `('NIFTY', '2026-02-24 11:00:00', 25000.5)`. */
function tickFile(name: string, values: readonly string[]): string {
  const file = join(folder, name);
  const database = new DatabaseSync(file);
  database.exec('CREATE TABLE ticks (symbol TEXT, at TEXT, ltp REAL)');
  if (values.length > 0) database.exec(`INSERT INTO ticks VALUES ${values.join(', ')}`);
  database.close();
  return file;
}

test('rows of a SQLite file are counted and their columns judged', async () => {
  const file = tickFile('rows.db', ["('NIFTY', '2026-02-24 05:30:00', 25000.5)", "('SENSEX', NULL, 0)"]);
  const url = `sqlite:${file}`;
  const query = 'SELECT symbol, ltp, 9007199254740993 AS big FROM ticks ORDER BY symbol;';
  const kept = await judge(url, query, {
    expect: {
      rowsMin: 2,
      rowsMax: 2,
      columns: new Map([
        ['ltp', { min: 0 }],
        ['big', { equals: '9007199254740993' }],
      ]),
    },
  });
  expect(kept).toMatchObject({ status: 'pass', observed: '2 rows, ltp 2 values, big 2 values' });
  expect(kept.measurements?.map(({ name }) => name)).toEqual(['query', 'rows']);
  const broken = await judge(url, query, {
    expect: {
      rowsMin: 3,
      columns: new Map([
        ['ltp', { min: 1 }],
        ['oi', { min: 1 }],
      ]),
    },
  });
  expect(broken).toMatchObject({
    status: 'fail',
    observed: '2 rows, ltp was 0, the columns are symbol, ltp, big',
    remedy: `See the rows: sqlite3 -readonly ${file} '${query}'`,
  });
});

test('a query that finds nothing fails unless that is what was asked for', async () => {
  const url = `sqlite:${tickFile('empty.db', [])}`;
  expect(await judge(url, 'SELECT * FROM ticks')).toMatchObject({ status: 'fail', observed: '0 rows' });
  const asked = { expect: { rowsMin: 0, rowsMax: 0 } };
  expect(await judge(url, 'SELECT * FROM ticks', asked)).toMatchObject({ status: 'pass' });
});

test('stale rows fail; a closed market and a wrong zone do not count as age', async () => {
  const rows = ["('NIFTY', '2026-02-24 05:29:30', 1)", "('SENSEX', '2026-02-24 05:00:00', 1)"];
  const url = `sqlite:${tickFile('stale.db', rows)}`;
  const at = (nowMs: number, of: 'newest' | 'every', zone: 'UTC' | 'IST' = 'UTC'): Promise<Judgement> =>
    judge(url, 'SELECT symbol, at FROM ticks', {
      clock: new VirtualClock(nowMs),
      expect: { fresh: { column: 'at', ageMsMax: 60_000, of, zone, whileOpen: 'NSE' } },
    });
  expect(await at(TRADED_MS, 'newest')).toMatchObject({
    status: 'pass',
    observed: expect.stringContaining('30 s'),
  });
  const every = await at(TRADED_MS, 'every');
  expect(every).toMatchObject({ status: 'fail' });
  expect(every.observed).toBe('at: oldest 2026-02-24T10:30:00.000+05:30, 30 min of NSE trading old');
  expect(await at(TRADED_MS + 90_000, 'newest')).toMatchObject({ status: 'fail' });
  const misread = await at(TRADED_MS, 'newest', 'IST');
  expect(misread).toMatchObject({ status: 'fail', observed: expect.stringContaining('needs zone: UTC') });
});

test('a slow query on a SQLite file is stopped', async () => {
  const url = `sqlite:${tickFile('slow.db', [])}`;
  const endless = 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n';
  const judgement = await judge(url, endless, { timeoutMs: 300 });
  expect(judgement).toMatchObject({ status: 'fail', expected: 'the rows within 300 ms' });
  expect(judgement.remedy).toContain('EXPLAIN QUERY PLAN');
});

test('a SQLite file is neither made nor written', async () => {
  const missing = join(folder, 'missing.db');
  await expect(judge(`sqlite:${missing}`, 'SELECT 1')).rejects.toThrow(ProbeUnreachable);
  expect(() => statSync(missing)).toThrow('ENOENT');
  const file = tickFile('kept.db', ["('NIFTY', NULL, 1)"]);
  const written = await judge(`sqlite:${file}`, 'DELETE FROM ticks');
  expect(written).toMatchObject({ status: 'fail', expected: 'a query that only reads' });
  expect(await judge(`sqlite:${file}`, 'SELECT * FROM ticks')).toMatchObject({ observed: '1 row' });
  expect(await judge(`sqlite:${file}`, 'SELECT * FROM tocks')).toMatchObject({
    status: 'fail',
    observed: 'the database refused the query: no such table: tocks',
  });
});

test('rows of PostgreSQL are counted, numbers are numbers and times keep their zone', async (context) => {
  await using database = await postgresDatabase(context);
  await database.run('CREATE TABLE ticks (symbol text, at timestamptz, ltp numeric, plain timestamp)');
  await database.run(
    `INSERT INTO ticks VALUES ('NIFTY', '2026-02-24 11:00:00+05:30', 25000.5, '2026-02-24 11:00:00')`,
  );
  const query = 'SELECT count(*) AS n, max(ltp) AS ltp, max(at) AS at, max(plain) AS plain FROM ticks';
  const clock = new VirtualClock(TRADED_MS + 1500);
  const columns = new Map([
    ['n', { equals: 1 }],
    ['ltp', { equals: 25_000.5 }],
  ]);
  const fresh = { ageMsMax: 2000, of: 'newest', zone: 'UTC', column: 'at' } as const;
  const kept = await judge(database.url, query, { clock, expect: { columns, fresh } });
  expect(kept).toMatchObject({
    status: 'pass',
    observed: `1 row, n 1, ltp 25000.5, at: newest ${istIso(TRADED_MS)}, 1.5 s old`,
  });
  expect(kept.measurements).toContainEqual({
    name: 'age at',
    value: 1.5,
    unit: 's',
    limit: { kind: 'max', value: 2 },
  });
  const plain = { ...fresh, column: 'plain' };
  const misread = await judge(database.url, query, { clock, expect: { fresh: plain } });
  expect(misread.observed).toContain('in the future: 5 h 30 min, so IST was written as if it were UTC');
  expect(
    await judge(database.url, query, { clock, expect: { fresh: { ...plain, zone: 'IST' } } }),
  ).toMatchObject({
    status: 'pass',
  });
  const later = await judge(database.url, query, {
    clock: new VirtualClock(TRADED_MS + 600_000),
    expect: { fresh },
  });
  expect(later).toMatchObject({ status: 'fail', observed: expect.stringContaining('10 min old') });
});

test('a query that is slower than its time is stopped by PostgreSQL', async (context) => {
  await using database = await postgresDatabase(context);
  const judgement = await judge(database.url, 'SELECT pg_sleep(30)', { timeoutMs: 200 });
  expect(judgement).toMatchObject({ status: 'fail', expected: 'the rows within 200 ms' });
  expect(judgement.observed).toContain('statement timeout (57014)');
  expect(JSON.stringify(judgement)).not.toContain(database.password);
});

test.for([
  ['in a WITH', 'WITH gone AS (DELETE FROM ticks RETURNING *) SELECT * FROM gone'],
  ['in a function', 'SELECT emptied()'],
  ['into a table', 'SELECT * INTO copied FROM ticks'],
  ['after another statement', 'SELECT 1; DELETE FROM ticks'],
] as const)(
  'a query of PostgreSQL that writes %s is refused, and nothing is changed',
  async ([, query], context) => {
    await using database = await postgresDatabase(context);
    await database.run('CREATE TABLE ticks AS SELECT 1 AS ltp');
    await database.run(
      `CREATE FUNCTION emptied() RETURNS int LANGUAGE sql AS 'DELETE FROM ticks RETURNING ltp'`,
    );
    expect(await judge(database.url, query)).toMatchObject({ status: 'fail' });
    expect(await judge(database.url, 'SELECT * FROM ticks')).toMatchObject({
      status: 'pass',
      observed: '1 row',
    });
  },
);

test('more rows than are read are known to be more', async (context) => {
  await using database = await postgresDatabase(context);
  const judgement = await judge(database.url, 'SELECT generate_series(1, 100000000) AS n', {
    expect: { rowsMax: 20_000 },
  });
  expect(judgement).toMatchObject({ status: 'fail', observed: 'more than 10000 rows' });
});

test('a wrong password fails with the way to try the login, and is told nowhere', async (context) => {
  const password = 'pg-secret-of-the-test';
  await using server = await ownPostgres(context, password);
  const at = (login: string): string => `postgres://${login}@127.0.0.1:${server.port}/postgres`;
  expect(await judge(at(`postgres:${password}`), 'SELECT 1')).toMatchObject({ status: 'pass' });
  for (const login of [`postgres:${password}-wrong`, 'postgres', `nobody:${password}`]) {
    const judgement = await judge(at(login), 'SELECT 1');
    expect(judgement).toMatchObject({ status: 'fail', expected: expect.stringContaining('lets us in') });
    expect(judgement.remedy).toContain(`psql ${at(login.split(':')[0]!)} -c 'SELECT 1'`);
    expect(JSON.stringify(judgement)).not.toContain(password);
  }
  for (const [mode, reason] of [
    ['require', 'does not support SSL'],
    ['verify-ca', 'sslrootcert'],
  ])
    await expect(judge(`${at(`postgres:${password}`)}?sslmode=${mode}`, 'SELECT 1')).rejects.toThrow(reason);
  await server.stop();
  const error: unknown = await judge(at(`postgres:${password}`), 'SELECT 1').catch(
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(ProbeUnreachable);
  expect(`${String(error)} ${(error as ProbeUnreachable).remedy}`).not.toContain(password);
});

test('a database where nobody listens is unreachable', async () => {
  const url = `postgres://app:secret@127.0.0.1:${await freePort()}/ticks`;
  await expect(judge(url, 'SELECT 1')).rejects.toThrow(/postgres:\/\/app@127.*ECONNREFUSED/);
});

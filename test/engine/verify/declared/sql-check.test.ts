import { expect, test } from 'vitest';
import { readingFault } from '#engine/verify/declared/sql-check.ts';

test.each([
  'SELECT 1',
  'select 1;',
  '  -- the newest; of all\n SELECT max(at) FROM ticks ; ',
  "WITH t AS (SELECT 'a;b' AS x) SELECT * FROM t /* ; */",
  '(SELECT 1) UNION (SELECT 2)',
  `SELECT ";" FROM t WHERE x = 'it''s;'`,
  'SELECT $body$ ; $body$, $$;$$',
])('%s only reads', (query) => {
  expect(readingFault(query)).toBeUndefined();
});

test.each([
  ['DELETE FROM ticks', 'a statement that begins with DELETE'],
  ['SELECT 1; DELETE FROM ticks', 'several statements'],
  ["SELECT 'a'; -- ' \n DROP TABLE ticks", 'several statements'],
  ['PRAGMA writable_schema = 1', 'a statement that begins with PRAGMA'],
  ["ATTACH 'x.db' AS x", 'a statement that begins with ATTACH'],
  ['EXPLAIN ANALYZE DELETE FROM ticks', 'a statement that begins with EXPLAIN'],
  ['SET default_transaction_read_only = off', 'a statement that begins with SET'],
  ['-- nothing', 'nothing'],
])('%s is refused', (query, fault) => {
  expect(readingFault(query)).toBe(fault);
});

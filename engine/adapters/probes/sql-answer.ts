import type { SqlFacts } from '../../verify/declared/sql-check.ts';

/** More rows than these are not read: a check needs no more, and a table may hold millions. */
export const ROWS_MAX = 10_000;

/** What a database said, before it is timed. */
export type SqlAnswer =
  | (SqlFacts & { readonly kind: 'refused' })
  | Omit<SqlFacts & { readonly kind: 'rows' }, 'tookMs' | 'nowMs'>;

/** At most as many rows as are read, and whether there were more. */
export function rowsAnswer(
  columns: readonly string[],
  rows: readonly Readonly<Record<string, unknown>>[],
): SqlAnswer {
  return { kind: 'rows', columns, rows: rows.slice(0, ROWS_MAX), isCut: rows.length > ROWS_MAX };
}

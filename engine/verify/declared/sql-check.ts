import type { Judgement } from '../check.ts';
import { failed } from '../judgement.ts';
import { counted, judgementOf, ruleFinding } from './findings.ts';
import type { Finding } from './findings.ts';
import { ageMeasurement, judgeAge, momentOf, spokenFreshness } from './freshness.ts';
import type { Freshness } from './freshness.ts';
import { shellWord, shownUrl } from './shown-address.ts';
import type { ValueRule } from './value-rule.ts';

/** `sql` of a suite: one query that reads, and what its rows must be. */
export interface SqlDeclaration {
  readonly kind: 'sql';
  /** `sqlite:FILE`, `postgres://USER:PASSWORD@HOST:PORT/DATABASE`. */
  readonly url: string;
  /** One SELECT or WITH. */
  readonly query: string;
  /** How long the database may work on it. */
  readonly timeoutMs: number;
  readonly expect: SqlExpectations;
}

export interface SqlExpectations {
  /** 1 unless given: a query that finds nothing proves nothing. */
  readonly rowsMin: number;
  readonly rowsMax?: number | undefined;
  /** By column: what every row's value must be. */
  readonly columns: ReadonlyMap<string, ValueRule>;
  /** How old the times in a column may be: the newest of them, or every single one. */
  readonly fresh?: (Freshness & { readonly column: string; readonly of: 'newest' | 'every' }) | undefined;
}

/** What the database said. `refused`: it answered, but gave no rows. */
export type SqlFacts =
  | {
      readonly kind: 'refused';
      readonly why: 'login' | 'timeout' | 'write' | 'query';
      readonly reason: string;
    }
  | {
      readonly kind: 'rows';
      readonly columns: readonly string[];
      readonly rows: readonly Readonly<Record<string, unknown>>[];
      /** True when there are more than were read. */
      readonly isCut: boolean;
      readonly tookMs: number;
      /** Our clock when the rows arrived, epoch ms. */
      readonly nowMs: number;
    };

/** Runs a query that cannot write. Rejects with ProbeUnreachable when the database does not answer. */
export interface SqlProbe {
  readonly query: (declaration: SqlDeclaration) => Promise<SqlFacts>;
}

/** Asks once and judges everything the suite says of the rows. */
export async function judgeSql(declaration: SqlDeclaration, probe: SqlProbe): Promise<Judgement> {
  const facts = await probe.query(declaration);
  if (facts.kind === 'refused') return refusal(declaration, facts);
  const { expect, timeoutMs } = declaration;
  const remedy = `See the rows: ${readCommand(declaration)}`;
  const judgement = judgementOf([
    rowsFinding(expect, facts, remedy),
    ...[...expect.columns].map(([column, rule]) => columnFinding({ column, rule, facts, remedy })),
    ...(expect.fresh ? [freshFinding(expect.fresh, facts, remedy)] : []),
  ]);
  return {
    ...judgement,
    measurements: [
      { name: 'query', value: facts.tookMs, unit: 'ms', limit: { kind: 'max', value: timeoutMs } },
      ...(judgement.measurements ?? []),
    ],
  };
}

/**
 * Why a text is not one query that reads, in words; undefined when it is one. What it does within a function or a data-changing
 * WITH only the database can tell, which is asked in a read-only transaction.
 */
export function readingFault(query: string): string | undefined {
  const bare = query.replaceAll(COMMENT_OR_QUOTED, (part) => (/^(?:--|\/\*)/.test(part) ? ' ' : "''")).trim();
  const [first = ''] = /^\(*\s*\w*/.exec(bare) ?? [];
  const word = first.replaceAll(/[(\s]/g, '').toUpperCase();
  if (bare.replace(/;\s*$/, '').includes(';')) return 'several statements';
  return word === 'SELECT' || word === 'WITH'
    ? undefined
    : word === ''
      ? 'nothing'
      : `a statement that begins with ${word}`;
}

/** Line and block comments, strings, quoted names, PostgreSQL's dollar quotes. */
const COMMENT_OR_QUOTED = /--[^\n]*|\/\*[^]*?\*\/|'(?:[^']|'')*'|"(?:[^"]|"")*"|(\$\w*\$)[^]*?\1/g;

type Refused = SqlFacts & { readonly kind: 'refused' };
type Rows = SqlFacts & { readonly kind: 'rows' };

function refusal(declaration: SqlDeclaration, { why, reason }: Refused): Judgement {
  const { url, timeoutMs } = declaration;
  switch (why) {
    case 'login':
      return failed(
        `${shownUrl(url)} lets us in`,
        `it refused: ${reason}`,
        `Try the login: ${readCommand({ ...declaration, query: 'SELECT 1' })}. Then correct user, password and database in the url.`,
      );
    case 'timeout':
      return failed(
        `the rows within ${timeoutMs} ms`,
        `the query was stopped after ${timeoutMs} ms: ${reason}`,
        `See what is slow: ${readCommand({ ...declaration, query: explained(declaration) })}. Add an index, ask for less, or give it more time: timeout.`,
      );
    case 'write':
      return failed(
        'a query that only reads',
        `it was refused, nothing was changed: ${reason}`,
        'Ask with SELECT alone: a check must not change what it checks.',
      );
    case 'query':
      return failed(
        'rows',
        `the database refused the query: ${reason}`,
        `Try it: ${readCommand(declaration)}`,
      );
  }
}

function rowsFinding({ rowsMin, rowsMax }: SqlExpectations, { rows, isCut }: Rows, remedy: string): Finding {
  const isMany = rowsMax !== undefined && (rows.length > rowsMax || isCut);
  return {
    expected:
      rowsMax === undefined
        ? `at least ${counted(rowsMin, 'row')}`
        : rowsMin === rowsMax
          ? counted(rowsMin, 'row')
          : `${rowsMin} to ${counted(rowsMax, 'row')}`,
    observed: `${isCut ? 'more than ' : ''}${counted(rows.length, 'row')}`,
    isFault: rows.length < rowsMin || isMany,
    remedy,
    measurement: { name: 'rows', value: rows.length, unit: 'count', limit: { kind: 'min', value: rowsMin } },
  };
}

function columnFinding(asked: {
  readonly column: string;
  readonly rule: ValueRule;
  readonly facts: Rows;
  readonly remedy: string;
}): Finding {
  const { column, rule, facts, remedy } = asked;
  if (!facts.columns.includes(column)) return unknownColumn(column, facts, remedy);
  return ruleFinding(column, rule, { values: facts.rows.map((row) => row[column]), remedy });
}

function unknownColumn(column: string, { columns }: Rows, remedy: string): Finding {
  return {
    expected: `a column ${column}`,
    observed: `the columns are ${columns.join(', ')}`,
    isFault: true,
    remedy,
  };
}

function freshFinding(fresh: NonNullable<SqlExpectations['fresh']>, facts: Rows, remedy: string): Finding {
  const { column, of, zone } = fresh;
  if (!facts.columns.includes(column)) return unknownColumn(column, facts, remedy);
  const values = facts.rows.map((row) => row[column]);
  const moments = values.map((value) => momentOf(value, zone));
  const expected = `${of === 'every' ? 'every' : 'the newest'} ${column} ${spokenFreshness(fresh)}`;
  const unreadable = values.find(
    (value, index) => moments[index] === undefined && (value !== null || of === 'every'),
  );
  if (unreadable !== undefined)
    return {
      expected,
      observed: `${column} was ${JSON.stringify(unreadable)}, which is no time`,
      isFault: true,
      remedy,
    };
  const times = moments.filter((moment) => moment !== undefined);
  if (times.length === 0) return { expected, observed: `${column} holds no time`, isFault: true, remedy };
  const newest = judgeAge(fresh, Math.max(...times), facts.nowMs);
  const age =
    of === 'every' && newest.fault === undefined
      ? judgeAge(fresh, Math.min(...times), facts.nowMs, 'oldest')
      : newest;
  return {
    expected,
    observed: `${column}: ${age.fault ?? age.spoken}`,
    isFault: age.fault !== undefined,
    remedy: `Restart what writes it. ${remedy}`,
    measurement: ageMeasurement(`age ${column}`, age, fresh),
  };
}

function readCommand({ url, query }: Pick<SqlDeclaration, 'url' | 'query'>): string {
  const file = /^sqlite:(.*)$/s.exec(url)?.[1];
  const words =
    file === undefined ? ['psql', shownUrl(url), '-c', query] : ['sqlite3', '-readonly', file, query];
  return words.map(shellWord).join(' ');
}

function explained({ url, query }: SqlDeclaration): string {
  return url.startsWith('sqlite:') ? `EXPLAIN QUERY PLAN ${query}` : `EXPLAIN ${query}`;
}

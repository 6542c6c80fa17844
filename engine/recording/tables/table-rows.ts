/** Tables read row by row and by column; what is wrong is told with its line and column. */
import { RecordingError } from '../../errors.ts';
import { underlyingBySymbol } from '../../market/instrument.ts';
import type { Underlying } from '../../market/instrument.ts';
import { csvRows } from '../../wire/csv-table.ts';

/** Epoch ms of an ISO time with its zone; NaN for anything else. The engine has no calendar of its own for zones. */
export type ParseTime = (iso: string) => number;

/** A table that is not as it must be. `reason` and `where` are also told apart, for whoever knows the file. */
export class TableError extends RecordingError {
  readonly reason: string;
  readonly where: string;

  constructor(reason: string, where: string) {
    super(`reading the table failed: ${reason} (${where}). Correct the table.`);
    this.name = 'TableError';
    this.reason = reason;
    this.where = where;
  }
}

/** The most that the wire's quantities hold. */
export const UINT32_MAX = 2 ** 32 - 1;

/** Column names, and the rows behind them. */
export interface Table {
  readonly columns: readonly string[];
  /** In order, read as they are asked for. Each is one and the same object, for its row only. */
  readonly rows: Iterable<TableRow>;
}

export function readTable(text: string, parseTime: ParseTime): Table {
  const lines = csvRows(text);
  const header = (lines.next().value?.fields ?? []).map((name: string) => name.trim());
  return { columns: header, rows: rowsOf(header, lines, parseTime) };
}

function* rowsOf(
  columns: readonly string[],
  lines: ReturnType<typeof csvRows>,
  parseTime: ParseTime,
): Generator<TableRow> {
  const row = new TableRow(columns, parseTime);
  for (const { line, fields } of lines) yield row.at(line, fields);
}

/** The cells of one row. */
export class TableRow {
  readonly #places: ReadonlyMap<string, number>;
  readonly #parseTime: ParseTime;
  #line = 0;
  #fields: readonly string[] = [];

  constructor(columns: readonly string[], parseTime: ParseTime) {
    this.#places = new Map(columns.map((name, place) => [name, place]));
    this.#parseTime = parseTime;
  }

  at(line: number, fields: readonly string[]): this {
    this.#line = line;
    this.#fields = fields;
    return this;
  }

  /** Empty where the cell or its column is missing. */
  text(column: string): string {
    const place = this.#places.get(column);
    return place === undefined ? '' : (this.#fields[place] ?? '').trim();
  }

  isEmpty(column: string): boolean {
    return this.text(column) === '';
  }

  number(column: string): number {
    return this.#read(column, 'a number', (text) => Number(text), Number.isFinite);
  }

  /** 0 where the table has no such column. */
  numberIfKept(column: string): number {
    return this.#places.has(column) ? this.number(column) : 0;
  }

  /** Units, rounded. One below 0 has overflowed 32 bits where it was kept: sources of recorded candles do so. */
  quantity(column: string): number {
    return this.#read(
      column,
      'a quantity of at most 32 bits',
      (text) => (Number(text) < 0 ? Math.round(Number(text)) + 2 ** 32 : Math.round(Number(text))),
      (value) => value >= 0 && value <= UINT32_MAX,
    );
  }

  /** Rupees, above 0, to the paisa. */
  price(column: string): number {
    return this.#read(
      column,
      'a price',
      (text) => Math.round(Number(text) * 100) / 100,
      (value) => value > 0,
    );
  }

  /** Epoch ms. */
  time(column: string): number {
    return this.#read(column, 'an ISO time with its zone', this.#parseTime, (value) => !Number.isNaN(value));
  }

  /** `YYYY-MM-DD`. */
  date(column: string): string {
    const text = this.text(column);
    return /^\d{4}-\d\d-\d\d$/.test(text) ? text : this.fail(column, 'a date YYYY-MM-DD');
  }

  index(column: string): Underlying {
    return underlyingBySymbol(this.text(column)) ?? this.fail(column, 'an index');
  }

  fail(column: string, expected: string): never {
    throw this.error(`expected ${expected}, was "${this.text(column)}"`, column);
  }

  error(reason: string, column?: string): TableError {
    const place = column === undefined ? '' : `, column ${column}`;
    return new TableError(reason, `line ${this.#line}${place}`);
  }

  #read(
    column: string,
    expected: string,
    parse: (text: string) => number,
    isGood: (value: number) => boolean,
  ): number {
    const text = this.text(column);
    const value = text === '' ? Number.NaN : parse(text);
    return isGood(value) ? value : this.fail(column, expected);
  }
}

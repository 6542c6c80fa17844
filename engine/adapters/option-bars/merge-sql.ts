/** What SQLite and PostgreSQL are told alike. */

/** Columns of the table `option_bars`, in order. */
export const BAR_COLUMNS =
  'symbol, expiry, strike, option_type, minute_ms, open, high, low, close, volume_from, volume_to, oi, opened_at_ms, closed_at_ms';

/** `real` and `integer` name the database's own 64-bit types. */
export function createTable({ real, integer }: { readonly real: string; readonly integer: string }): string {
  return `CREATE TABLE IF NOT EXISTS option_bars (
  symbol TEXT NOT NULL,
  expiry TEXT NOT NULL,
  strike ${real} NOT NULL,
  option_type TEXT NOT NULL,
  minute_ms ${integer} NOT NULL,
  open ${real} NOT NULL,
  high ${real} NOT NULL,
  low ${real} NOT NULL,
  close ${real} NOT NULL,
  volume_from ${real} NOT NULL,
  volume_to ${real} NOT NULL,
  oi ${real} NOT NULL,
  opened_at_ms ${integer} NOT NULL,
  closed_at_ms ${integer} NOT NULL,
  PRIMARY KEY (symbol, expiry, strike, option_type, minute_ms)
)`;
}

const newer = (column: string): string =>
  `${column} = CASE WHEN excluded.closed_at_ms >= option_bars.closed_at_ms THEN excluded.${column} ELSE option_bars.${column} END`;
const older = (column: string): string =>
  `${column} = CASE WHEN excluded.opened_at_ms < option_bars.opened_at_ms THEN excluded.${column} ELSE option_bars.${column} END`;
const extreme = (column: string, sign: '<' | '>'): string =>
  `${column} = CASE WHEN excluded.${column} ${sign} option_bars.${column} THEN excluded.${column} ELSE option_bars.${column} END`;

/** As mergedBar (engine/bus/option-bars.ts) does it. */
export const MERGE = `ON CONFLICT (symbol, expiry, strike, option_type, minute_ms) DO UPDATE SET ${[
  older('open'),
  extreme('high', '>'),
  extreme('low', '<'),
  newer('close'),
  extreme('volume_from', '<'),
  extreme('volume_to', '>'),
  newer('oi'),
  older('opened_at_ms'),
  newer('closed_at_ms'),
].join(', ')}`;

const BARS = `SELECT symbol, expiry, strike, option_type AS "type", minute_ms AS "minuteMs", open, high, low, close,
  volume_from AS "volumeFrom", volume_to AS "volumeTo", oi, opened_at_ms AS "openedAtMs", closed_at_ms AS "closedAtMs"
  FROM option_bars`;
const IN_ORDER = 'ORDER BY symbol, expiry, strike, option_type, minute_ms';

/** Reads everything back under the names of OptionBar. */
export const SELECT_BARS = `${BARS} ${IN_ORDER}`;

/** The newest bar of each leg. `since` is the place of the first minute that counts. */
export function selectNewest(since: string): string {
  return `${BARS} AS bar WHERE minute_ms >= ${since} AND NOT EXISTS (SELECT 1 FROM option_bars AS later
  WHERE later.symbol = bar.symbol AND later.expiry = bar.expiry AND later.strike = bar.strike AND later.option_type = bar.option_type
    AND later.minute_ms > bar.minute_ms) ${IN_ORDER}`;
}

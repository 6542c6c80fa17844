/** The table of the figures of each expiry and minute, as SQLite and PostgreSQL are told alike. */

/** Minutes that are read at once: a day of a dozen expiries with room. */
const MINUTES_MAX = 10_000;

/** Columns of the table `option_expiry_minutes`, in order, with the names of ExpiryMinute. */
const COLUMNS = {
  symbol: 'symbol',
  expiry: 'expiry',
  minute_ms: 'minuteMs',
  total_call_volume: 'callVolume',
  total_put_volume: 'putVolume',
  total_call_oi: 'callOi',
  total_put_oi: 'putOi',
  pcr: 'pcr',
  pcr_oi: 'pcrOi',
  max_pain_strike: 'maxPain',
  max_pain_strike_oi: 'maxPainOi',
  as_of_ms: 'asOfMs',
} as const;

const NAMES = Object.keys(COLUMNS);

/** In the order of the columns. */
export const MINUTE_KEYS: readonly string[] = Object.values(COLUMNS);

/** Beside bars that an earlier version wrote too. `real` and `integer` name the database's own 64-bit types. */
export function createMinutesTable({
  real,
  integer,
}: {
  readonly real: string;
  readonly integer: string;
}): string {
  return `CREATE TABLE IF NOT EXISTS option_expiry_minutes (
  symbol TEXT NOT NULL,
  expiry TEXT NOT NULL,
  minute_ms ${integer} NOT NULL,
  total_call_volume ${real} NOT NULL,
  total_put_volume ${real} NOT NULL,
  total_call_oi ${real} NOT NULL,
  total_put_oi ${real} NOT NULL,
  pcr ${real},
  pcr_oi ${real},
  max_pain_strike ${real},
  max_pain_strike_oi ${real},
  as_of_ms ${integer} NOT NULL,
  PRIMARY KEY (symbol, expiry, minute_ms)
)`;
}

/** What follows is a SELECT of the columns in order. */
export const INSERT_MINUTES = `INSERT INTO option_expiry_minutes (${NAMES.join(', ')})`;

/** Of one minute the newest figures stand. */
export const NEWEST_MINUTE = `ON CONFLICT (symbol, expiry, minute_ms) DO UPDATE SET ${NAMES.slice(3)
  .map((name) => `${name} = excluded.${name}`)
  .join(', ')} WHERE excluded.as_of_ms >= option_expiry_minutes.as_of_ms`;

/** The newest that fit `where`, in the order of their key, under the names of ExpiryMinute. */
export function selectMinutes(where: string): string {
  const named = Object.entries(COLUMNS).map(([name, key]) => `${name} AS "${key}"`);
  return `SELECT * FROM (SELECT ${named.join(', ')} FROM option_expiry_minutes WHERE ${where}
  ORDER BY minute_ms DESC, symbol, expiry LIMIT ${MINUTES_MAX}) AS newest ORDER BY symbol, expiry, "minuteMs"`;
}

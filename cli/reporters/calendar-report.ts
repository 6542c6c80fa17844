/** What `preopen calendar` prints. */

/** One day, all times IST. */
export interface CalendarDay {
  readonly date: string;
  readonly weekday: string;
  /** False where the year's holidays are not known, so that the weekday rule alone speaks. */
  readonly isCovered: boolean;
  readonly holiday: string | undefined;
  readonly special: string | undefined;
  readonly previousTradingDay: string;
  readonly nextTradingDay: string;
  readonly markets: readonly {
    readonly exchange: string;
    readonly market: string;
    /** Empty: no session. */
    readonly phases: readonly {
      readonly name: string;
      readonly from: string;
      readonly to: string;
      readonly appliesTo?: string;
    }[];
  }[];
  readonly underlyings: readonly {
    readonly symbol: string;
    readonly expiries: readonly {
      readonly expiry: string;
      readonly kind: 'W' | 'M' | 'Q' | 'H';
      readonly lotSize: number;
    }[];
  }[];
}

/** Expiries shown of each index; JSON has them all. */
const EXPIRIES_SHOWN = 6;

export function renderCalendar(format: string, day: CalendarDay): string {
  return format === 'json' ? `${JSON.stringify(day, undefined, 2)}\n` : `${prettyLines(day).join('\n')}\n`;
}

function prettyLines(day: CalendarDay): string[] {
  return [
    [`${day.weekday} ${day.date}`, ...occasions(day)].join(', '),
    `trading days around it: ${day.previousTradingDay} and ${day.nextTradingDay}`,
    '',
    ...day.markets.flatMap(marketLines),
    '',
    ...day.underlyings.map((underlying) => underlyingLine(day.date, underlying)),
    '',
    'kinds: W weekly, M monthly, Q quarterly, H half-yearly; * expires on this day',
  ];
}

function occasions({ holiday, special, isCovered, date }: CalendarDay): string[] {
  return [
    ...(holiday === undefined ? [] : [`holiday: ${holiday}`]),
    ...(special === undefined ? [] : [`special session: ${special}`]),
    ...(isCovered ? [] : [`the holidays of ${date.slice(0, 4)} are not known, only the weekday counts`]),
  ];
}

function marketLines({ exchange, market, phases }: CalendarDay['markets'][number]): string[] {
  const label = `${exchange} ${market}`.padEnd(16);
  if (phases.length === 0) return [`${label}  no session`];
  return phases.map(({ name, from, to, appliesTo }, index) => {
    const head = index === 0 ? label : ''.padEnd(label.length);
    return `${head}  ${from}-${to}  ${name}${appliesTo === undefined ? '' : `  (${appliesTo})`}`;
  });
}

function underlyingLine(date: string, { symbol, expiries }: CalendarDay['underlyings'][number]): string {
  const shown = expiries
    .slice(0, EXPIRIES_SHOWN)
    .map(({ expiry, kind }) => `${expiry === date ? '*' : ''}${expiry} ${kind}`);
  const lots = [...new Set(expiries.slice(0, EXPIRIES_SHOWN).map(({ lotSize }) => lotSize))];
  const more = expiries.length > EXPIRIES_SHOWN ? `, ${expiries.length - EXPIRIES_SHOWN} more` : '';
  return `${symbol.padEnd(11)} lot ${lots.join(' and ').padEnd(9)} ${shown.join(', ')}${more}`;
}

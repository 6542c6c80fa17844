/** What tables quote, as the exchange lists it: security ids, lots and the days on which an option was quoted. */
import { FIRST_OPTION_ID, UNDERLYINGS } from '../../market/instrument.ts';
import type { OptionInstrument, Underlying } from '../../market/instrument.ts';
import { istDate } from '../../market/ist-time.ts';
import { lotSizeOn } from '../../market/lot-size.ts';
import { expiryFlagOf } from '../../wire/scrip-master.ts';
import type { MasterSource } from '../../wire/scrip-master.ts';
import { instrumentName } from './table-quote.ts';
import type { TableLeg, TableQuote } from './table-quote.ts';

/** Rupees; NSE and BSE quote index options alike. Source: dhan-v2-wire 10.4. */
const OPTION_TICK_SIZE = 0.05;

/** An index and its options on one day. */
export interface ListedDay {
  readonly underlying: Underlying;
  /** `YYYY-MM-DD`. */
  readonly date: string;
  /** Of the first quote of the index; where it has none, of its options; epoch ms. */
  openMs: number;
  hasIndex: boolean;
  /** Options quoted at some time of the day, by name. */
  readonly options: Map<string, OptionInstrument>;
}

/** `quotes`: ascending by time. Ids count up by index, expiry and strike, calls before puts, so that the same tables always list the same. */
export class TableListing {
  readonly options: ReadonlyMap<string, OptionInstrument>;
  readonly days: readonly ListedDay[];
  readonly #underlyings: readonly Underlying[];

  constructor(quotes: readonly TableQuote[]) {
    this.options = listOptions(quotes);
    this.#underlyings = UNDERLYINGS.filter((known) => quotes.some(({ underlying }) => underlying === known));
    this.days = listDays(quotes, this.options);
  }

  securityIdOf(quote: TableQuote): number {
    return this.options.get(instrumentName(quote))?.securityId ?? quote.underlying.securityId;
  }

  /** For the scrip master. */
  sources(): MasterSource[] {
    return this.#underlyings.flatMap((underlying) => {
      const options = [...this.options.values()].filter((each) => each.underlying === underlying.symbol);
      const expiries = [...new Set(options.map(({ expiry }) => expiry))];
      return [
        { instrument: indexOf(underlying), underlying, expiryFlag: 'M' as const },
        ...options.map((instrument) => ({
          instrument,
          underlying,
          expiryFlag: expiryFlagOf(instrument.expiry, expiries),
        })),
      ];
    });
  }
}

function indexOf(underlying: Underlying): MasterSource['instrument'] {
  const { securityId, exchange, symbol, displayName, tickSize } = underlying;
  return { kind: 'index', exchangeSegment: 'IDX_I', securityId, exchange, symbol, displayName, tickSize };
}

interface QuotedLeg {
  readonly name: string;
  readonly underlying: Underlying;
  readonly leg: TableLeg;
  readonly asOf: string;
}

function listOptions(quotes: readonly TableQuote[]): ReadonlyMap<string, OptionInstrument> {
  const legs = new Map<string, QuotedLeg>();
  for (const quote of quotes) {
    const { underlying, leg, atMs } = quote;
    const name = instrumentName(quote);
    if (leg && !legs.has(name)) legs.set(name, { name, underlying, leg, asOf: istDate(atMs) });
  }
  const nextIds = { ...FIRST_OPTION_ID };
  return new Map(
    [...legs.values()].sort(inListingOrder).map(({ name, underlying, leg, asOf }) => [
      name,
      {
        kind: 'option',
        securityId: nextIds[underlying.optionsSegment]++,
        exchangeSegment: underlying.optionsSegment,
        underlying: underlying.symbol,
        ...leg,
        lotSize: lotSizeOn(underlying, { expiry: leg.expiry, asOf }),
        tickSize: OPTION_TICK_SIZE,
      },
    ]),
  );
}

function inListingOrder(a: QuotedLeg, b: QuotedLeg): number {
  return (
    UNDERLYINGS.indexOf(a.underlying) - UNDERLYINGS.indexOf(b.underlying) ||
    compare(a.leg.expiry, b.leg.expiry) ||
    a.leg.strike - b.leg.strike ||
    compare(a.leg.optionType, b.leg.optionType)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function listDays(
  quotes: readonly TableQuote[],
  options: ReadonlyMap<string, OptionInstrument>,
): readonly ListedDay[] {
  const days = new Map<string, ListedDay>();
  for (const quote of quotes) {
    const { underlying, leg, atMs } = quote;
    const date = istDate(atMs);
    const key = `${date} ${underlying.symbol}`;
    const day = days.get(key) ?? { underlying, date, openMs: atMs, hasIndex: false, options: new Map() };
    days.set(key, day);
    if (leg) day.options.set(instrumentName(quote), options.get(instrumentName(quote))!);
    else if (!day.hasIndex) Object.assign(day, { openMs: atMs, hasIndex: true });
  }
  return [...days.values()];
}

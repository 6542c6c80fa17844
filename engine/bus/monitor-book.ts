import { optionMetrics } from '../analytics/option-metrics.ts';
import type { OptionMetrics } from '../analytics/option-metrics.ts';
import { channelsOf } from './channels.ts';
import { readOptionBody, readUnderlyingBody } from './read-tick-bodies.ts';
import type { OptionBody, UnderlyingBody } from './tick-bodies.ts';

/** `price` and `ltp` are the close: clients of the original read either. */
export type MonitoredUnderlying = UnderlyingBody & { readonly price: number; readonly ltp: number };

/** What `/monitor/snapshot` shows of one underlying. */
export interface MonitorSnapshot {
  /** Null until the first message on its channel. */
  readonly underlying: MonitoredUnderlying | null;
  /** Every leg under its token and once more under its trading symbol. Source: seed-requirements B8, I28. */
  readonly options: Readonly<Record<string, OptionBody>>;
  /** By expiry. */
  readonly metrics: Readonly<Record<string, OptionMetrics>>;
}

interface MonitoredChannel {
  readonly symbol: string;
  readonly isUnderlying: boolean;
}

/** The newest of every underlying and leg that the bus carried; bounded by what is listed. */
export class MonitorBook {
  readonly #channels = new Map<string, MonitoredChannel>();
  readonly #underlyings = new Map<string, UnderlyingBody>();
  readonly #legs = new Map<string, Map<string, OptionBody>>();
  readonly symbols: readonly string[];

  constructor(symbols: readonly string[]) {
    this.symbols = symbols;
    for (const symbol of symbols) {
      const { underlying, options } = channelsOf(symbol);
      this.#channels.set(underlying, { symbol, isUnderlying: true });
      this.#channels.set(options, { symbol, isUnderlying: false });
      this.#legs.set(symbol, new Map());
    }
  }

  /** The channels it wants to hear. */
  channels(): readonly string[] {
    return [...this.#channels.keys()];
  }

  /** Passes over what is no tick. */
  take(channel: string, json: string): void {
    const known = this.#channels.get(channel);
    if (!known) return;
    if (known.isUnderlying) {
      const body = readUnderlyingBody(json);
      if (body) this.#underlyings.set(known.symbol, body);
    } else {
      const body = readOptionBody(json);
      if (body) this.#legs.get(known.symbol)!.set(String(body.token), body);
    }
  }

  snapshot(symbol: string): MonitorSnapshot {
    const body = this.#underlyings.get(symbol);
    const legs = [...(this.#legs.get(symbol)?.values() ?? [])];
    return {
      underlying: body ? { ...body, price: body.close, ltp: body.close } : null,
      options: Object.fromEntries(
        legs.flatMap((leg) => [
          [String(leg.token), leg],
          [leg.tradingsymbol, leg],
        ]),
      ),
      metrics: metricsByExpiry(legs),
    };
  }
}

function metricsByExpiry(legs: readonly OptionBody[]): Record<string, OptionMetrics> {
  const expiries = [...new Set(legs.map(({ expiry }) => expiry))].sort();
  return Object.fromEntries(
    expiries.map((expiry) => [expiry, optionMetrics(legs.filter((leg) => leg.expiry === expiry))]),
  );
}

import { optionMetrics } from '../analytics/option-metrics.ts';
import type { OptionMetrics } from '../analytics/option-metrics.ts';
import { channelsOf } from './channels.ts';
import type { TickChannels } from './channels.ts';
import { readFutureBody, readOptionBody, readUnderlyingBody } from './read-tick-bodies.ts';
import type { FutureBody, OptionBody, UnderlyingBody } from './tick-bodies.ts';

/** `price` and `ltp` are the close: clients of the original read either. */
export type MonitoredUnderlying = UnderlyingBody & { readonly price: number; readonly ltp: number };

/** What `/monitor/snapshot` shows of one underlying. */
export interface MonitorSnapshot {
  /** Null until the first message on its channel. */
  readonly underlying: MonitoredUnderlying | null;
  /** Every leg under its token and once more under its trading symbol. Source: seed-requirements B8, I28. */
  readonly options: Readonly<Record<string, OptionBody>>;
  /** Under token and trading symbol too; empty where nobody follows them. */
  readonly futures: Readonly<Record<string, FutureBody>>;
  /** By expiry. */
  readonly metrics: Readonly<Record<string, OptionMetrics>>;
}

interface MonitoredChannel {
  readonly symbol: string;
  readonly kind: keyof TickChannels;
}

/** The newest of every underlying, leg and future that the bus carried; bounded by what is listed. */
export class MonitorBook {
  readonly #channels = new Map<string, MonitoredChannel>();
  readonly #underlyings = new Map<string, UnderlyingBody>();
  readonly #legs = new Map<string, Map<string, OptionBody>>();
  readonly #futures = new Map<string, Map<string, FutureBody>>();
  readonly symbols: readonly string[];

  constructor(symbols: readonly string[]) {
    this.symbols = symbols;
    for (const symbol of symbols) {
      const { underlying, options, futures } = channelsOf(symbol);
      this.#channels.set(underlying, { symbol, kind: 'underlying' });
      this.#channels.set(options, { symbol, kind: 'options' });
      this.#channels.set(futures, { symbol, kind: 'futures' });
      this.#legs.set(symbol, new Map());
      this.#futures.set(symbol, new Map());
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
    const { symbol, kind } = known;
    if (kind === 'options') keep(this.#legs.get(symbol)!, readOptionBody(json));
    else if (kind === 'futures') keep(this.#futures.get(symbol)!, readFutureBody(json));
    else {
      const body = readUnderlyingBody(json);
      if (body) this.#underlyings.set(symbol, body);
    }
  }

  snapshot(symbol: string): MonitorSnapshot {
    const body = this.#underlyings.get(symbol);
    const legs = [...(this.#legs.get(symbol)?.values() ?? [])];
    return {
      underlying: body ? { ...body, price: body.close, ltp: body.close } : null,
      options: byTokenAndSymbol(legs),
      futures: byTokenAndSymbol([...(this.#futures.get(symbol)?.values() ?? [])]),
      metrics: metricsByExpiry(legs),
    };
  }
}

interface Tokened {
  readonly token: number;
  readonly tradingsymbol: string;
}

function keep<Body extends Tokened>(bodies: Map<string, Body>, body: Body | undefined): void {
  if (body) bodies.set(String(body.token), body);
}

function byTokenAndSymbol<Body extends Tokened>(bodies: readonly Body[]): Record<string, Body> {
  return Object.fromEntries(
    bodies.flatMap((body) => [
      [String(body.token), body],
      [body.tradingsymbol, body],
    ]),
  );
}

function metricsByExpiry(legs: readonly OptionBody[]): Record<string, OptionMetrics> {
  const expiries = [...new Set(legs.map(({ expiry }) => expiry))].sort();
  return Object.fromEntries(
    expiries.map((expiry) => [expiry, optionMetrics(legs.filter((leg) => leg.expiry === expiry))]),
  );
}

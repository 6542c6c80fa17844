import { optionMetrics } from '../analytics/option-metrics.ts';
import type { MeasuredLeg } from '../analytics/option-metrics.ts';
import { istDay, MS_PER_MINUTE, MS_PER_SECOND } from '../market/ist-time.ts';
import type { ExpiryMinute, OptionBar } from '../ports.ts';
import type { OptionBody } from './tick-bodies.ts';

interface KnownLeg extends MeasuredLeg {
  readonly atMs: number;
}

interface KnownExpiry {
  readonly symbol: string;
  readonly expiry: string;
  readonly legs: Map<string, KnownLeg>;
  /** The minute that runs. */
  minuteMs: number;
  /** Its newest tick. */
  asOfMs: number;
  hasChanged: boolean;
}

/**
 * The figures of every expiry at the end of each minute, of all legs that spoke on that trading day. A minute without a tick has none. A late tick counts to
 * the minute that runs: what was said of an earlier one stands.
 */
export class ExpiryMinutes {
  readonly #expiries = new Map<string, KnownExpiry>();
  readonly #waiting = new Map<string, ExpiryMinute>();

  add(body: Pick<OptionBody, 'symbol' | 'expiry' | 'strike' | 'type' | 'volume' | 'oi' | 'ts'>): void {
    const { symbol, expiry, strike, type, volume, oi } = body;
    const known = this.#taken({
      symbol,
      expiry,
      strike,
      type,
      volume,
      oi,
      atMs: Math.round(body.ts * MS_PER_SECOND),
    });
    if (known) known.hasChanged = true;
  }

  /** The newest bar of a leg, stored before the start: it is part of the figures to come and changes none of the past. */
  resume({ symbol, expiry, strike, type, volumeTo, oi, closedAtMs }: OptionBar): void {
    this.#taken({ symbol, expiry, strike, type, volume: volumeTo, oi, atMs: closedAtMs });
  }

  /** Minutes that could not be saved; of one minute the newest word stands. */
  put(minute: ExpiryMinute): void {
    const key = `${minute.symbol} ${minute.expiry} ${minute.minuteMs}`;
    const held = this.#waiting.get(key);
    if (!held || held.asOfMs <= minute.asOfMs) this.#waiting.set(key, minute);
  }

  /** Every minute that ended or changed since the last call. */
  take(): readonly ExpiryMinute[] {
    for (const known of this.#expiries.values()) this.#keep(known);
    const minutes = [...this.#waiting.values()];
    this.#waiting.clear();
    return minutes;
  }

  /** Undefined for what is older than the newest of its leg. */
  #taken(leg: KnownLeg & Pick<OptionBody, 'symbol' | 'expiry'>): KnownExpiry | undefined {
    const { symbol, expiry, atMs, strike, type, volume, oi } = leg;
    const known = this.#expiryOf(symbol, expiry, atMs);
    const name = `${strike} ${type}`;
    if (istDay(atMs) < istDay(known.minuteMs) || atMs < (known.legs.get(name)?.atMs ?? atMs))
      return undefined;
    known.legs.set(name, { strike, type, volume, oi, atMs });
    known.asOfMs = Math.max(known.asOfMs, atMs);
    return known;
  }

  #expiryOf(symbol: string, expiry: string, atMs: number): KnownExpiry {
    const minuteMs = Math.floor(atMs / MS_PER_MINUTE) * MS_PER_MINUTE;
    const key = `${symbol} ${expiry}`;
    const known = this.#expiries.get(key) ?? {
      symbol,
      expiry,
      legs: new Map<string, KnownLeg>(),
      minuteMs,
      asOfMs: atMs,
      hasChanged: false,
    };
    this.#expiries.set(key, known);
    if (minuteMs > known.minuteMs) {
      this.#keep(known);
      if (istDay(minuteMs) !== istDay(known.minuteMs)) known.legs.clear();
      known.minuteMs = minuteMs;
    }
    return known;
  }

  #keep(known: KnownExpiry): void {
    if (!known.hasChanged) return;
    known.hasChanged = false;
    const { symbol, expiry, minuteMs, asOfMs } = known;
    const legs = [...known.legs.values()];
    const sum = (type: 'CE' | 'PE', value: 'volume' | 'oi'): number =>
      legs.reduce((total, leg) => (leg.type === type ? total + leg[value] : total), 0);
    const { pcr_volume, pcr_oi, max_pain_volume, max_pain_oi } = optionMetrics(legs);
    this.put({
      symbol,
      expiry,
      minuteMs,
      callVolume: sum('CE', 'volume'),
      putVolume: sum('PE', 'volume'),
      callOi: sum('CE', 'oi'),
      putOi: sum('PE', 'oi'),
      pcr: pcr_volume,
      pcrOi: pcr_oi,
      maxPain: max_pain_volume,
      maxPainOi: max_pain_oi,
      asOfMs,
    });
  }
}

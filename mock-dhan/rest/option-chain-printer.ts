import type { OptionInstrument } from '#engine/market/instrument.ts';
import { dhanGreeks } from '#engine/pricing/dhan-greeks.ts';
import type { WireProfile } from '#engine/wire/wire-profile.ts';
import { renderOptionChain } from '#engine/wire/rest-bodies.ts';
import type { OptionLegBody } from '#engine/wire/rest-bodies.ts';
import type { World } from '../world/world.ts';

interface StrikeRow {
  readonly strike: number;
  ce: OptionLegBody | undefined;
  pe: OptionLegBody | undefined;
}

interface PrintedChain {
  readonly version: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Writes an expiry's whole listed ladder as the bytes of its answer, and keeps them until a leg or the underlying changes. */
export class OptionChainPrinter {
  readonly #world: World;
  readonly #wire: WireProfile;
  readonly #encoder = new TextEncoder();
  readonly #printed = new Map<string, PrintedChain>();

  constructor(world: World, wire: WireProfile) {
    this.#world = world;
    this.#wire = wire;
  }

  print(symbol: string, expiry: string, nowMs: number): Uint8Array<ArrayBuffer> {
    this.#world.sync(nowMs);
    const legs = this.#world.universe.legsOf(symbol, expiry);
    const underlyingIndex = this.#world.universe.underlyingIndex(symbol);
    const version = this.#versionOf(legs, underlyingIndex);
    const key = `${symbol}:${expiry}`;
    const printed = this.#printed.get(key);
    if (printed?.version === version) return printed.bytes;
    const spot = this.#world.board.ltp[underlyingIndex]!;
    const text = renderOptionChain({ last_price: spot, strikes: this.#strikesOf(legs, spot, nowMs) });
    const bytes = this.#encoder.encode(text);
    this.#printed.set(key, { version, bytes });
    return bytes;
  }

  /** Versions only grow, so their sum changes with any of them. */
  #versionOf(legs: readonly number[], underlyingIndex: number): number {
    let sum = this.#world.board.version[underlyingIndex]!;
    for (const leg of legs) sum += this.#world.board.version[leg]!;
    return sum;
  }

  #strikesOf(legs: readonly number[], spot: number, nowMs: number): StrikeRow[] {
    const byStrike = new Map<number, StrikeRow>();
    for (const index of legs) {
      const option = this.#world.universe.instruments[index];
      if (option?.kind !== 'option') continue;
      const row = byStrike.get(option.strike) ?? { strike: option.strike, ce: undefined, pe: undefined };
      row[option.optionType === 'CE' ? 'ce' : 'pe'] = this.#legBody(option, index, spot, nowMs);
      byStrike.set(option.strike, row);
    }
    return [...byStrike.values()];
  }

  #legBody(option: OptionInstrument, index: number, spot: number, nowMs: number): OptionLegBody {
    const { board } = this.#world;
    const ltp = board.ltp[index]!;
    const { impliedVolatility, ...greeks } = dhanGreeks({
      ...option,
      ltp,
      spot,
      nowMs,
      clock: this.#wire.greekClock,
    });
    const isSinceFebruary2026 = this.#wire.chainLegs === 'with-ids';
    return {
      ...(isSinceFebruary2026
        ? { average_price: board.averagePrice[index]!, security_id: option.securityId }
        : {}),
      greeks,
      implied_volatility: impliedVolatility,
      last_price: ltp,
      oi: board.oi[index]!,
      previous_close_price: board.previousClose[index]!,
      previous_oi: board.previousOi[index]!,
      previous_volume: board.previousVolume[index]!,
      top_ask_price: board.ask[index]!,
      top_ask_quantity: board.askQuantity[index]!,
      top_bid_price: board.bid[index]!,
      top_bid_quantity: board.bidQuantity[index]!,
      volume: board.volume[index]!,
    };
  }
}

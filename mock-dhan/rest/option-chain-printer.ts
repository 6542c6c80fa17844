import type { OptionInstrument } from '#engine/market/instrument.ts';
import { dhanGreeks } from '#engine/pricing/dhan-greeks.ts';
import type { WireProfile } from '#engine/wire/wire-profile.ts';
import { joinStrikes, renderStrike } from '#engine/wire/rest-bodies.ts';
import type { OptionLegBody } from '#engine/wire/rest-bodies.ts';
import type { World } from '../world/world.ts';

/** A listed strike, and what was last written of it. */
interface PrintedStrike {
  readonly strike: number;
  /** Positions of its legs on the board; undefined for one that is not listed. */
  ce: number | undefined;
  pe: number | undefined;
  /** Of its legs and its underlying, added up; -1 before the first time. */
  version: number;
  text: string;
}

interface PrintedChain {
  readonly underlying: number;
  /** Ascending. */
  readonly strikes: readonly PrintedStrike[];
  version: number;
  bytes: Uint8Array<ArrayBuffer>;
}

/**
 * Writes an expiry's whole listed ladder as the bytes of its answer. They are kept until a leg or the underlying changes; then only the
 * strikes that changed are written anew (all of them after a move of the underlying, which moves every greek).
 */
export class OptionChainPrinter {
  readonly #world: World;
  readonly #wire: WireProfile;
  readonly #encoder = new TextEncoder();
  readonly #chains = new Map<string, PrintedChain>();

  constructor(world: World, wire: WireProfile) {
    this.#world = world;
    this.#wire = wire;
  }

  print(symbol: string, expiry: string, nowMs: number): Uint8Array<ArrayBuffer> {
    this.#world.sync(nowMs);
    const chain = this.#chainOf(symbol, expiry);
    const version = this.#reprint(chain, nowMs);
    if (chain.version === version) return chain.bytes;
    const texts = chain.strikes.map(({ text }) => text);
    chain.bytes = this.#encoder.encode(joinStrikes(this.#world.board.ltp[chain.underlying]!, texts));
    chain.version = version;
    return chain.bytes;
  }

  #chainOf(symbol: string, expiry: string): PrintedChain {
    const key = `${symbol}:${expiry}`;
    const known = this.#chains.get(key);
    if (known) return known;
    const { universe } = this.#world;
    const chain: PrintedChain = {
      underlying: universe.underlyingIndex(symbol),
      strikes: strikesOf(universe.legsOf(symbol, expiry), universe.instruments),
      version: -1,
      bytes: new Uint8Array(),
    };
    this.#chains.set(key, chain);
    return chain;
  }

  /** Writes the strikes that changed; returns the version of the whole. Versions only grow, so a sum changes with any of them. */
  #reprint({ underlying, strikes }: PrintedChain, nowMs: number): number {
    const { board } = this.#world;
    const underlyingVersion = board.version[underlying]!;
    const spot = board.ltp[underlying]!;
    let sum = underlyingVersion;
    for (const row of strikes) {
      const version = underlyingVersion + this.#versionOf(row.ce) + this.#versionOf(row.pe);
      sum += version;
      if (row.version === version) continue;
      row.version = version;
      row.text = renderStrike({
        strike: row.strike,
        ce: this.#legBody(row.ce, spot, nowMs),
        pe: this.#legBody(row.pe, spot, nowMs),
      });
    }
    return sum;
  }

  #versionOf(index: number | undefined): number {
    return index === undefined ? 0 : this.#world.board.version[index]!;
  }

  #legBody(index: number | undefined, spot: number, nowMs: number): OptionLegBody | undefined {
    if (index === undefined) return undefined;
    const { board, universe } = this.#world;
    const option = universe.instruments[index] as OptionInstrument;
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

/** The strikes of the legs, ascending; `legs` are positions among `instruments`, which those of the board equal. */
function strikesOf(legs: readonly number[], instruments: World['universe']['instruments']): PrintedStrike[] {
  const byStrike = new Map<number, PrintedStrike>();
  for (const index of legs) {
    const option = instruments[index];
    if (option?.kind !== 'option') continue;
    const { strike, optionType } = option;
    const row = byStrike.get(strike) ?? { strike, ce: undefined, pe: undefined, version: -1, text: '' };
    row[optionType === 'CE' ? 'ce' : 'pe'] = index;
    byStrike.set(strike, row);
  }
  return [...byStrike.values()].sort((a, b) => a.strike - b.strike);
}

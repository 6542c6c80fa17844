import type { Underlying } from '../market/instrument.ts';
import { createExpiryChain, LEG_SOURCES, legIndex, strikeIndexOf } from '../market/option-chain.ts';
import type { ExpiryChain, LegSource } from '../market/option-chain.ts';
import type { LegSnapshot, OptionChainSnapshot } from '../market/option-chain-snapshot.ts';
import type { ChainPricer, PriceModel } from '../pricing/price-model.ts';
import type { ContractIndex } from './contract-index.ts';
import { strikeWindow } from './strike-window.ts';
import type { StrikeWindowRule } from './strike-window.ts';

/** The whole listed ladder of one expiry, as last fetched; the window is cut from it and widened again when the money moves. */
export interface ExpiryLadder {
  readonly underlying: Underlying;
  readonly expiry: string;
  readonly expiresAtMs: number;
  readonly snapshot: OptionChainSnapshot;
  /** When the snapshot was taken, epoch ms. */
  readonly takenAtMs: number;
  /** `rest` for a live answer, `closing` for saved closing prices. */
  readonly source: LegSource;
}

/** One cached expiry: the window's columns, the pricer that belongs to them, and the ladder both came from. */
export interface CachedChain {
  readonly ladder: ExpiryLadder;
  readonly chain: ExpiryChain;
  readonly pricer: ChainPricer;
}

/** What a ladder is cut, named and priced with. */
export interface ChainBuilding {
  readonly contracts: ContractIndex;
  readonly rule: StrikeWindowRule;
  readonly priceModel: PriceModel;
}

/** Cuts the window around `centre` out of a ladder, fills its columns from the snapshot and fits the price model to them. */
export function buildCachedChain(ladder: ExpiryLadder, centre: number, building: ChainBuilding): CachedChain {
  const listed = ladder.snapshot.strikes;
  const { start, end } = strikeWindow(
    listed.map((row) => row.strike),
    centre,
    building.rule,
  );
  const rows = listed.slice(start, end);
  const contract = building.contracts.anyContract(ladder.underlying.symbol, ladder.expiry);
  const chain = createExpiryChain({
    underlying: ladder.underlying.symbol,
    expiry: ladder.expiry,
    expiresAtMs: ladder.expiresAtMs,
    lotSize: contract?.lotSize ?? ladder.underlying.lotSize,
    strikeInterval: ladder.underlying.strikeInterval,
    tickSize: contract?.tickSize ?? ladder.underlying.tickSize,
    strikes: rows.map((row) => row.strike),
  });
  for (const [index, row] of rows.entries()) {
    writeLeg(chain, legIndex(index, 'CE'), row.ce, ladder, building.contracts);
    writeLeg(chain, legIndex(index, 'PE'), row.pe, ladder, building.contracts);
  }
  chain.updatedAtMs = ladder.takenAtMs;
  chain.version = 1;
  const pricer = building.priceModel.createPricer(chain);
  pricer.calibrate(ladder.snapshot.spot, ladder.takenAtMs);
  return { ladder, chain, pricer };
}

/** Where the window goes, and the spot and moment it goes there. */
export interface WindowMove {
  readonly centre: number;
  readonly spot: number;
  readonly nowMs: number;
}

/**
 * The same expiry with the window moved to `centre`. Strikes that stay keep their columns, own ticks included; strikes that
 * enter are filled from the last full ladder and brought from its spot to the present one by the price model.
 */
export function shiftCachedChain(
  cached: CachedChain,
  { centre, spot, nowMs }: WindowMove,
  building: ChainBuilding,
): CachedChain {
  const shifted = buildCachedChain(cached.ladder, centre, building);
  shifted.pricer.reprice(spot, nowMs);
  for (const [index, strike] of shifted.chain.strikes.entries()) {
    const before = strikeIndexOf(cached.chain, strike);
    if (before < 0) continue;
    for (const side of [0, 1]) {
      copyLeg(cached.chain, before * 2 + side, shifted.chain, index * 2 + side);
      if (shifted.chain.ltp[index * 2 + side]! > 0) shifted.pricer.anchorLeg(index * 2 + side, spot, nowMs);
    }
  }
  shifted.chain.updatedAtMs = nowMs;
  shifted.chain.version = cached.chain.version + 1;
  return shifted;
}

function writeLeg(
  chain: ExpiryChain,
  leg: number,
  quote: LegSnapshot | undefined,
  ladder: ExpiryLadder,
  contracts: ContractIndex,
): void {
  const strike = chain.strikes[leg >>> 1]!;
  const optionType = leg % 2 === 0 ? 'CE' : 'PE';
  const listed = contracts.contract(chain.underlying, chain.expiry, strike, optionType);
  chain.securityIds[leg] = quote?.securityId || listed?.securityId || 0;
  if (!quote) return;
  chain.ltp[leg] = quote.ltp;
  chain.bid[leg] = quote.bid;
  chain.ask[leg] = quote.ask;
  chain.volume[leg] = quote.volume;
  chain.oi[leg] = quote.oi;
  chain.previousClose[leg] = quote.previousClose;
  const isQuoted = quote.ltp > 0 || quote.bid > 0 || quote.ask > 0;
  chain.source[leg] = LEG_SOURCES.indexOf(isQuoted ? ladder.source : 'none');
}

function copyLeg(from: ExpiryChain, fromLeg: number, to: ExpiryChain, toLeg: number): void {
  for (const column of LEG_COLUMNS) to[column][toLeg] = from[column][fromLeg]!;
}

const LEG_COLUMNS = [
  'securityIds',
  'ltp',
  'bid',
  'ask',
  'volume',
  'oi',
  'previousClose',
  'lastTradeAtMs',
  'ownTickAtMs',
  'source',
] as const;

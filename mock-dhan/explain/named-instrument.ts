import { EXCHANGE_SEGMENT_CODES } from '#engine/market/instrument.ts';
import type { ExchangeSegment, Instrument } from '#engine/market/instrument.ts';
import { isContract } from '#engine/market/symbol/market-symbol.ts';
import type { MarketSymbol } from '#engine/market/symbol/market-symbol.ts';
import { readSymbol } from '#engine/market/symbol/read-symbol.ts';
import { instrumentNumber } from '#engine/recording/recorded-packets.ts';
import type { Universe } from '../world/universe.ts';
import { lost, passed } from './explanation.ts';
import type { Hop } from './explanation.ts';

/** An instrument of the exchange as somebody called it. `name` is its name on the wire; `index` its place on the board, -1 when it is not listed. */
export interface NamedInstrument {
  readonly name: string;
  readonly index: number;
  readonly hop: Hop;
}

/** `NSE_FNO:40000`, or a symbol in any form that is read, as on the day `asOf`. */
export function resolveInstrument(name: string, universe: Universe, asOf: string): NamedInstrument {
  const index = indexNamed(name.trim().toUpperCase(), universe, asOf);
  const instrument = universe.instruments[index];
  if (!instrument) return { name, index: -1, hop: lost('listed', unlisted(name, universe)) };
  const { exchangeSegment, securityId } = instrument;
  const wireName = `${exchangeSegment}:${securityId}`;
  return { name: wireName, index, hop: passed('listed', `${wireName} is ${inWords(instrument)}`) };
}

/** The instrument as planned faults count it. */
export function numberOf(universe: Universe, index: number): number {
  const { exchangeSegment, securityId } = universe.instruments[index]!;
  return instrumentNumber(EXCHANGE_SEGMENT_CODES[exchangeSegment], securityId);
}

function indexNamed(name: string, universe: Universe, asOf: string): number {
  const [segment = '', id = ''] = name.split(':');
  if (id !== '') return universe.indexOf(segment as ExchangeSegment, Number(id));
  const read = readSymbol(name, asOf);
  const indexes = read.ok ? read.readings.map(({ symbol }) => indexOf(symbol, universe)) : [];
  return indexes.find((index) => index >= 0) ?? -1;
}

function indexOf(symbol: MarketSymbol, universe: Universe): number {
  if (symbol.kind === 'index') return universe.underlyingIndex(symbol.symbol);
  if (!isContract(symbol) || symbol.expiry === undefined) return -1;
  const { underlying, expiry } = symbol;
  if (symbol.kind === 'future') return universe.futureIndex(underlying, expiry);
  const { strike, optionType } = symbol;
  const legs = universe.legsOf(underlying, expiry);
  const isIt = (index: number): boolean => {
    const leg = universe.instruments[index];
    return leg?.kind === 'option' && leg.strike === strike && leg.optionType === optionType;
  };
  return legs.find(isIt) ?? -1;
}

function inWords(instrument: Instrument): string {
  if (instrument.kind === 'index') return `the index ${instrument.symbol}`;
  const { underlying, expiry } = instrument;
  if (instrument.kind === 'future') return `the future ${underlying} ${expiry}`;
  return `${underlying} ${expiry} ${instrument.strike} ${instrument.optionType}`;
}

function unlisted(name: string, universe: Universe): string {
  const id = Number(name.split(':')[1]);
  const namesakes = universe.instruments.filter(({ securityId }) => securityId === id);
  const elsewhere = namesakes.map((one) => `${one.exchangeSegment}:${id} is ${inWords(one)}`);
  if (elsewhere.length > 0) return `it is not listed, but ${elsewhere.join(', ')}`;
  const symbols = universe.underlyings.map(({ symbol }) => symbol).join(', ');
  return `it is not listed; expected SEGMENT:SECURITY_ID of the scrip master, one of ${symbols}, or the symbol of an option or a future (preopen symbol --help)`;
}

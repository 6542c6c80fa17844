/** Instruments as a fault names them, and as packets do. */
import { EXCHANGE_SEGMENT_CODES, underlyingBySymbol } from '#engine/market/instrument.ts';
import type { ExchangeSegment } from '#engine/market/instrument.ts';
import type { Universe } from '../world/universe.ts';

const IDS_PER_SEGMENT = 2 ** 32;

/** One number for an instrument: no other segment and id have it. */
export function instrumentNumber(exchangeSegmentCode: number, securityId: number): number {
  return exchangeSegmentCode * IDS_PER_SEGMENT + securityId;
}

/** The number of an instrument named `NSE_FNO:49081`, or an index by its symbol; undefined when the exchange does not list it. */
export function namedInstrument(name: string, universe: Universe): number | undefined {
  const [segment = '', id = ''] = name.split(':');
  const index = underlyingBySymbol(name);
  if (index)
    return universe.underlyingIndex(name) < 0
      ? undefined
      : instrumentNumber(EXCHANGE_SEGMENT_CODES.IDX_I, index.securityId);
  if (!isSegment(segment) || universe.indexOf(segment, Number(id)) < 0) return undefined;
  return instrumentNumber(EXCHANGE_SEGMENT_CODES[segment], Number(id));
}

function isSegment(name: string): name is ExchangeSegment {
  return Object.hasOwn(EXCHANGE_SEGMENT_CODES, name);
}

/** Instruments as a fault names them. */
import { EXCHANGE_SEGMENT_CODES, underlyingBySymbol } from '#engine/market/instrument.ts';
import type { ExchangeSegment } from '#engine/market/instrument.ts';
import { instrumentNumber } from '#engine/recording/recorded-packets.ts';

/** What is listed where the name is looked up. */
interface Listed {
  readonly hasIndex: (symbol: string) => boolean;
  readonly has: (segment: ExchangeSegment, securityId: number) => boolean;
}

/** The number of an instrument named `NSE_FNO:49081`, or an index by its symbol; undefined when it is not listed. */
export function namedInstrument(name: string, listed: Listed): number | undefined {
  const index = underlyingBySymbol(name);
  if (index)
    return listed.hasIndex(name)
      ? instrumentNumber(EXCHANGE_SEGMENT_CODES.IDX_I, index.securityId)
      : undefined;
  const [segment = '', id = ''] = name.split(':');
  if (!isSegment(segment) || !listed.has(segment, Number(id))) return undefined;
  return instrumentNumber(EXCHANGE_SEGMENT_CODES[segment], Number(id));
}

function isSegment(name: string): name is ExchangeSegment {
  return Object.hasOwn(EXCHANGE_SEGMENT_CODES, name);
}

import { expiryFlagOf } from '#engine/wire/scrip-master.ts';
import type { MasterSource } from '#engine/wire/scrip-master.ts';
import type { Universe } from './universe.ts';

/** Everything the exchange lists, as its scrip masters write it. */
export function masterSources(universe: Universe): MasterSource[] {
  return universe.instruments.flatMap((instrument): MasterSource[] => {
    const symbol = instrument.kind === 'index' ? instrument.symbol : instrument.underlying;
    const underlying = universe.underlyings[universe.underlyingIndex(symbol)];
    if (!underlying) return [];
    // Futures expire by the month.
    const expiryFlag =
      instrument.kind === 'option' ? expiryFlagOf(instrument.expiry, underlying.expiries) : 'M';
    return [{ instrument, underlying, expiryFlag }];
  });
}

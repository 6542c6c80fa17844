import { expiryFlagOf } from '#engine/wire/scrip-master.ts';
import type { MasterSource } from '#engine/wire/scrip-master.ts';
import type { Universe } from './universe.ts';

/** Everything the exchange lists, as its scrip masters write it. */
export function masterSources(universe: Universe): MasterSource[] {
  return universe.instruments.flatMap((instrument): MasterSource[] => {
    const symbol = instrument.kind === 'option' ? instrument.underlying : instrument.symbol;
    const underlying = universe.underlyings[universe.underlyingIndex(symbol)];
    if (!underlying) return [];
    const expiryFlag =
      instrument.kind === 'option' ? expiryFlagOf(instrument.expiry, underlying.expiries) : 'M';
    return [{ instrument, underlying, expiryFlag }];
  });
}

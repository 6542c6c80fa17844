import type { Underlying } from '../../market/instrument.ts';
import { nearTheMoney } from '../../verify/chain-coverage.ts';
import type { ExchangeAnswer, NearestChain } from '../../verify/targets.ts';
import type { ObservedInstrument } from './feed-observer.ts';

/** At the money and two strikes on each side: options that trade if any do. */
const STRIKES = 5;

/** The legs at the money of every underlying's nearest chain; none of a chain that was refused or names no security ids. */
export async function nearLegs(
  underlyings: readonly Underlying[],
  chainOf: (underlying: Underlying) => Promise<ExchangeAnswer<NearestChain>>,
): Promise<readonly ObservedInstrument[]> {
  const legs: ObservedInstrument[] = [];
  for (const underlying of underlyings) {
    const answer = await chainOf(underlying);
    if (answer.kind === 'ok') legs.push(...legsOf(underlying, answer.value));
  }
  return legs;
}

function legsOf(underlying: Underlying, { expiry, chain }: NearestChain): ObservedInstrument[] {
  const near = nearTheMoney(chain);
  const first = Math.max(0, Math.floor((near.length - STRIKES) / 2));
  return near.slice(first, first + STRIKES).flatMap(({ strike, ce, pe }) =>
    (
      [
        ['CE', ce],
        ['PE', pe],
      ] as const
    ).flatMap(([optionType, leg]) => {
      if (leg === undefined || leg.securityId === 0) return [];
      return [
        {
          name: `${underlying.symbol} ${expiry} ${strike} ${optionType}`,
          underlying,
          kind: 'leg' as const,
          key: { exchangeSegment: underlying.optionsSegment, securityId: leg.securityId },
        },
      ];
    }),
  );
}

/** A chain as its truth is judged, whoever answered it: the exchange, or a backend in either of its shapes. */
import { underlyingBySymbol } from '../market/instrument.ts';
import { expiryMomentMs } from '../market/trading-calendar.ts';
import type { OptionChainSnapshot } from '../market/option-chain-snapshot.ts';
import type { BackendChain, BackendLeg } from './backend-answers.ts';
import type { CoveredChain, CoveredLeg, CoveredStrike } from './chain-coverage.ts';

/** Rupees, units; implied volatility in percent. 0 means absent, undefined that the answer has no such column. */
export interface JudgedLeg extends CoveredLeg {
  /** The leg's security id, or the backend's own name of it; undefined where the answer carries none. */
  readonly token: string | undefined;
  readonly oi: number | undefined;
  readonly impliedVolatility: number | undefined;
}

/** A strike with whichever of its legs exist. */
export interface JudgedStrike extends CoveredStrike {
  readonly ce: JudgedLeg | undefined;
  readonly pe: JudgedLeg | undefined;
}

/** One expiry's chain with what is needed to judge it. */
export interface JudgedChain extends CoveredChain {
  /** `NIFTY 2026-02-10`. */
  readonly name: string;
  readonly underlying: string;
  /** `YYYY-MM-DD`. */
  readonly expiry: string;
  /** When its options end, epoch ms. */
  readonly expiresAtMs: number;
  readonly strikes: readonly JudgedStrike[];
}

/** Which chain it is. */
interface ChainAddress {
  readonly underlying: string;
  readonly expiry: string;
}

/** The exchange's answer. */
export function exchangeChain(address: ChainAddress, { spot, strikes }: OptionChainSnapshot): JudgedChain {
  const legOf = (leg: OptionChainSnapshot['strikes'][number]['ce']): JudgedLeg | undefined =>
    leg && { ...leg, token: leg.securityId > 0 ? String(leg.securityId) : undefined };
  return {
    ...headOf(address),
    spot: spot > 0 ? spot : undefined,
    strikes: strikes.map(({ strike, ce, pe }) => ({ strike, ce: legOf(ce), pe: legOf(pe) })),
  };
}

/** A backend's answer. */
export function backendJudgedChain(address: ChainAddress, { spot, strikes }: BackendChain): JudgedChain {
  return { ...headOf(address), spot, strikes };
}

/** Every leg with its name, `23000 CE`, call before put. */
export function legsOf(
  strikes: readonly JudgedStrike[],
): readonly { readonly name: string; readonly leg: JudgedLeg | BackendLeg }[] {
  return strikes.flatMap(({ strike, ce, pe }) => [
    ...(ce ? [{ name: `${strike} CE`, leg: ce }] : []),
    ...(pe ? [{ name: `${strike} PE`, leg: pe }] : []),
  ]);
}

function headOf({ underlying, expiry }: ChainAddress): Omit<JudgedChain, 'spot' | 'strikes'> {
  const exchange = underlyingBySymbol(underlying)?.exchange ?? 'NSE';
  return {
    name: `${underlying} ${expiry}`,
    underlying,
    expiry,
    expiresAtMs: expiryMomentMs(exchange, expiry),
  };
}

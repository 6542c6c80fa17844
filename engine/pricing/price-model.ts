import { ConfigError } from '../errors.ts';
import type { ExpiryChain } from '../market/option-chain.ts';
import { nearestName } from '../nearest-name.ts';
import type { PricingFindings } from './pricing-findings.ts';

/** The models by the names that scenarios and `--price-model` use, the default first. */
export const PRICE_MODEL_NAMES = ['black76', 'dhan', 'seed-decay'] as const;

/** One of them. */
export type PriceModelName = (typeof PRICE_MODEL_NAMES)[number];

/** The name as it was written. Errors: ConfigError with the names there are, and the one that was probably meant. */
export function priceModelName(written: string): PriceModelName {
  const name = PRICE_MODEL_NAMES.find((known) => known === written);
  if (name !== undefined) return name;
  const meant = nearestName(PRICE_MODEL_NAMES, written);
  throw new ConfigError(
    `price model not found: expected one of ${PRICE_MODEL_NAMES.join(', ')}, was "${written}". ${meant === undefined ? 'Choose a listed one.' : `Did you mean ${meant}?`}`,
  );
}

/** Prices the legs of one chain between their own ticks. State belongs to the chain it was created for. */
export interface ChainPricer {
  /** What it was given and could not use so far. */
  readonly findings: Readonly<PricingFindings>;
  /** Fits the model to the chain's present quotes, all of them taken as of `nowMs` at `spot`. */
  calibrate(spot: number, nowMs: number): void;
  /** A leg's own tick was just written to the chain: the model now passes through it. */
  anchorLeg(leg: number, spot: number, nowMs: number): void;
  /**
   * The underlying moved to `spot`: rewrites ltp, bid and ask of every priceable leg, rounded to the tick, floored at one
   * tick, and marks their source `repriced`. Returns how many legs were repriced. Does not touch `version`.
   */
  reprice(spot: number, nowMs: number): number;
  /** What this pricer knows by now, over a copy of its chain: asked what would follow, it leaves this one as it is. */
  fork(chain: ExpiryChain): ChainPricer;
}

/** A premium model, by the name users choose it with. */
export interface PriceModel {
  readonly name: PriceModelName;
  createPricer(chain: ExpiryChain): ChainPricer;
}

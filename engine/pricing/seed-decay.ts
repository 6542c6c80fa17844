/**
 * The two original systems' premium formula, kept as a named model for comparison. It ignores time, volatility and parity and
 * is about 2,000 % off at the money on recorded sessions. Source: design decision 1.
 */
import { LEG_SOURCES } from '../market/option-chain.ts';
import type { ExpiryChain } from '../market/option-chain.ts';
import { roundToTick, ticksPerRupee } from './leg-price.ts';
import type { ChainPricer, PriceModel } from './price-model.ts';

const PREMIUM_MIN = 0.05;
const REPRICED = LEG_SOURCES.indexOf('repriced');

/** Premium of call and put alike, rupees, not rounded. */
export function seedPremium(spot: number, strike: number, strikeInterval: number): number {
  const intervalsAway = Math.abs(strike - spot) / strikeInterval;
  return Math.max(PREMIUM_MIN, (0.1 * spot) / (1 + 0.3 * intervalsAway));
}

/** Call = put, bid 2 % below and ask 2 % above. Calibration has nothing to fit: an own tick stands until the next reprice. */
export const seedDecayModel: PriceModel = {
  name: 'seed-decay',
  createPricer: (chain) => createSeedDecayPricer(chain),
};

function createSeedDecayPricer(chain: ExpiryChain): ChainPricer {
  const ticksInRupee = ticksPerRupee(chain.tickSize);
  return {
    fork: createSeedDecayPricer,
    calibrate: () => {},
    anchorLeg: () => {},
    reprice: (spot, nowMs) => {
      for (let index = 0; index < chain.strikes.length; index += 1) {
        const premium = seedPremium(spot, chain.strikes[index]!, chain.strikeInterval);
        for (let leg = index * 2; leg <= index * 2 + 1; leg += 1) {
          chain.ltp[leg] = roundToTick(premium, ticksInRupee);
          chain.bid[leg] = roundToTick(premium * 0.98, ticksInRupee);
          chain.ask[leg] = roundToTick(premium * 1.02, ticksInRupee);
          chain.source[leg] = REPRICED;
        }
      }
      chain.updatedAtMs = nowMs;
      return chain.strikes.length * 2;
    },
  };
}

/**
 * The two original systems' premium formula, kept as a named model for comparison. It ignores time, volatility and parity and
 * is about 2,000 % off at the money on recorded sessions. Source: design decision 1.
 */
import { LEG_SOURCES } from '../market/option-chain.ts';
import type { ExpiryChain } from '../market/option-chain.ts';
import { isPrice, roundToTick, ticksPerRupee } from './leg-price.ts';
import type { ChainPricer, PriceModel } from './price-model.ts';
import { noPricingFindings } from './pricing-findings.ts';

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
  const findings = noPricingFindings();
  return {
    findings,
    fork: createSeedDecayPricer,
    calibrate: () => {},
    anchorLeg: () => {},
    reprice: (spot, nowMs) => {
      if (!isPrice(spot)) {
        findings.spotsRefused += 1;
        return 0;
      }
      const { strikes, strikeInterval, ltp, bid, ask, source } = chain;
      for (let index = 0; index < strikes.length; index += 1) {
        const premium = seedPremium(spot, strikes[index]!, strikeInterval);
        const call = index * 2;
        const put = call + 1;
        ltp[call] = ltp[put] = roundToTick(premium, ticksInRupee);
        bid[call] = bid[put] = roundToTick(premium * 0.98, ticksInRupee);
        ask[call] = ask[put] = roundToTick(premium * 1.02, ticksInRupee);
        source[call] = source[put] = REPRICED;
      }
      chain.updatedAtMs = nowMs;
      return chain.strikes.length * 2;
    },
  };
}

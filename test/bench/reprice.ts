/** Repricing of 12 chains of 100 strikes (2,400 legs) after one move of the underlying. */
import { LEG_SOURCES, createExpiryChain } from '#engine/market/option-chain.ts';
import type { ExpiryChain } from '#engine/market/option-chain.ts';
import { black76Model } from '#engine/pricing/black76-model.ts';
import { RISK_FREE_RATE } from '#engine/pricing/discounting.ts';
import { cumulativeNormal } from '#engine/pricing/normal-distribution.ts';
import { pairedRow } from './bench-row.ts';
import type { BenchRow, Comparison } from './bench-row.ts';

export const CHAINS = 12;
const STRIKES = 100;
export const SPOT = 24_500;
const TICK = 0.05;
export const NOW_MS = 1_770_176_700_000;
const DAY_MS = 86_400_000;
const ROUNDS = 9;
const PASSES_PER_ROUND = 100;

/** The default model's pricer. Both sides write ltp, bid and ask on the tick grid. */
export const repriceChains: Comparison = {
  what: `reprice ${CHAINS * STRIKES * 2} legs (${CHAINS} chains x ${STRIKES} strikes), ltp, bid and ask to the tick`,
  unit: 'ms',
  peer: 'one textbook Black-76 call per leg; same prices within a tick',
  measure: measurePricers,
};

function measurePricers(): Promise<BenchRow> {
  const pricers = Array.from({ length: CHAINS }, (_, index) => {
    const chain = quotedChain(index);
    const pricer = black76Model.createPricer(chain);
    pricer.calibrate(SPOT, NOW_MS);
    return { chain, pricer };
  });
  const plain = Array.from({ length: CHAINS }, (_, index) => plainPricer(quotedChain(index)));
  return pairedRow({
    better: 'lower',
    rounds: ROUNDS,
    measure: () => {
      const candidate = passMs((spot) => pricers.forEach(({ pricer }) => pricer.reprice(spot, NOW_MS)));
      const baseline = passMs((spot) => plain.forEach(({ reprice }) => reprice(spot)));
      pricers.forEach(({ chain }, index) => assertSamePrices(chain, plain[index]!.chain));
      return { candidate, baseline };
    },
  });
}

/** A chain quoted at its textbook prices on a smile, half a per mille wide to either side. `index`: how many weeks it has to run, less one. */
export function quotedChain(index: number): ExpiryChain {
  const chain = createExpiryChain({
    underlying: 'NIFTY',
    expiry: '2026-02-10',
    expiresAtMs: NOW_MS + (index + 1) * 7 * DAY_MS,
    lotSize: 65,
    strikeInterval: 50,
    tickSize: TICK,
    strikes: Array.from({ length: STRIKES }, (_, strike) => SPOT + (strike - STRIKES / 2) * 50),
  });
  for (let leg = 0; leg < chain.ltp.length; leg += 1) {
    chain.ltp[leg] = textbookPrice(chain, leg, SPOT);
    chain.bid[leg] = chain.ltp[leg]! * 0.9995;
    chain.ask[leg] = chain.ltp[leg]! * 1.0005;
  }
  return chain;
}

/** What a straightforward programmer would write: every leg on its own, its half spread kept. */
export function plainPricer(chain: ExpiryChain): { chain: ExpiryChain; reprice: (spot: number) => void } {
  const halfSpreads = chain.ask.map((ask, leg) => (ask - chain.bid[leg]!) / 2);
  const reprice = (spot: number): void => {
    for (let leg = 0; leg < chain.ltp.length; leg += 1) {
      const price = textbookPrice(chain, leg, spot);
      chain.ltp[leg] = toTick(price);
      chain.bid[leg] = toTick(price - halfSpreads[leg]!);
      chain.ask[leg] = toTick(price + halfSpreads[leg]!);
      chain.source[leg] = LEG_SOURCES.indexOf('repriced');
    }
    chain.updatedAtMs = NOW_MS;
  };
  return { chain, reprice };
}

function textbookPrice(chain: ExpiryChain, leg: number, spot: number): number {
  const strike = chain.strikes[leg >>> 1]!;
  const years = (chain.expiresAtMs - NOW_MS) / (365 * DAY_MS);
  const discount = Math.exp(-RISK_FREE_RATE * years);
  const forward = SPOT / discount + (spot - SPOT);
  const distance = (strike - SPOT) / SPOT;
  const volatility = 0.11 - 0.2 * distance + 4 * distance * distance;
  const deviation = volatility * Math.sqrt(years);
  const d1 = Math.log(forward / strike) / deviation + deviation / 2;
  const d2 = d1 - deviation;
  if (leg % 2 === 0) return discount * (forward * cumulativeNormal(d1) - strike * cumulativeNormal(d2));
  return discount * (strike * cumulativeNormal(-d2) - forward * cumulativeNormal(-d1));
}

function toTick(price: number): number {
  return Math.max(TICK, Math.round(price / TICK) * TICK);
}

/** Milliseconds of one pass, averaged over a round in which the underlying never stands still. */
function passMs(pass: (spot: number) => void): number {
  const startedAt = performance.now();
  for (let count = 1; count <= PASSES_PER_ROUND; count += 1) pass(SPOT + count * 0.35);
  return (performance.now() - startedAt) / PASSES_PER_ROUND;
}

/** Throws unless all prices of both are within a tick of each other. */
export function assertSamePrices(candidate: ExpiryChain, baseline: ExpiryChain): void {
  for (const column of ['ltp', 'bid', 'ask'] as const) {
    const leg = candidate[column].findIndex(
      (price, leg) => !(Math.abs(price - baseline[column][leg]!) < TICK * 1.001),
    );
    if (leg < 0) continue;
    throw new Error(
      `reprice bench: ${column} of leg ${leg} expected ${baseline[column][leg]}, was ${candidate[column][leg]}`,
    );
  }
}

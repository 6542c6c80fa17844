import type { ExpiryChain } from '#engine/market/option-chain.ts';
import { black76Price } from '#engine/pricing/black76.ts';
import { discountFactor, yearsToExpiry } from '#engine/pricing/discounting.ts';
import { niftyWeekly } from '#test/support/nifty-weekly.ts';

/** Noon IST of 2026-02-04, six days before the expiry of the chains below. */
export const NOON_MS = 1_770_186_600_000;

/** 15:30 IST of 2026-02-10. */
export const EXPIRES_AT_MS = 1_770_717_600_000;

/** A NIFTY weekly without prices: strikes 50 apart around 25,000. */
export function emptyChain(strikeCount = 41): ExpiryChain {
  return niftyWeekly(
    Array.from({ length: strikeCount }, (_, index) => 25_000 + (index - (strikeCount - 1) / 2) * 50),
    EXPIRES_AT_MS,
  );
}

/** The same, every leg quoted around its Black-76 price at `forward`, one rupee wide, on a smile. */
export function quotedChain(forward: number, nowMs = NOON_MS): ExpiryChain {
  const chain = emptyChain();
  for (let leg = 0; leg < chain.ltp.length; leg += 1) {
    const price = smilePrice(chain, leg, forward, nowMs);
    chain.bid[leg] = price - 0.5;
    chain.ask[leg] = price + 0.5;
    chain.ltp[leg] = price + 3;
  }
  return chain;
}

/** Black-76 price of a leg, its volatility a parabola in the strike that does not move with the forward. */
export function smilePrice(chain: ExpiryChain, leg: number, forward: number, nowMs: number): number {
  const strike = chain.strikes[leg >>> 1]!;
  const years = yearsToExpiry(chain.expiresAtMs, nowMs);
  const distance = strike / 25_000 - 1;
  return black76Price({
    forward,
    strike,
    yearsToExpiry: years,
    volatility: 0.13 - 0.4 * distance + 6 * distance * distance,
    discount: discountFactor(years),
    optionType: leg % 2 === 0 ? 'CE' : 'PE',
  });
}

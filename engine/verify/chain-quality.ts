/** Whether a chain's quotes agree with each other: no trade against them alone earns money without risk. */
import { createExpiryChain } from '../market/option-chain.ts';
import { discountFactor, yearsToExpiry } from '../pricing/discounting.ts';
import { quotedForward } from '../pricing/parity-forward.ts';
import { nearTheMoney } from './chain-coverage.ts';
import { legsOf } from './judged-chain.ts';
import type { JudgedChain, JudgedLeg, JudgedStrike } from './judged-chain.ts';

/** The rules quotes are held against. */
export const QUALITY_RULES = ['bid <= ask', 'monotone', 'convex', 'intrinsic', 'parity'] as const;

/** One of them. */
export type QualityRule = (typeof QUALITY_RULES)[number];

/** How many of the tests a chain passed. */
export interface ChainQuality {
  /** Passed tests among all, 0 to 1; 1 where nothing could be tested. */
  readonly score: number;
  readonly tests: number;
  /** `monotone: 23050 CE above 23000 CE`, in the order of the rules. */
  readonly violations: readonly string[];
  /** Median distance of call minus put from its fair value, in points; undefined without a pair of quotes. */
  readonly parityResidual: number | undefined;
  /** The forward that calls and puts agree on, rupees. */
  readonly forward: number | undefined;
}

/** Legs of one moment may be a fraction of a second apart: so much of the underlying's price is no violation. */
const TOLERANCE_SHARE = 0.0004;

/**
 * Judges the strikes near the money on both-sided quotes: what one pays is the ask, what one gets the bid, so a wide spread is
 * no violation. A leg quoted on one side only is not tested.
 */
export function chainQuality(chain: JudgedChain, nowMs: number): ChainQuality {
  const strikes = nearTheMoney(chain);
  const forward = impliedForward(chain, nowMs);
  const discount = discountFactor(yearsToExpiry(chain.expiresAtMs, nowMs));
  const tolerance = (chain.spot ?? forward ?? 0) * TOLERANCE_SHARE;
  const tests = [
    ...legsOf(strikes).flatMap(crossed),
    ...neighbours(strikes, tolerance),
    ...butterflies(strikes, tolerance),
    ...(forward === undefined ? [] : bounds(strikes, { forward, discount, tolerance })),
  ];
  const violations = tests.flatMap(({ violation }) => violation ?? []);
  return {
    score: tests.length === 0 ? 1 : 1 - violations.length / tests.length,
    tests: tests.length,
    violations,
    parityResidual: forward === undefined ? undefined : medianResidual(strikes, forward, discount),
    forward,
  };
}

/** The forward that quoted calls and puts agree on; undefined where no strike has both quoted on both sides. Rupees. */
export function impliedForward(chain: JudgedChain, nowMs: number): number | undefined {
  const { underlying, expiry, expiresAtMs, strikes } = chain;
  const columns = createExpiryChain({
    underlying,
    expiry,
    expiresAtMs,
    lotSize: 1,
    strikeInterval: 1,
    tickSize: 0.05,
    strikes: strikes.map(({ strike }) => strike),
  });
  for (const [index, { ce, pe }] of strikes.entries()) {
    for (const [leg, quote] of [
      [index * 2, ce],
      [index * 2 + 1, pe],
    ] as const) {
      columns.bid[leg] = quote?.bid ?? 0;
      columns.ask[leg] = quote?.ask ?? 0;
    }
  }
  return quotedForward(columns, nowMs);
}

interface QualityTest {
  /** Undefined when it passed. */
  readonly violation: string | undefined;
}

function test(rule: QualityRule, isBroken: boolean, what: string): QualityTest {
  return { violation: isBroken ? `${rule}: ${what}` : undefined };
}

function isQuoted(leg: JudgedLeg | undefined): leg is JudgedLeg {
  return leg !== undefined && leg.bid > 0 && leg.ask > 0;
}

function crossed({ name, leg }: { readonly name: string; readonly leg: JudgedLeg }): QualityTest[] {
  if (!isQuoted(leg)) return [];
  return [test('bid <= ask', leg.bid > leg.ask, `${name} bid ${leg.bid} above ask ${leg.ask}`)];
}

/** A call gets cheaper with every strike and a put dearer, and neither by more than the strikes are apart. */
function neighbours(strikes: readonly JudgedStrike[], tolerance: number): QualityTest[] {
  return strikes.slice(1).flatMap((upper, index) => {
    const lower = strikes[index]!;
    return [
      ...verticalSpread(lower.ce, upper.ce, {
        width: upper.strike - lower.strike,
        tolerance,
        what: `${upper.strike} CE against ${lower.strike} CE`,
      }),
      ...verticalSpread(upper.pe, lower.pe, {
        width: upper.strike - lower.strike,
        tolerance,
        what: `${lower.strike} PE against ${upper.strike} PE`,
      }),
    ];
  });
}

function verticalSpread(
  dear: JudgedLeg | undefined,
  cheap: JudgedLeg | undefined,
  { width, tolerance, what }: { readonly width: number; readonly tolerance: number; readonly what: string },
): QualityTest[] {
  if (!isQuoted(dear) || !isQuoted(cheap)) return [];
  const isBroken = cheap.bid > dear.ask + tolerance || dear.bid - cheap.ask > width + tolerance;
  return [test('monotone', isBroken, what)];
}

/** The middle of three strikes costs no more than its share of the outer two. */
function butterflies(strikes: readonly JudgedStrike[], tolerance: number): QualityTest[] {
  return strikes.slice(2).flatMap((upper, index) => {
    const [lower, middle] = [strikes[index]!, strikes[index + 1]!];
    const lowerShare = (upper.strike - middle.strike) / (upper.strike - lower.strike);
    return (['ce', 'pe'] as const).flatMap((side) => {
      const [low, body, high] = [lower[side], middle[side], upper[side]];
      if (!isQuoted(low) || !isQuoted(body) || !isQuoted(high)) return [];
      const wings = low.ask * lowerShare + high.ask * (1 - lowerShare);
      return [test('convex', body.bid > wings + tolerance, `${middle.strike} ${side.toUpperCase()}`)];
    });
  });
}

/** A leg is worth at least what its exercise would bring, and call minus put is the discounted forward minus the strike. */
function bounds(
  strikes: readonly JudgedStrike[],
  market: { readonly forward: number; readonly discount: number; readonly tolerance: number },
): QualityTest[] {
  const { forward, discount, tolerance } = market;
  return strikes.flatMap(({ strike, ce, pe }) => {
    const fair = discount * (forward - strike);
    return [
      ...(isQuoted(ce) ? [test('intrinsic', ce.ask < fair - tolerance, `${strike} CE`)] : []),
      ...(isQuoted(pe) ? [test('intrinsic', pe.ask < -fair - tolerance, `${strike} PE`)] : []),
      ...(isQuoted(ce) && isQuoted(pe)
        ? [
            test(
              'parity',
              ce.bid - pe.ask > fair + tolerance || ce.ask - pe.bid < fair - tolerance,
              String(strike),
            ),
          ]
        : []),
    ];
  });
}

function medianResidual(
  strikes: readonly JudgedStrike[],
  forward: number,
  discount: number,
): number | undefined {
  const residuals = strikes
    .flatMap(({ strike, ce, pe }) => {
      if (!isQuoted(ce) || !isQuoted(pe)) return [];
      const difference = (ce.bid + ce.ask - pe.bid - pe.ask) / 2;
      return [Math.abs(difference - discount * (forward - strike))];
    })
    .sort((a, b) => a - b);
  return residuals[residuals.length >>> 1];
}

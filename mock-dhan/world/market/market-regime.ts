/** How a generated market behaves for a time: calm, in a trend, after a gap, in a crash, pinned at an expiry. */
import { istToEpochMs } from '#engine/market/ist-time.ts';
import type { MarketRegime } from '#engine/scenario.ts';
import { STEP_MS } from './session-steps.ts';

/** What a regime does to the walk while it lasts. */
export interface RegimeEffect {
  /** Times the walk's own volatility. */
  readonly volatilityFactor: number;
  /** Times the options' implied volatility. */
  readonly impliedFactor: number;
  /** Percent of the opening spot that each step adds. */
  readonly driftPercentPerStep: number;
  /** Percent of the opening spot, added in the first step alone. */
  readonly jumpPercent: number;
  /** Share of the way to the nearest strike that each step goes. */
  readonly pinning: number;
}

export const NO_REGIME: RegimeEffect = {
  volatilityFactor: 1,
  impliedFactor: 1,
  driftPercentPerStep: 0,
  jumpPercent: 0,
  pinning: 0,
};

/** How each kind differs from an ordinary market, and how far it moves unless the scenario says. */
const KINDS: Readonly<
  Record<MarketRegime['kind'], Partial<RegimeEffect> & { readonly movePercent: number }>
> = {
  calm: { volatilityFactor: 0.5, impliedFactor: 0.9, movePercent: 0 },
  trend: { movePercent: 1 },
  gap: { volatilityFactor: 1.5, impliedFactor: 1.2, movePercent: -1.5 },
  crash: { volatilityFactor: 4, impliedFactor: 1.8, movePercent: -5 },
  // Half of the distance to the strike is gone after about three minutes.
  expiry: { volatilityFactor: 0.7, pinning: 0.001, movePercent: 0 },
};

/** The regimes of a day, by step of 250 ms since the open. The last that has begun holds; after its end the market is ordinary. */
export class RegimeTrack {
  readonly #spans: readonly {
    readonly from: number;
    readonly until: number;
    readonly effect: RegimeEffect;
  }[];

  constructor(
    regimes: readonly MarketRegime[],
    { date, openMs, closeMs }: { readonly date: string; readonly openMs: number; readonly closeMs: number },
  ) {
    const stepOf = (atMs: number): number => Math.ceil((atMs - openMs) / STEP_MS);
    this.#spans = regimes.map((regime) => {
      // The first tick of the day is the scenario's spot itself.
      const from = Math.max(1, stepOf(istToEpochMs(date, regime.from)));
      const until = stepOf(regime.until === undefined ? closeMs : istToEpochMs(date, regime.until));
      return { from, until, effect: effectOf(regime, until - from) };
    });
  }

  /** What holds at that step; a jump is told in the first step alone. */
  at(step: number): RegimeEffect {
    const span = this.#spans.findLast(({ from, until }) => from <= step && step < until);
    if (!span) return NO_REGIME;
    return span.from === step || span.effect.jumpPercent === 0
      ? span.effect
      : { ...span.effect, jumpPercent: 0 };
  }

  /** Steps at which another effect may begin to hold, the first one included. */
  isChange(step: number): boolean {
    return this.#spans.some(({ from, until }) => step === from || step === until || step === from + 1);
  }
}

function effectOf({ kind, movePercent }: MarketRegime, steps: number): RegimeEffect {
  const { movePercent: usual, ...effect } = KINDS[kind];
  const move = movePercent ?? usual;
  return {
    ...NO_REGIME,
    ...effect,
    ...(kind === 'gap' ? { jumpPercent: move } : { driftPercentPerStep: move / Math.max(1, steps) }),
  };
}

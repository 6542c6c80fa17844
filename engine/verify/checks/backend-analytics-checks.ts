/** Whether `options/analytics` follows from the chain beside it. A backend without the route is not judged. */
import { istDate } from '../../market/ist-time.ts';
import { analysedChains, isOff, judgeOptional, withFigures } from '../analysed-chain.ts';
import type { ServedChain } from '../analysed-chain.ts';
import { figureOf, silentFigures } from '../backend-analytics.ts';
import type { AnalyticsBody, ExpiryFigures } from '../backend-analytics.ts';
import type { BackendChain } from '../backend-answers.ts';
import { parityRanges, payouts, priceRange, putCallRatio } from '../chain-figures.ts';
import type { LegWeight, PriceRange } from '../chain-figures.ts';
import type { Check, Judgement } from '../check.ts';
import { membersOf, numberOf } from '../http-answer.ts';
import { failed, listed, notJudged, passed } from '../judgement.ts';
import type { BackendTarget } from '../targets.ts';

/** What an entry may have. */
const FIGURES = [
  'forward',
  'basis',
  'atm_strike',
  'atm_iv',
  'atm_straddle',
  'skew_25_delta',
  'pcr_oi',
  'pcr_volume',
  'max_pain_oi',
  'max_pain_volume',
] as const;
/** Percent: what is beyond is a fraction, or nobody's volatility. */
export const VOLATILITY_PERCENT = { min: 1, max: 300 } as const;
/** Of the price: so far apart are no two looks a moment apart. */
const SPOT_TOLERANCE = 0.005;
/** Points of volatility, told to four decimals. */
const ROUNDED_POINTS = 0.001;
/** Two amounts of rupees that are rounded to the paisa each. */
const ROUNDED_RUPEES = 0.06;
/** A ratio may be rounded to two decimals, and chains move while they are asked for. */
const RATIO_TOLERANCE = { relative: 0.01, absolute: 0.006 } as const;
/** Strikes that pay the holders so little more than the cheapest are as good. */
const PAIN_SLACK = 0.001;
/** Of its legs' prices, and a little for legs of a few ticks. */
const LEG_TOLERANCE = { relative: 0.01, rupees: 0.1 } as const;
/** Strikes whose quotes leave a forward room. */
const PARITY = { strikesMin: 3, shareMin: 0.5 } as const;

/** The route answers, and nothing in it is empty without a word. */
export const backendAnalytics: Check<BackendTarget> = {
  id: 'backend.analytics',
  title: 'The analytics of the backend are figures, or say why not',
  asserts: `Where the backend has options/analytics: it answers for every underlying, with the nearest expiry of options/live; what is null, or no number, has its reason; volatilities are ${VOLATILITY_PERCENT.min} to ${VOLATILITY_PERCENT.max} percent but on an expiry's last day; underlying_ltp is the one of options/live; basis is forward less it, risk_reversal call_iv less put_iv, butterfly their mean less atm_iv.`,
  group: 'backend',
  tags: ['backend', 'truth'],
  dependsOn: ['backend.chain'],
  run: judgeAnalytics,
};

/** Put-call ratios and max pain, counted again. */
export const backendAnalyticsInterest: Check<BackendTarget> = {
  id: 'backend.analytics.interest',
  title: 'Put-call ratios and max pain follow from the legs',
  asserts: `Of the nearest expiry: pcr_oi and pcr_volume are puts over calls of options/live within ${RATIO_TOLERANCE.relative * 100} %, max_pain_oi and max_pain_volume the strike at which all holders together are paid the least (or ${PAIN_SLACK * 100} % more).`,
  group: 'backend',
  tags: ['backend', 'truth'],
  dependsOn: ['backend.analytics'],
  run: judgeInterest,
};

/** Straddle and forward beside the legs. */
export const backendAnalyticsPrices: Check<BackendTarget> = {
  id: 'backend.analytics.prices',
  title: 'Straddle and forward follow from the legs',
  asserts: `Of the nearest expiry: atm_straddle stands at a strike beside the price, its call and put lie between the prices that options/live has for them, their sum is its price, its break-evens and its move follow from that; the forward lies, while the market is open, where the quotes of at least ${PARITY.shareMin * 100} % of the strikes at the money leave room for one.`,
  group: 'backend',
  tags: ['backend', 'truth'],
  dependsOn: ['backend.analytics'],
  run: judgePrices,
};

async function judgeAnalytics(target: BackendTarget): Promise<Judgement> {
  const expected = 'figures for every underlying, or the reason under its name';
  const today = istDate((await target.market('NSE')).nowMs);
  return judgeOptional(await analysedChains(target), {
    route: 'analytics',
    answerOf: ({ analytics }) => analytics,
    problemsOf: (chain) => figureProblems(chain, today),
    expected,
    remedy: remedyOf(target),
    passed: (served) =>
      passed(
        expected,
        listed(served.map(({ underlying, body }) => `${underlying} ${body.expiries.length} expiries`)),
      ),
  });
}

function figureProblems(
  { underlying, expiry, body, chains }: ServedChain<AnalyticsBody>,
  today: string,
): string[] {
  const { spot, expiries } = body;
  const { statedSpot } = chains.at(-1) ?? {};
  const isListed = expiries.some((entry) => entry.expiry === expiry);
  return [
    ...(isListed ? [] : [`${underlying}: no entry of ${expiry}`]),
    ...(statedSpot !== undefined &&
    body.hasSpot &&
    !(Math.abs((spot ?? 0) / statedSpot - 1) <= SPOT_TOLERANCE)
      ? [`${underlying}: underlying_ltp ${spot ?? null}, options/live has ${statedSpot}`]
      : []),
    ...expiries.flatMap((entry) => {
      const named = (text: string): string => `${underlying} ${entry.expiry}: ${text}`;
      const silent = silentFigures(entry, FIGURES);
      const basis = figureOf(entry, 'basis');
      const forward = figureOf(entry, 'forward');
      return [
        ...(silent.length === 0 ? [] : [named(`${listed(silent)} without a number or a reason`)]),
        ...(entry.expiry === today ? [] : volatilityProblems(entry).map(named)),
        ...skewProblems(entry).map(named),
        ...(spot !== undefined && isOff(basis, (forward ?? Number.NaN) - spot, ROUNDED_RUPEES)
          ? [named(`basis ${basis} beside a forward of ${forward} and a price of ${spot}`)]
          : []),
      ];
    }),
  ];
}

function volatilityProblems(entry: ExpiryFigures): string[] {
  const skew = membersOf(entry.figures['skew_25_delta']);
  return [
    ['atm_iv', figureOf(entry, 'atm_iv')] as const,
    ['call_iv', numberOf(skew['call_iv'])] as const,
    ['put_iv', numberOf(skew['put_iv'])] as const,
  ].flatMap(([name, iv]) => (iv === undefined || iv === null || isVolatility(iv) ? [] : [`${name} ${iv} %`]));
}

function skewProblems(entry: ExpiryFigures): string[] {
  const told = membersOf(entry.figures['skew_25_delta']);
  const [call, put, reversal, butterfly] = ['call_iv', 'put_iv', 'risk_reversal', 'butterfly'].map((name) =>
    numberOf(told[name]),
  );
  if (call === undefined || put === undefined) return [];
  const atm = figureOf(entry, 'atm_iv');
  return [
    ...(isOff(reversal, call - put, ROUNDED_POINTS)
      ? [`risk_reversal ${reversal} of ${call} and ${put} %`]
      : []),
    ...(atm && isOff(butterfly, (call + put) / 2 - atm, ROUNDED_POINTS)
      ? [`butterfly ${butterfly} of ${call} and ${put} % around ${atm} %`]
      : []),
  ];
}

/** Whether somebody's option can have it, in percent. */
export function isVolatility(percent: number): boolean {
  return percent >= VOLATILITY_PERCENT.min && percent <= VOLATILITY_PERCENT.max;
}

async function judgeInterest(target: BackendTarget): Promise<Judgement> {
  const expected = 'puts over calls, and the strike that pays least, of the legs in options/live';
  const found = withFigures(await analysedChains(target)).map(({ name, chains, figures }) => ({
    name,
    figures,
    weights: (['oi', 'volume'] as const).filter((weight) =>
      chains.some((chain) => putCallRatio(chain, weight) !== undefined),
    ),
    chains,
  }));
  const judged = found.filter(({ weights }) => weights.length > 0);
  if (judged.length === 0) return notJudged(expected, 'no leg of options/live tells open interest or volume');
  const problems = judged.flatMap(({ name, chains, figures, weights }) =>
    weights
      .flatMap((weight) => [
        ...ratioProblem(figures, chains, weight),
        ...painProblem(figures, chains, weight),
      ])
      .map((text) => `${name}: ${text}`),
  );
  if (problems.length > 0) return failed(expected, listed(problems, 4), remedyOf(target));
  const spoken = judged.map(
    ({ name, figures }) => `${name} ${figureOf(figures, 'pcr_oi')} and ${figureOf(figures, 'max_pain_oi')}`,
  );
  return passed(expected, listed(spoken));
}

function ratioProblem(entry: ExpiryFigures, chains: readonly BackendChain[], weight: LegWeight): string[] {
  const name = `pcr_${weight}`;
  const told = figureOf(entry, name);
  const counted = chains.flatMap((chain) => putCallRatio(chain, weight) ?? []);
  if (told === undefined || counted.length < chains.length)
    return told && counted.length === 0 ? [`${name} ${told} of calls that hold none`] : [];
  const [min, max] = [Math.min(...counted), Math.max(...counted)];
  const slack = max * RATIO_TOLERANCE.relative + RATIO_TOLERANCE.absolute;
  if (told !== null && told >= min - slack && told <= max + slack) return [];
  return [`${name} ${told}, the legs make ${max.toFixed(4)}`];
}

function painProblem(entry: ExpiryFigures, chains: readonly BackendChain[], weight: LegWeight): string[] {
  const name = `max_pain_${weight}`;
  const told = figureOf(entry, name);
  if (told === undefined) return [];
  const counted = chains.map((chain) => payouts(chain, weight));
  const isHeld = counted.map((all) => [...all.values()].some((payout) => payout > 0));
  if (told === null)
    return isHeld.every(Boolean) ? [`${name} null, the legs make ${leastOf(counted.at(-1)!)}`] : [];
  if (isHeld.some((held) => !held)) return [];
  const isLeast = counted.some((all) => {
    const payout = all.get(told);
    return payout !== undefined && payout <= Math.min(...all.values()) * (1 + PAIN_SLACK);
  });
  return isLeast ? [] : [`${name} ${told}, the legs make ${leastOf(counted.at(-1)!)}`];
}

function leastOf(all: ReadonlyMap<number, number>): number | undefined {
  const least = Math.min(...all.values());
  return [...all].find(([, payout]) => payout === least)?.[0];
}

async function judgePrices(target: BackendTarget): Promise<Judgement> {
  const expected = 'a straddle of the legs at the money, and a forward that their quotes leave room for';
  const { isOpen } = await target.market('NSE');
  const found = withFigures(await analysedChains(target));
  const judged = found.filter(
    ({ figures }) => 'atm_straddle' in figures.figures || 'forward' in figures.figures,
  );
  if (judged.length === 0) return notJudged(expected, 'no entry has a straddle or a forward');
  const problems = judged.flatMap((chain) =>
    [...straddleProblems(chain), ...(isOpen ? forwardProblem(chain) : [])].map(
      (text) => `${chain.name}: ${text}`,
    ),
  );
  if (problems.length > 0) return failed(expected, listed(problems, 4), remedyOf(target));
  const spoken = judged.map(({ name, figures }) => {
    const { price } = membersOf(figures.figures['atm_straddle']);
    return `${name} straddle ${numberOf(price) ?? 'none'}, forward ${figureOf(figures, 'forward') ?? 'none'}`;
  });
  return passed(expected, listed(spoken));
}

type FiguredChain = ReturnType<typeof withFigures>[number];

function straddleProblems({ chains, spot, figures }: FiguredChain): string[] {
  if (!('atm_straddle' in figures.figures) || spot === undefined) return [];
  const told = membersOf(figures.figures['atm_straddle']);
  const strike = numberOf(told['strike']);
  if (strike === undefined) return missingStraddle(chains, spot);
  const [call, put, price] = ['call', 'put', 'price'].map((name) => numberOf(told[name]) ?? 0) as [
    number,
    number,
    number,
  ];
  const [low, high] = [numberOf(told['break_even_low']), numberOf(told['break_even_high'])];
  const move = numberOf(told['implied_move_percent']);
  const legs = [
    ['call', call, priceRange(chains, strike, 'ce')],
    ['put', put, priceRange(chains, strike, 'pe')],
  ] as const;
  return [
    ...(isBesideThePrice(chains, strike) ? [] : [`straddle at ${strike}, the underlying at ${spot}`]),
    ...legs.flatMap(([name, told, range]) =>
      range && isOutside(told, range)
        ? [`${name} of the straddle ${told}, options/live has ${range.min} to ${range.max}`]
        : [],
    ),
    ...(isOff(price, call + put, ROUNDED_RUPEES) ? [`straddle ${price} of ${call} and ${put}`] : []),
    ...(isOff(low, strike - price, ROUNDED_RUPEES) || isOff(high, strike + price, ROUNDED_RUPEES)
      ? [`break-evens ${low} and ${high} of ${strike} and ${price}`]
      : []),
    ...(isOff(move, (price / spot) * 100, 0.01) ? [`a move of ${move} % for ${price} of ${spot}`] : []),
  ];
}

/** None is no fault where the money lies beyond the ladder, or the legs at it are not both priced. */
function missingStraddle(chains: readonly BackendChain[], spot: number): string[] {
  const strikes = chains[0]?.strikes ?? [];
  if (spot < (strikes[0]?.strike ?? Infinity) || spot > (strikes.at(-1)?.strike ?? 0)) return [];
  const nearest = strikes.toSorted((a, b) => Math.abs(a.strike - spot) - Math.abs(b.strike - spot))[0];
  const legs = (['ce', 'pe'] as const).map((side) => nearest && priceRange(chains, nearest.strike, side));
  return legs.every((range) => range !== undefined)
    ? [`no straddle, though both legs of ${nearest?.strike} are priced`]
    : [];
}

/** By the price of either chain: no strike lies between. */
function isBesideThePrice(chains: readonly BackendChain[], strike: number): boolean {
  return chains.some(
    ({ spot = strike, strikes }) =>
      !strikes.some(
        (other) => other.strike > Math.min(spot, strike) && other.strike < Math.max(spot, strike),
      ),
  );
}

function isOutside(price: number, { min, max }: PriceRange): boolean {
  const slack = max * LEG_TOLERANCE.relative + LEG_TOLERANCE.rupees;
  return price < min - slack || price > max + slack;
}

/** Quotes that leave no room for any forward, strike against strike, say nothing of this one. */
function forwardProblem({ chains, figures }: FiguredChain): string[] {
  const forward = figureOf(figures, 'forward');
  if (forward === undefined || forward === null) return [];
  const isEnough = (all: readonly PriceRange[], price: number): boolean =>
    all.filter(({ min, max }) => price >= min && price <= max).length >= all.length * PARITY.shareMin;
  const ranges = chains
    .map(parityRanges)
    .filter((all) => all.length >= PARITY.strikesMin && all.some(({ min }) => isEnough(all, min)));
  if (ranges.length === 0 || ranges.some((all) => isEnough(all, forward))) return [];
  const spoken = ranges[0]!.map(({ min, max }) => `${min.toFixed(2)} to ${max.toFixed(2)}`);
  return [`forward ${forward}, the quotes leave room from ${listed(spoken, 3)}`];
}

function remedyOf({ url }: BackendTarget): string {
  return `Put both beside each other: curl "${url}/api/v2/options/analytics?underlying=..." and curl "${url}/api/v2/options/live?underlying=...&expiry=..."; a ratio is puts over calls of the chain that is served, a straddle the call and the put of one strike.`;
}

/** Whether `options/surface` agrees with itself and with the chain beside it. A backend without the route is not judged. */
import { istDate } from '../../market/ist-time.ts';
import { analysedChains, isOff, judgeOptional } from '../analysed-chain.ts';
import type { ServedChain } from '../analysed-chain.ts';
import { figureOf, silentFigures } from '../backend-analytics.ts';
import type { ExpiryFigures, ExpirySmile, StatedPoint, SurfaceBody } from '../backend-analytics.ts';
import { nearTheMoney } from '../chain-coverage.ts';
import { priceRange } from '../chain-figures.ts';
import type { Check, Judgement } from '../check.ts';
import { listed, passed } from '../judgement.ts';
import type { BackendTarget } from '../targets.ts';
import { isVolatility, VOLATILITY_PERCENT } from './backend-analytics-checks.ts';

const FIGURES = ['forward', 'atm_iv'] as const;
/** Share of a smile's points, and of the strikes near the money, that must hold. */
const HOLDING_SHARE_MIN = 0.95;
/** Of the forward, on either side: what is farther out has prices of a tick or two, which imply anything. */
const NEAR_PERCENT = 5;
/** Points of volatility between two strikes' and what lies between them. */
const VOLATILITY_TOLERANCE = 0.05;
/** Points; days are told to four decimals. */
const FORWARD_VOLATILITY = { tolerance: 0.2, daysMin: 0.25 } as const;
const MONEYNESS_TOLERANCE = 0.01;

/** Smiles and term structure. */
export const backendSurface: Check<BackendTarget> = {
  id: 'backend.surface',
  title: 'Smile and term structure of the backend can be those of its chain',
  asserts: `Where the backend has options/surface: term structure and smiles have the same expiries in order, the nearest of options/live among them, and the same figures; what is null has its reason. But on an expiry's last day: within ${NEAR_PERCENT} % of the forward ${HOLDING_SHARE_MIN * 100} % of the points have a volatility of ${VOLATILITY_PERCENT.min} to ${VOLATILITY_PERCENT.max} percent, their moneyness and their leg out of the money; atm_iv lies between the points beside the forward, forward_iv is what two expiries leave for the time between; ${HOLDING_SHARE_MIN * 100} % of the nearest expiry's priced strikes near the money are in its smile.`,
  group: 'backend',
  tags: ['backend', 'truth'],
  dependsOn: ['backend.chain'],
  run: judgeSurface,
};

async function judgeSurface(target: BackendTarget): Promise<Judgement> {
  const expected = 'a smile for every expiry, and a term structure that follows from them';
  const today = istDate((await target.market('NSE')).nowMs);
  return judgeOptional(await analysedChains(target), {
    route: 'surface',
    answerOf: ({ surface }) => surface,
    problemsOf: (chain) => [
      ...expiryProblems(chain),
      ...chain.body.smiles.flatMap((smile) =>
        smileProblems(smile, smile.expiry === today).map(
          (text) => `${chain.underlying} ${smile.expiry}: ${text}`,
        ),
      ),
      ...termProblems(chain, today),
      ...(chain.expiry === today ? [] : coverageProblem(chain)),
    ],
    expected,
    remedy: `Look at it: curl "${target.url}/api/v2/options/surface?underlying=..."; volatilities are percent a year, each from the price of the leg out of the money at that strike.`,
    passed: (served) => {
      const points = served
        .flatMap(({ body }) => body.smiles)
        .reduce((sum, smile) => sum + smile.points.length, 0);
      return passed(
        expected,
        `${points} points: ${listed(served.map(({ underlying, body }) => `${underlying} ${body.smiles.length} expiries`))}`,
      );
    },
  });
}

type SurfacedChain = ServedChain<SurfaceBody>;

function expiryProblems({ underlying, expiry, body: { terms, smiles } }: SurfacedChain): string[] {
  const [ofTerms, ofSmiles] = [terms, smiles].map((entries) => entries.map((entry) => entry.expiry)) as [
    string[],
    string[],
  ];
  const isAscending = ofSmiles.every((one, index) => index === 0 || ofSmiles[index - 1]! < one);
  return [
    ...(ofSmiles.includes(expiry) ? [] : [`${underlying}: no smile of ${expiry}`]),
    ...(isAscending ? [] : [`${underlying}: expiries in the order ${listed(ofSmiles)}`]),
    ...(ofTerms.join() === ofSmiles.join()
      ? []
      : [`${underlying}: a term structure of ${listed(ofTerms)}, smiles of ${listed(ofSmiles)}`]),
  ];
}

function smileProblems(smile: ExpirySmile, isLastDay: boolean): string[] {
  const silent = silentFigures(smile, FIGURES);
  const forward = figureOf(smile, 'forward');
  return [
    ...(silent.length === 0 ? [] : [`${listed(silent)} without a number or a reason`]),
    ...(isLastDay || !forward
      ? []
      : [...pointProblems(smile.points, forward), ...moneyProblem(smile, forward)]),
  ];
}

function pointProblems(points: readonly StatedPoint[], forward: number): string[] {
  const strikes = points.map(({ strike }) => strike ?? Number.NaN);
  const isAscending = strikes.every((strike, index) => index === 0 || strikes[index - 1]! < strike);
  const near = points.filter(({ strike = 0 }) => Math.abs(strike / forward - 1) * 100 <= NEAR_PERCENT);
  const faults = near.flatMap((point) => pointFault(point, forward) ?? []);
  return [
    ...(isAscending ? [] : ['strikes of the smile that do not ascend']),
    ...(near.length > 0 && 1 - faults.length / near.length < HOLDING_SHARE_MIN ? [listed(faults, 2)] : []),
  ];
}

function pointFault(
  { strike = 0, iv, leg, moneynessPercent }: StatedPoint,
  forward: number,
): string | undefined {
  const outside = strike >= forward ? 'CE' : 'PE';
  if (iv === undefined || !isVolatility(iv)) return `${strike} iv ${iv ?? 'none'} %`;
  if (isOff(moneynessPercent, (strike / forward - 1) * 100, MONEYNESS_TOLERANCE))
    return `${strike} is ${moneynessPercent} % from a forward of ${forward}`;
  return leg === '' || leg === outside ? undefined : `${strike} by its ${leg}, which is in the money`;
}

/** At the forward, so between its neighbours; nothing is said where one of them is missing. */
function moneyProblem(smile: ExpirySmile, forward: number): string[] {
  const told = figureOf(smile, 'atm_iv');
  const above = smile.points.findIndex(({ strike = 0 }) => strike >= forward);
  const [lower, upper] = [smile.points[above - 1]?.iv, smile.points[above]?.iv];
  if (!told || lower === undefined || upper === undefined) return [];
  const [min, max] = [Math.min(lower, upper), Math.max(lower, upper)];
  return told >= min - VOLATILITY_TOLERANCE && told <= max + VOLATILITY_TOLERANCE
    ? []
    : [`atm_iv ${told} % between ${min} and ${max} % beside the forward`];
}

function termProblems({ underlying, body: { terms, smiles } }: SurfacedChain, today: string): string[] {
  const problems = terms.flatMap((term, index) => [
    ...FIGURES.filter((name) => figureOf(term, name) !== figureOf(smiles[index] ?? term, name)).map(
      (name) =>
        `${term.expiry}: ${name} ${figureOf(term, name)} beside ${figureOf(smiles[index] ?? term, name)}`,
    ),
    ...(term.expiry === today ? [] : betweenProblem(terms.slice(0, index), term)),
  ]);
  return problems.map((text) => `${underlying} ${text}`);
}

/** What the variance of an expiry leaves for the time since the one before it that has a volatility. */
function betweenProblem(earlier: readonly ExpiryFigures[], term: ExpiryFigures): string[] {
  const told = figureOf(term, 'forward_iv');
  const before = earlier.findLast((other) => figureOf(other, 'atm_iv'));
  const [near, far] = [before && varianceOf(before), varianceOf(term)];
  if (told === undefined || !near || !far || near.days < FORWARD_VOLATILITY.daysMin || far.days <= near.days)
    return [];
  const gained = (far.variance - near.variance) / (far.days - near.days);
  const between = Math.sqrt(Math.max(0, gained));
  const isRight =
    told === null
      ? between <= FORWARD_VOLATILITY.tolerance
      : Math.abs(told - between) <= FORWARD_VOLATILITY.tolerance;
  return isRight ? [] : [`${term.expiry}: forward_iv ${told}, the two expiries make ${between.toFixed(2)}`];
}

function varianceOf(term: ExpiryFigures): { readonly days: number; readonly variance: number } | undefined {
  const [days, iv] = [figureOf(term, 'days_to_expiry'), figureOf(term, 'atm_iv')];
  return days && iv ? { days, variance: iv ** 2 * days } : undefined;
}

/** Strikes near the money whose two legs are priced imply a volatility by the one of them that is out of the money. */
function coverageProblem({ name, chains, expiry, body }: SurfacedChain): string[] {
  const smile = body.smiles.find((entry) => entry.expiry === expiry);
  const [chain] = chains;
  if (!smile || !chain) return [];
  const priced = nearTheMoney(chain)
    .map(({ strike }) => strike)
    .filter((strike) => (['ce', 'pe'] as const).every((side) => priceRange(chains, strike, side)));
  const drawn = new Set(smile.points.map(({ strike }) => strike));
  const missing = priced.filter((strike) => !drawn.has(strike));
  return missing.length > priced.length * (1 - HOLDING_SHARE_MIN)
    ? [`${name}: no point of ${listed(missing.map(String), 3)}, whose legs are priced`]
    : [];
}

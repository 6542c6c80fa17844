/** The five judgements on whether what a chain says can be true. */
import { istDate } from '../market/ist-time.ts';
import { yearsToExpiry, RISK_FREE_RATE } from '../pricing/discounting.ts';
import { nearTheMoney } from './chain-coverage.ts';
import { impliedForward, chainQuality, QUALITY_RULES } from './chain-quality.ts';
import { ZERO_SHARE_MAX, zeroShares } from './chain-values.ts';
import type { ZeroShare } from './chain-values.ts';
import type { Judgement, Measurement } from './check.ts';
import { failed, listed, notJudged, passed, warned } from './judgement.ts';
import { legsOf } from './judged-chain.ts';
import type { JudgedChain } from './judged-chain.ts';
import type { MarketMoment } from './market-moment.ts';
import { ladderHoles } from './strike-grid.ts';

/** What the judges of one run look at. */
export interface ReadChains {
  readonly chains: readonly JudgedChain[];
  readonly moment: MarketMoment;
  readonly remedy: string;
}

/** Below this share of passed tests a chain's quotes contradict each other. */
export const QUALITY_MIN = 0.95;
/** How far the forward may be from the spot: a share of it, and as much again per year as dividends may take. */
const DRIFT_SHARE_MAX = 0.005;
const DIVIDENDS_PER_YEAR = 0.03;

/** Security ids are unique. */
export function judgeTokens({ chains, remedy }: ReadChains): Judgement {
  const expected = 'every leg with a security id of its own';
  const holders = new Map<string, string[]>();
  let legs = 0;
  for (const { name: chain, strikes } of chains) {
    for (const { name, leg } of legsOf(strikes)) {
      legs += 1;
      if (leg.token === undefined) continue;
      holders.set(leg.token, [...(holders.get(leg.token) ?? []), `${chain} ${name}`]);
    }
  }
  const shared = [...holders].filter(([, names]) => names.length > 1);
  const measurements: Measurement[] = [
    { name: 'legs', value: legs, unit: 'count' },
    { name: 'shared ids', value: shared.length, unit: 'count', limit: { kind: 'max', value: 0 } },
  ];
  if (holders.size === 0)
    return { ...notJudged(expected, `${legs} legs without a security id`), measurements };
  if (shared.length === 0)
    return { ...passed(expected, `${holders.size} ids on ${legs} legs`), measurements };
  const spoken = shared.map(([token, names]) => `${token}: ${listed(names, 3)}`);
  return { ...failed(expected, listed(spoken, 3), remedy), measurements };
}

/** Ladders have no holes far from the money. */
export function judgeGrid({ chains, remedy }: ReadChains): Judgement {
  const expected = 'no hole in a ladder, far from the money as well';
  const found = chains.map((chain) => ({ chain, holes: farHoles(chain) }));
  const measurements = found.map(({ chain, holes }): Measurement => ({
    name: `holes ${chain.name}`,
    value: holes.length,
    unit: 'count',
    limit: { kind: 'max', value: 0 },
  }));
  const broken = found.filter(({ holes }) => holes.length > 0);
  const strikes = chains.reduce((sum, chain) => sum + chain.strikes.length, 0);
  if (broken.length === 0)
    return { ...passed(expected, `none in ${strikes} strikes of ${chains.length} chains`), measurements };
  const spoken = broken.map(({ chain, holes }) => `${chain.name}: no strike between ${listed(holes, 3)}`);
  return { ...failed(expected, listed(spoken), remedy), measurements };
}

/** Near the money a hole fails another check. */
function farHoles(chain: JudgedChain): readonly string[] {
  const near = nearTheMoney(chain).map(({ strike }) => strike);
  const [low = 0, high = 0] = [near[0], near.at(-1)];
  return ladderHoles(chain.strikes.map(({ strike }) => strike)).filter((hole) => {
    const [from = 0, to = 0] = hole.split('-').map(Number);
    return to <= low || from >= high;
  });
}

/** Figures, not zeros, near the money. */
export function judgeValues({ chains, moment, remedy }: ReadChains): Judgement {
  const expected = 'figures near the money: hardly a zero or null among them';
  const found = chains.map((chain) => ({ chain, shares: judgedShares(chain, moment) }));
  const measurements = found.flatMap(({ chain, shares }) =>
    shares.map(({ column, share }): Measurement => ({
      name: `zero ${column} ${chain.name}`,
      value: share,
      unit: 'share',
      limit: { kind: 'max', value: ZERO_SHARE_MAX[column] },
    })),
  );
  const spoken = (isBad: (share: ZeroShare) => boolean): string[] =>
    found.flatMap(({ chain, shares }) => {
      const bad = shares.filter(isBad).map(({ column, share }) => `${column} ${percent(share)}`);
      return bad.length === 0 ? [] : [`${chain.name}: zero or null ${bad.join(', ')}`];
    });
  const empty = spoken(({ column, share }) => share === 1 && column !== 'oi' && column !== 'iv');
  if (empty.length > 0) return { ...failed(expected, listed(empty), remedy), measurements };
  const thin = spoken(({ column, share }) => share > ZERO_SHARE_MAX[column]);
  if (thin.length > 0) return { ...warned(expected, listed(thin), remedy), measurements };
  const highest = Math.max(0, ...found.flatMap(({ shares }) => shares.map(({ share }) => share)));
  return { ...passed(expected, `at most ${percent(highest)} of any column is zero`), measurements };
}

/** Without a market nobody quotes, and on their last day positions are closed and volatilities mean little. */
function judgedShares(chain: JudgedChain, { isOpen, nowMs }: MarketMoment): readonly ZeroShare[] {
  const isLastDay = istDate(chain.expiresAtMs) === istDate(nowMs);
  return zeroShares(chain).filter(({ column }) => {
    if (column === 'bid' || column === 'ask') return isOpen;
    return column === 'ltp' || !isLastDay;
  });
}

/** Quotes do not contradict each other. */
export function judgeQuality({ chains, moment, remedy }: ReadChains): Judgement {
  const expected = `>= ${QUALITY_MIN * 100} % of the tests near the money hold (${QUALITY_RULES.join(', ')})`;
  const found = chains.map((chain) => ({ chain, quality: chainQuality(chain, moment.nowMs) }));
  const tested = found.filter(({ quality }) => quality.tests > 0);
  if (tested.length === 0) return notJudged(expected, 'no leg is quoted on both sides');
  const measurements = tested.flatMap(({ chain, quality }): Measurement[] => [
    {
      name: `quality ${chain.name}`,
      value: quality.score,
      unit: 'share',
      limit: { kind: 'min', value: QUALITY_MIN },
    },
    ...(quality.parityResidual === undefined
      ? []
      : [{ name: `parity residual ${chain.name}`, value: quality.parityResidual, unit: 'points' } as const]),
  ]);
  const poor = tested.filter(({ quality }) => quality.score < QUALITY_MIN);
  if (poor.length > 0)
    return {
      ...failed(
        expected,
        listed(
          poor.map(
            ({ chain, quality }) =>
              `${chain.name}: ${percent(quality.score)} of ${quality.tests}, ${listed(quality.violations, 3)}`,
          ),
          3,
        ),
        remedy,
      ),
      measurements,
    };
  const worst = Math.min(...tested.map(({ quality }) => quality.score));
  return {
    ...passed(expected, `${percent(worst)} or more hold on ${tested.length} chains`),
    measurements,
  };
}

/** Calls and puts imply a forward that fits the spot. */
export function judgeForward({ chains, moment, remedy }: ReadChains): Judgement {
  const expected = 'calls and puts imply a forward that fits the spot';
  if (!moment.isOpen) return notJudged(expected, `not judged: ${moment.description}`);
  const found = chains.flatMap((chain) => driftOf(chain, moment.nowMs) ?? []);
  if (found.length === 0)
    return notJudged(expected, 'no chain has its spot and a strike quoted on both sides');
  const measurements = found.map(({ chain, drift, limit }): Measurement => ({
    name: `forward drift ${chain.name}`,
    value: drift,
    unit: 'share',
    limit: { kind: 'max', value: limit },
  }));
  const far = found.filter(({ drift, limit }) => drift > limit);
  if (far.length > 0)
    return {
      ...failed(
        expected,
        listed(
          far.map(
            ({ chain, forward, drift }) =>
              `${chain.name}: forward ${forward.toFixed(2)}, spot ${chain.spot}, ${percent(drift)} apart`,
          ),
        ),
        remedy,
      ),
      measurements,
    };
  const largest = Math.max(...found.map(({ drift }) => drift));
  return { ...passed(expected, `at most ${percent(largest)} apart on ${found.length} chains`), measurements };
}

function driftOf(
  chain: JudgedChain,
  nowMs: number,
):
  | {
      readonly chain: JudgedChain;
      readonly forward: number;
      /** Share of the spot. */
      readonly drift: number;
      readonly limit: number;
    }
  | undefined {
  const forward = impliedForward(chain, nowMs);
  if (forward === undefined || chain.spot === undefined) return undefined;
  const years = yearsToExpiry(chain.expiresAtMs, nowMs);
  const fair = chain.spot * Math.exp(RISK_FREE_RATE * years);
  return {
    chain,
    forward,
    drift: Math.abs(forward - fair) / chain.spot,
    limit: DRIFT_SHARE_MAX + DIVIDENDS_PER_YEAR * years,
  };
}

/** `4.8 %`; never `100.0 %` for what is less than all. */
function percent(share: number): string {
  return `${Math.floor(share * 1000) / 10} %`;
}

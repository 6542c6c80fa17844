/** Whether the figures that a backend works out of its legs can be true: volatilities, greeks, and what is held on either side. */
import { istDate, istToEpochMs, MS_PER_DAY } from '../../market/ist-time.ts';
import { readBackendChain } from '../backend-answers.ts';
import type { BackendChain, BackendLeg } from '../backend-answers.ts';
import { nearTheMoney } from '../chain-coverage.ts';
import type { Check, Judgement, Measurement } from '../check.ts';
import { failed, listed, notJudged, passed, warned } from '../judgement.ts';
import type { BackendTarget } from '../targets.ts';

/** Share of the legs near the money whose figures must hold. */
const HOLDING_SHARE_MIN = 0.95;
/** Percent. */
const VOLATILITY_MAX = 300;
/** Call delta less put delta is 1 at one volatility; theirs differ, by Dhan's convention even at one strike. */
const DELTA_GAP = { min: 0.75, max: 1.25 } as const;
/** A price out of the money that is worth it implies a volatility. */
const TIME_VALUE_RUPEES_MIN = 1;
/** Yearly, above all that options are priced with: beyond strikes discounted by it a call is out of the money by anybody's forward. */
const RATE_MAX = 0.1;
/** Put-call ratios of open interest that a chain near the money has; what is beyond is one side lost or counted in other units. */
const RATIO = { min: 0.02, max: 50 } as const;

/** Each leg's own figures, and those of a strike's two legs beside each other. */
export const backendChainGreeks: Check<BackendTarget> = {
  id: 'backend.chain.greeks',
  title: 'The greeks of the backend are those of a call and a put',
  asserts: `At least ${HOLDING_SHARE_MIN * 100} % of the legs near the money that carry greeks hold: iv is at most ${VOLATILITY_MAX} %, a leg with iv has gamma and vega, a call's delta is above 0 and a put's below, neither beyond 1, and the two of a strike are ${DELTA_GAP.min} to ${DELTA_GAP.max} apart; a call loses by time (theta). A leg without iv, be it 0, null or no number, has no greeks, and is none out of the money that costs ${TIME_VALUE_RUPEES_MIN} rupee or more. A body without greeks, and a chain on its last day, is not judged.`,
  group: 'backend',
  tags: ['backend', 'truth'],
  dependsOn: ['backend.chain'],
  run: judgeGreeks,
};

/** Both sides are held. */
export const backendChainInterest: Check<BackendTarget> = {
  id: 'backend.chain.interest',
  title: 'Calls and puts of the backend both have open interest',
  asserts: `Open interest of the puts near the money over that of the calls is between ${RATIO.min} and ${RATIO.max}; a chain without any is not judged.`,
  group: 'backend',
  severity: 'warn',
  tags: ['backend', 'truth'],
  dependsOn: ['backend.chain'],
  run: judgeInterest,
};

interface NamedChain {
  readonly name: string;
  readonly expiry: string;
  readonly chain: BackendChain;
}

async function nearestChains(target: BackendTarget): Promise<readonly NamedChain[]> {
  const chains: NamedChain[] = [];
  for (const underlying of await target.underlyings()) {
    const { expiry, answer } = await target.liveChain(underlying);
    const chain = readBackendChain(answer.value);
    if (expiry !== undefined && chain) chains.push({ name: `${underlying} ${expiry}`, expiry, chain });
  }
  return chains;
}

async function judgeGreeks(target: BackendTarget): Promise<Judgement> {
  const expected = `>= ${HOLDING_SHARE_MIN * 100} % of the legs near the money with greeks that a call or a put can have`;
  const today = istDate((await target.market('NSE')).nowMs);
  const found = (await nearestChains(target))
    .filter(({ expiry }) => expiry !== today)
    .map(({ name, expiry, chain }) => ({ name, ...greekFaults(chain, yearsBetween(today, expiry)) }))
    .filter(({ legs }) => legs > 0);
  if (found.length === 0) return notJudged(expected, 'no leg carries greeks, or the chains end today');
  const measurements = found.map(({ name, legs, faults }): Measurement => ({
    name: `greeks that hold ${name}`,
    value: 1 - faults.length / legs,
    unit: 'share',
    limit: { kind: 'min', value: HOLDING_SHARE_MIN },
  }));
  const broken = found.filter(({ legs, faults }) => 1 - faults.length / legs < HOLDING_SHARE_MIN);
  const legs = found.reduce((sum, chain) => sum + chain.legs, 0);
  if (broken.length === 0)
    return { ...passed(expected, `${legs} legs of ${found.length} chains`), measurements };
  const spoken = broken.map(({ name, faults }) => `${name}: ${listed(faults, 3)}`);
  return {
    ...failed(
      expected,
      listed(spoken, 3),
      `Look at the legs: curl "${target.url}/api/v2/options/live?underlying=...&expiry=..."; a put with a call's delta is a leg mixed up, 0 everywhere a spot that is not known, a volatility beyond bounds a price or a time in other units, none a leg that nobody works out.`,
    ),
    measurements,
  };
}

/** One entry per leg whose figures do not hold. */
function greekFaults(
  chain: BackendChain,
  years: number,
): { readonly legs: number; readonly faults: readonly string[] } {
  const faults: string[] = [];
  const spot = chain.hasSpot ? chain.statedSpot : chain.spot;
  let legs = 0;
  for (const { strike, ce, pe } of nearTheMoney(chain)) {
    for (const [leg, side, name] of [
      [ce, 1, `${strike} CE`],
      [pe, -1, `${strike} PE`],
    ] as const) {
      if (!leg?.greeks || leg.impliedVolatility === undefined) continue;
      legs += 1;
      const isOutside =
        spot !== undefined && (side === 1 ? strike * Math.exp(-RATE_MAX * years) > spot : strike < spot);
      const fault = legFault(leg, side, isOutside) ?? (side === -1 ? gapFault(ce, pe) : undefined);
      if (fault !== undefined) faults.push(`${name} ${fault}`);
    }
  }
  return { legs, faults };
}

/** `isOutside`: the leg is out of the money, so that its whole price is time value. */
function legFault(
  { impliedVolatility = 0, greeks, ltp }: BackendLeg,
  side: 1 | -1,
  isOutside: boolean,
): string | undefined {
  const { delta, gamma, vega, theta } = greeks!;
  if (impliedVolatility === 0 && isOutside && ltp >= TIME_VALUE_RUPEES_MIN) return `no iv at ${ltp}`;
  if (impliedVolatility === 0)
    return delta === 0 && gamma === 0 && vega === 0 ? undefined : `delta ${delta} without iv`;
  if (impliedVolatility < 0 || impliedVolatility > VOLATILITY_MAX) return `iv ${impliedVolatility} %`;
  if (gamma < 0 || !(vega > 0)) return `gamma ${gamma}, vega ${vega} at iv ${impliedVolatility} %`;
  if (side === 1 && theta !== undefined && theta > 0) return `theta ${theta}`;
  return side * delta > 0 && side * delta <= 1 ? undefined : `delta ${delta}`;
}

function gapFault(ce: BackendLeg | undefined, pe: BackendLeg | undefined): string | undefined {
  if (!ce?.greeks || !pe?.greeks || !ce.impliedVolatility || !pe.impliedVolatility) return undefined;
  const gap = ce.greeks.delta - pe.greeks.delta;
  return gap >= DELTA_GAP.min && gap <= DELTA_GAP.max
    ? undefined
    : `delta ${pe.greeks.delta} beside a call's ${ce.greeks.delta}`;
}

function yearsBetween(today: string, expiry: string): number {
  return (istToEpochMs(expiry) - istToEpochMs(today)) / (365 * MS_PER_DAY);
}

async function judgeInterest(target: BackendTarget): Promise<Judgement> {
  const expected = `a put-call ratio of open interest near the money between ${RATIO.min} and ${RATIO.max}`;
  const found = (await nearestChains(target)).flatMap(({ name, chain }) => {
    const [calls, puts] = (['ce', 'pe'] as const).map((side) =>
      nearTheMoney(chain).reduce((sum, strike) => sum + (strike[side]?.oi ?? 0), 0),
    ) as [number, number];
    return calls + puts > 0 ? [{ name, calls, puts, ratio: puts / calls }] : [];
  });
  if (found.length === 0) return notJudged(expected, 'no leg near the money tells open interest');
  const odd = found.filter(({ ratio }) => !(ratio >= RATIO.min && ratio <= RATIO.max));
  const spoken = (odd.length > 0 ? odd : found).map(
    ({ name, calls, puts, ratio }) => `${name} ${ratio.toFixed(2)} (${puts} puts, ${calls} calls)`,
  );
  if (odd.length === 0) return passed(expected, listed(spoken));
  return warned(
    expected,
    listed(spoken),
    `Compare with the exchange: preopen verify --exchange live --backend ${target.url} --grep same-volumes. A side at 0 was not read; one far off is in other units (lots, not units).`,
  );
}

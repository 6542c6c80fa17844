/** Whether a backend serves what the exchange says: possible where a run sees both. */
import { underlyingBySymbol } from '../../market/instrument.ts';
import { readBackendChain } from '../backend-answers.ts';
import type { BackendChain, BackendLeg } from '../backend-answers.ts';
import { nearTheMoney } from '../chain-coverage.ts';
import type { Check, Judgement, Measurement } from '../check.ts';
import { failed, listed, notJudged, passed } from '../judgement.ts';
import type { LegSnapshot, OptionChainSnapshot } from '../../market/option-chain-snapshot.ts';
import type { ExchangeAndBackend } from './backend-truth-checks.ts';

/** The two answers are seconds apart: so much of the spot, and of a leg's price, is no difference. */
const SPOT_TOLERANCE_SHARE = 0.005;
const LEG_TOLERANCE_SHARE_OF_SPOT = 0.0005;
const LEG_TOLERANCE_SHARE = 0.1;
/** One tick of an option, rupees: below it nobody bids. */
const PRICE_MIN = 0.05;
const AGREEING_SHARE_MIN = 0.9;
const COUNT_SHARE_MIN = 0.5;
/** Whoever trades at the money looks so far. */
const STRIKES_EACH_SIDE = 5;

const COMMON = {
  group: 'backend',
  tags: ['backend', 'truth'],
  dependsOn: ['backend.chain', 'expiries.listed'],
} as const;

/** Same strike and type, same security id. */
export const backendSameLegs: Check<ExchangeAndBackend> = {
  ...COMMON,
  id: 'backend.same-legs',
  title: "The backend's legs are the exchange's",
  asserts:
    'Each leg of the nearest chain carries the security id that the exchange gives to that strike and type.',
  run: judgeLegs,
};

/** The money is inside the window. */
export const backendSameStrikes: Check<ExchangeAndBackend> = {
  ...COMMON,
  id: 'backend.same-strikes',
  title: "The backend's strikes surround the money",
  asserts: `The ${STRIKES_EACH_SIDE} strikes on each side of the exchange's price that the exchange lists are in the nearest chain.`,
  run: judgeStrikes,
};

/** Prices of both sides, seconds apart. */
export const backendSamePrices: Check<ExchangeAndBackend> = {
  ...COMMON,
  id: 'backend.same-prices',
  title: "The backend's prices are the exchange's",
  asserts: `The underlying is within ${SPOT_TOLERANCE_SHARE * 100} % of the exchange's price and, while the market is open, at least ${AGREEING_SHARE_MIN * 100} % of the legs near the money within ${LEG_TOLERANCE_SHARE * 100} % and 0.05 % of the spot.`,
  run: judgePrices,
};

/** A day's volume grows by the leg's own ticks alone. */
export const backendSameVolumes: Check<ExchangeAndBackend> = {
  ...COMMON,
  id: 'backend.same-volumes',
  title: "The legs' volumes and open interest are the exchange's",
  asserts: `More than half of the legs near the money show at least ${COUNT_SHARE_MIN * 100} % of the exchange's volume, while the market is open, and between half and twice its open interest; otherwise it warns.`,
  severity: 'warn',
  run: judgeVolumes,
};

/** Lots come from the master of today. */
export const backendSameLots: Check<ExchangeAndBackend> = {
  ...COMMON,
  id: 'backend.same-lots',
  title: "The backend's lot sizes are the scrip master's",
  asserts: 'The lot size of the nearest chain is the one of its contracts in the scrip master.',
  dependsOn: ['backend.chain', 'master.contracts'],
  run: judgeLots,
};

/** The same expiry, as both sides answered it. */
interface ComparedChain {
  readonly name: string;
  readonly expiry: string;
  readonly underlying: string;
  readonly backend: BackendChain;
  readonly exchange: OptionChainSnapshot;
}

async function comparedChains({ exchange, backend }: ExchangeAndBackend): Promise<readonly ComparedChain[]> {
  const chains: ComparedChain[] = [];
  for (const symbol of await backend.underlyings()) {
    const underlying = underlyingBySymbol(symbol);
    if (!underlying || !exchange.underlyings.some((asked) => asked.symbol === symbol)) continue;
    const { expiry, answer } = await backend.liveChain(symbol);
    const own = readBackendChain(answer.value);
    const theirs = await exchange.nearestChain(underlying);
    if (!own || theirs.kind === 'refused' || theirs.value.expiry !== expiry) continue;
    const name = `${symbol} ${expiry}`;
    chains.push({ name, expiry, underlying: symbol, backend: own, exchange: theirs.value.chain });
  }
  return chains;
}

/** A leg that both sides have, near the money. */
interface LegPair {
  readonly name: string;
  readonly own: BackendLeg;
  readonly theirs: LegSnapshot;
}

function legPairs({ backend, exchange }: ComparedChain): readonly LegPair[] {
  const byStrike = new Map(exchange.strikes.map((row) => [row.strike, row]));
  return nearTheMoney(backend).flatMap(({ strike, ce, pe }) => {
    const row = byStrike.get(strike);
    return [
      ...(ce && row?.ce ? [{ name: `${strike} CE`, own: ce, theirs: row.ce }] : []),
      ...(pe && row?.pe ? [{ name: `${strike} PE`, own: pe, theirs: row.pe }] : []),
    ];
  });
}

const NOTHING_IN_COMMON = 'backend and exchange have no chain in common';

async function judgeLegs(targets: ExchangeAndBackend): Promise<Judgement> {
  const expected = 'the security id of the exchange on every leg';
  const pairs = (await comparedChains(targets)).map((chain) => ({ chain, legs: legPairs(chain) }));
  const named = pairs.map(({ chain, legs }) => ({
    chain,
    legs: legs.filter(({ own, theirs }) => /^\d+$/.test(own.token ?? '') && theirs.securityId > 0),
  }));
  const count = named.reduce((sum, { legs }) => sum + legs.length, 0);
  if (count === 0) return notJudged(expected, `${NOTHING_IN_COMMON}, or no leg carries a security id`);
  const wrong = named.flatMap(({ chain, legs }) =>
    legs
      .filter(({ own, theirs }) => own.token !== String(theirs.securityId))
      .map(({ name, own, theirs }) => `${chain.name} ${name} is ${own.token}, not ${theirs.securityId}`),
  );
  if (wrong.length === 0) return passed(expected, `${count} legs of ${named.length} chains`);
  return failed(
    expected,
    `${wrong.length} of ${count} differ: ${listed(wrong, 3)}`,
    "Join legs by underlying, expiry, strike and type, never by position, and take the ids of today's chain or master: preopen symbol ID --segment NSE_FNO names one.",
  );
}

async function judgeStrikes(targets: ExchangeAndBackend): Promise<Judgement> {
  const expected = `the ${STRIKES_EACH_SIDE} listed strikes on each side of the money`;
  const chains = await comparedChains(targets);
  if (chains.length === 0) return notJudged(expected, NOTHING_IN_COMMON);
  const lacking = chains.flatMap(({ name, backend, exchange }) => {
    const own = new Set(backend.strikes.map(({ strike }) => strike));
    const wanted = strikesAround(exchange);
    const missing = wanted.filter((strike) => !own.has(strike));
    const [first = 0, last = 0] = [backend.strikes[0]?.strike, backend.strikes.at(-1)?.strike];
    return missing.length === 0
      ? []
      : [`${name}: at ${exchange.spot} without ${listed(missing.map(String), 3)}, has ${first} to ${last}`];
  });
  if (lacking.length === 0) return passed(expected, `${chains.length} chains`);
  return failed(
    expected,
    listed(lacking, 3),
    "Cut the window around the underlying's price of now, and move it when the price has moved by a strike.",
  );
}

function strikesAround({ spot, strikes }: OptionChainSnapshot): readonly number[] {
  const listedStrikes = strikes.map(({ strike }) => strike);
  return [
    ...listedStrikes.filter((strike) => strike <= spot).slice(-STRIKES_EACH_SIDE),
    ...listedStrikes.filter((strike) => strike > spot).slice(0, STRIKES_EACH_SIDE),
  ];
}

async function judgePrices({ exchange, backend }: ExchangeAndBackend): Promise<Judgement> {
  const expected = "underlyings and legs near the money at the exchange's prices";
  const { isOpen } = await backend.market('NSE');
  const chains = await comparedChains({ exchange, backend });
  const found = chains.map((chain) => ({ chain, ...priceAgreement(chain) }));
  const legs = found.reduce((sum, one) => sum + one.legs, 0);
  if (legs === 0) return notJudged(expected, NOTHING_IN_COMMON);
  const measurements = found.map(({ chain, share }): Measurement => ({
    name: `agreeing legs ${chain.name}`,
    value: share,
    unit: 'share',
    limit: { kind: 'min', value: AGREEING_SHARE_MIN },
  }));
  const problems = found.flatMap(({ chain, share, spotProblem, examples }) => [
    ...(spotProblem === undefined ? [] : [`${chain.name}: ${spotProblem}`]),
    ...(share >= AGREEING_SHARE_MIN || !isOpen
      ? []
      : [`${chain.name}: ${Math.floor(share * 100)} % of the legs agree, ${listed(examples, 2)}`]),
  ]);
  if (problems.length === 0)
    return { ...passed(expected, `${legs} legs of ${chains.length} chains`), measurements };
  return {
    ...failed(
      expected,
      listed(problems, 3),
      `Compare one leg: curl "${backend.url}/api/v2/options/live?underlying=...&expiry=..." with POST ${exchange.restUrl}/optionchain; a chain that lags is not repriced, one that is wrong throughout mixes strikes, types or units.`,
    ),
    measurements,
  };
}

function priceAgreement(chain: ComparedChain): {
  readonly legs: number;
  readonly share: number;
  readonly spotProblem: string | undefined;
  readonly examples: readonly string[];
} {
  const spot = chain.exchange.spot;
  const spotGap = chain.backend.spot === undefined ? 0 : Math.abs(chain.backend.spot - spot);
  const pairs = legPairs(chain).filter(({ theirs }) => theirs.bid > 0 && theirs.ask > 0);
  const examples = pairs
    .filter((pair) => !isSamePrice(pair, LEG_TOLERANCE_SHARE_OF_SPOT * spot + spotGap))
    .map(
      ({ name, own, theirs }) =>
        `${name} at ${own.ltp} (${own.bid}-${own.ask}), theirs ${theirs.bid}-${theirs.ask}`,
    );
  return {
    legs: pairs.length,
    share: pairs.length === 0 ? 1 : 1 - examples.length / pairs.length,
    spotProblem: spotProblemOf(chain.backend, spot),
    examples,
  };
}

/** A body that has a place for the underlying's price has one in it. */
function spotProblemOf({ spot, hasSpot }: BackendChain, theirs: number): string | undefined {
  if (!hasSpot || !(theirs > 0)) return undefined;
  if (spot === undefined) return `without a price, the exchange at ${theirs}`;
  const isFar = Math.abs(spot - theirs) > theirs * SPOT_TOLERANCE_SHARE;
  return isFar ? `at ${spot}, the exchange at ${theirs}` : undefined;
}

/** The quote's middle must be near theirs, and the last price near their last price or inside their quote. */
function isSamePrice({ own, theirs }: LegPair, tolerance: number): boolean {
  const middle = (theirs.bid + theirs.ask) / 2;
  const width = tolerance + (theirs.ask - theirs.bid) + middle * LEG_TOLERANCE_SHARE;
  const isLocked = own.bid === own.ask && own.bid > PRICE_MIN && theirs.bid < theirs.ask;
  const isQuoteSame =
    own.bid <= 0 || own.ask <= 0 || (!isLocked && Math.abs((own.bid + own.ask) / 2 - middle) <= width);
  const isLastSame =
    own.ltp <= 0 || Math.abs(own.ltp - middle) <= width || Math.abs(own.ltp - theirs.ltp) <= width;
  return isQuoteSame && isLastSame;
}

async function judgeVolumes({ exchange, backend }: ExchangeAndBackend): Promise<Judgement> {
  const expected = "the day's volumes and the open interest of the exchange";
  const { isOpen } = await backend.market('NSE');
  const columns = isOpen ? (['volume', 'oi'] as const) : (['oi'] as const);
  const judged = (await comparedChains({ exchange, backend })).flatMap((chain) =>
    columns.map((column) => ({ chain, column, ...laggingLegs(chain, column) })),
  );
  const legs = judged.reduce((sum, one) => sum + one.legs, 0);
  if (legs === 0) return notJudged(expected, 'no leg carries a volume or an open interest');
  const still = judged
    .filter((one) => one.lagging.length * 2 > one.legs)
    .map(
      ({ chain, column, ...one }) =>
        `${chain.name}: ${column} of ${one.lagging.length} of ${one.legs} legs, ${one.lagging[0]}`,
    );
  if (still.length === 0) return passed(expected, `${legs} figures of ${judged.length} columns`);
  return failed(
    expected,
    listed(still, 3),
    'Subscribe to the legs too, in full mode and again after every reconnect: volume, open interest and own trades come with their ticks alone.',
  );
}

function laggingLegs(
  chain: ComparedChain,
  column: 'volume' | 'oi',
): { readonly legs: number; readonly lagging: readonly string[] } {
  const pairs = legPairs(chain).filter(({ own, theirs }) => own[column] !== undefined && theirs[column] > 0);
  const lagging = pairs.filter(({ own, theirs }) => {
    const share = own[column]! / theirs[column];
    return share < COUNT_SHARE_MIN || (column === 'oi' && share > 1 / COUNT_SHARE_MIN);
  });
  return {
    legs: pairs.length,
    lagging: lagging.map(({ name, own, theirs }) => `${name} ${own[column]} of ${theirs[column]}`),
  };
}

async function judgeLots(targets: ExchangeAndBackend): Promise<Judgement> {
  const expected = 'the lot size of the scrip master on every chain';
  const { lotOf } = await targets.exchange.master();
  const chains = (await comparedChains(targets)).flatMap(({ name, backend }) => {
    const listedLot = lotOf.get(name);
    return backend.lotSize === undefined || listedLot === undefined
      ? []
      : [{ name, own: backend.lotSize, theirs: listedLot }];
  });
  if (chains.length === 0) return notJudged(expected, 'no chain carries a lot size that the master lists');
  const wrong = chains
    .filter(({ own, theirs }) => own !== theirs)
    .map(({ name, own, theirs }) => `${name} ${own}, not ${theirs}`);
  if (wrong.length === 0) return passed(expected, listed(chains.map(({ name, own }) => `${name} ${own}`)));
  return failed(
    expected,
    listed(wrong),
    'Read LOT_SIZE of the contract from the scrip master of today: lots change with the series, a constant does not.',
  );
}

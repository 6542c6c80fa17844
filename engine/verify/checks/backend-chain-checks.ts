import { istDate } from '../../market/ist-time.ts';
import { readBackendChain } from '../backend-answers.ts';
import type { BackendChain } from '../backend-answers.ts';
import {
  chainCoverage,
  isPricedNearTheMoney,
  PRICED_NEAR_THE_MONEY,
  spokenCoverage,
} from '../chain-coverage.ts';
import type { Check, Judgement } from '../check.ts';
import { settingLines } from '../credential-facts.ts';
import { spokenAnswer } from '../http-answer.ts';
import type { HttpAnswer } from '../http-answer.ts';
import { failed, listed, notJudged, passed } from '../judgement.ts';
import { backendJudgedChain } from '../judged-chain.ts';
import type { JudgedChain } from '../judged-chain.ts';
import type { BackendTarget } from '../targets.ts';
import { chainTruthChecks } from './chain-truth-checks.ts';

/** Closing prices are right before the open and for its first minute. */
const CLOSING_PRICES_ALLOWED_MS = 60_000;
const EMPTY_CACHE_REMEDY = `Fill the cache: ${settingLines()}, then restart the backend.`;

/** `options/live` answers 200 with strikes for the nearest expiry that the backend itself lists. */
export const backendChain: Check<BackendTarget> = {
  id: 'backend.chain',
  title: 'options/live answers with data for the nearest expiry',
  asserts:
    'options/live answers 200 with strikes for the nearest expiry of every underlying the backend offers.',
  group: 'backend',
  dependsOn: ['backend.reachable'],
  run: judgeLive,
};

/** The chain it answers is priced near the money, each strike with CE and PE, without a gap. */
export const backendChainPriced: Check<BackendTarget> = {
  id: 'backend.chain.priced',
  title: "The legs of the backend's chain are priced",
  asserts:
    'At least 95 % of the legs within ten strikes of the money have a last price or a quote, each strike has both legs, and there is no hole.',
  group: 'backend',
  dependsOn: ['backend.chain'],
  run: judgePricing,
};

/** Once the market has been open a minute, prices are live. */
export const backendSource: Check<BackendTarget> = {
  id: 'backend.source',
  title: 'The chain does not stand on closing prices',
  asserts: 'No chain says closing prices once the market has been open a minute.',
  group: 'backend',
  dependsOn: ['backend.chain'],
  run: judgeSource,
};

/** Whether the backend's chains can be true. */
export const backendChainTruth = chainTruthChecks<BackendTarget>({
  prefix: 'backend.chain',
  group: 'backend',
  dependsOn: 'backend.chain',
  owner: 'the backend',
  chains: judgedChains,
  market: (target) => target.market,
  remedy: (target) =>
    `Look at the legs: curl "${target.url}/api/v2/options/live?underlying=...&expiry=..."; if the exchange's own chain passes (preopen verify --exchange live --grep chain), the backend mixes legs, units or moments: restart it.`,
});

async function judgedChains(target: BackendTarget): Promise<readonly JudgedChain[]> {
  const chains: JudgedChain[] = [];
  for (const underlying of await target.underlyings()) {
    const { expiry, answer } = await target.liveChain(underlying);
    const chain = readBackendChain(answer.value);
    if (expiry !== undefined && chain) chains.push(backendJudgedChain({ underlying, expiry }, chain));
  }
  return chains;
}

/** One chain as the backend answered it; `problem` says why there is none. */
interface LiveChain {
  readonly name: string;
  readonly chain: BackendChain | undefined;
  readonly problem: string;
  readonly remedy: string;
}

async function judgeLive(target: BackendTarget): Promise<Judgement> {
  const expected = '200 with strikes, for the nearest expiry of every underlying the backend offers';
  const chains = await liveChains(target);
  const broken = chains.filter(({ problem }) => problem !== '');
  if (broken.length > 0 || chains.length === 0)
    return failed(
      expected,
      listed(broken.map(({ name, problem }) => `${name}: ${problem}`)) || 'no underlying is offered',
      broken[0]?.remedy ?? EMPTY_CACHE_REMEDY,
    );
  return passed(
    expected,
    listed(
      chains.map(({ name, chain }) => `${name} ${chain?.strikes.length} strikes (${chain?.shape} body)`),
    ),
  );
}

async function liveChains(target: BackendTarget): Promise<readonly LiveChain[]> {
  const chains: LiveChain[] = [];
  const today = istDate((await target.market('NSE')).nowMs);
  for (const underlying of await target.underlyings()) {
    const { expiry, answer } = await target.liveChain(underlying);
    if (expiry === undefined) chains.push(withoutExpiry(underlying, answer));
    else if (expiry < today) chains.push(pastExpiry(underlying, expiry, today));
    else chains.push(liveChain(`${underlying} ${expiry}`, answer));
  }
  return chains;
}

function withoutExpiry(underlying: string, answer: HttpAnswer): LiveChain {
  const problem = `no expiry to ask for, available/expiries answers ${spokenAnswer(answer)}`;
  return { name: underlying, chain: undefined, problem, remedy: EMPTY_CACHE_REMEDY };
}

function pastExpiry(underlying: string, expiry: string, today: string): LiveChain {
  const problem = `the latest expiry it lists is ${expiry}, before today, ${today}`;
  return {
    name: underlying,
    chain: undefined,
    problem,
    remedy: 'Restart the backend, so that it reads the expiry list again.',
  };
}

function liveChain(name: string, answer: HttpAnswer): LiveChain {
  const chain = readBackendChain(answer.value);
  if (answer.status === 200 && chain !== undefined && chain.strikes.length > 0)
    return { name, chain, problem: '', remedy: '' };
  if (answer.status === 200 && answer.form === 'json')
    return {
      name,
      chain: undefined,
      problem: '200 with an empty chain: 0 strikes',
      remedy: EMPTY_CACHE_REMEDY,
    };
  return { name, chain: undefined, problem: spokenAnswer(answer), remedy: remedyOf(answer) };
}

function remedyOf(answer: HttpAnswer): string {
  if (answer.status === 404) return `The chain is not cached. ${EMPTY_CACHE_REMEDY}`;
  if (answer.status === 422)
    return `A parameter did not arrive; quote the URL, because a shell cuts it at "&": curl "${answer.url}"`;
  if (answer.status >= 500)
    return `Read the traceback in the backend's log, then repeat: curl "${answer.url}"`;
  return `See what answers there: curl -i "${answer.url}"`;
}

async function judgePricing(target: BackendTarget): Promise<Judgement> {
  const expected = `${PRICED_NEAR_THE_MONEY}, each strike with CE and PE, no gap`;
  const problems: string[] = [];
  const summaries: string[] = [];
  for (const { name, chain } of await liveChains(target)) {
    if (chain === undefined) continue;
    const coverage = chainCoverage(chain);
    if (!isPricedNearTheMoney(coverage)) problems.push(`${name}: ${spokenCoverage(coverage)}`);
    if (coverage.unpaired.length > 0) problems.push(`${name}: without ${listed(coverage.unpaired)}`);
    if (coverage.gaps.length > 0) problems.push(`${name}: no strike between ${listed(coverage.gaps)}`);
    summaries.push(
      `${name} ${coverage.nearLegsPriced} of ${coverage.nearLegs} (${coverage.farLegsPriced} of ${coverage.farLegs} farther out)`,
    );
  }
  if (problems.length === 0) return passed(expected, listed(summaries));
  return failed(
    expected,
    listed(problems),
    `Look at the legs: curl "${target.url}/api/v2/options/live?underlying=...&expiry=..."; then check that the backend maps the security ids of this underlying (NIFTY is 13, BANKNIFTY 25 in IDX_I) and reads the chain's "oc" object.`,
  );
}

async function judgeSource(target: BackendTarget): Promise<Judgement> {
  const expected = 'live prices once the market has been open a minute';
  const market = await target.market('NSE');
  const closing = (await liveChains(target)).filter(({ chain }) => chain?.isClosing).map(({ name }) => name);
  if (closing.length === 0) return passed(expected, 'no chain says closing prices');
  if (!market.isOpen || market.openForMs < CLOSING_PRICES_ALLOWED_MS)
    return notJudged(expected, `closing prices, as they should be: ${market.description}`);
  return failed(
    expected,
    `closing prices on ${listed(closing)} although ${market.description} for ${Math.floor(market.openForMs / 60_000)} min`,
    'Restart the backend once the exchange answers: preopen verify --exchange live shows whether it does.',
  );
}

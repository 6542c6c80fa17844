import { istDate } from '../../market/ist-time.ts';
import type { Underlying } from '../../market/instrument.ts';
import {
  chainCoverage,
  isPricedNearTheMoney,
  PRICED_NEAR_THE_MONEY,
  spokenCoverage,
} from '../chain-coverage.ts';
import type { ChainCoverage } from '../chain-coverage.ts';
import type { Check, Judgement } from '../check.ts';
import { chainTruthChecks } from './chain-truth-checks.ts';
import { failed, listed, passed } from '../judgement.ts';
import { exchangeChain } from '../judged-chain.ts';
import type { JudgedChain } from '../judged-chain.ts';
import type { ExchangeAnswer, ExchangeTarget, NearestChain } from '../targets.ts';

/** Every underlying lists at least one expiry and none that is past. */
export const expiriesListed: Check<ExchangeTarget> = {
  id: 'expiries.listed',
  title: 'Every underlying lists its expiries',
  asserts: 'Every underlying lists an expiry, and none that is past.',
  group: 'data',
  dependsOn: ['token.data-plan'],
  run: judgeExpiries,
};

/** The nearest chain of every underlying has strikes, both legs near the money, and no hole there. */
export const chainComplete: Check<ExchangeTarget> = {
  id: 'chain.complete',
  title: 'The nearest chain of every underlying is complete',
  asserts:
    'The nearest chain of every underlying has strikes, a call and a put within ten strikes of the money, and no hole there.',
  group: 'data',
  dependsOn: ['expiries.listed'],
  run: (target) =>
    judgeChains(target, 'strikes, each with CE and PE, without a gap near the money', completeness),
};

/** At least 95 % of the legs near the money have a price; farther legs are reported only. */
export const chainPriced: Check<ExchangeTarget> = {
  id: 'chain.priced',
  title: 'The legs near the money are priced',
  asserts: 'At least 95 % of the legs within ten strikes of the money have a last price or a quote.',
  group: 'data',
  dependsOn: ['chain.complete'],
  run: (target) => judgeChains(target, PRICED_NEAR_THE_MONEY, pricing),
};

/** The four counters over what the exchange lists, none of them zero. */
export const statistics: Check<ExchangeTarget> = {
  id: 'statistics',
  title: 'Underlyings, expiries, strikes and tokens are all above zero',
  asserts: 'Underlyings, expiries, strikes and tokens of what the exchange lists are above zero.',
  group: 'data',
  dependsOn: ['chain.complete'],
  run: judgeStatistics,
};

/** Whether the exchange's chains can be true. */
export const chainTruth = chainTruthChecks<ExchangeTarget>({
  prefix: 'chain',
  group: 'data',
  dependsOn: 'expiries.listed',
  owner: 'the exchange',
  chains: readableChains,
  market: (target) => target.market,
  remedy: (target) =>
    `Repeat in a minute; if it stays, compare with the option chain on web.dhan.co and report it to Dhan (POST ${target.restUrl}/optionchain), before a backend caches it.`,
});

async function readableChains(target: ExchangeTarget): Promise<readonly JudgedChain[]> {
  const chains: JudgedChain[] = [];
  for (const underlying of target.underlyings) {
    const answer = await target.nearestChain(underlying);
    if (answer.kind === 'refused') continue;
    const { expiry, chain } = answer.value;
    chains.push(exchangeChain({ underlying: underlying.symbol, expiry }, chain));
  }
  return chains;
}

async function judgeExpiries(target: ExchangeTarget): Promise<Judgement> {
  const expected = 'at least one expiry per underlying, none in the past';
  const today = istDate((await target.market('NSE')).nowMs);
  const problems: string[] = [];
  let count = 0;
  for (const underlying of target.underlyings) {
    const answer = await target.expiries(underlying);
    const problem = expiryProblem(answer, today);
    if (problem !== undefined) problems.push(`${underlying.symbol}: ${problem}`);
    else if (answer.kind === 'ok') count += answer.value.length;
  }
  if (problems.length > 0 || count === 0)
    return failed(expected, listed(problems) || 'no underlying was asked for', expiryRemedy(target));
  return passed(expected, `${count} expiries of ${target.underlyings.length} underlyings`);
}

function expiryProblem(answer: ExchangeAnswer<readonly string[]>, today: string): string | undefined {
  if (answer.kind === 'refused') return answer.reason;
  if (answer.value.length === 0) return 'an empty list';
  const past = answer.value.filter((expiry) => expiry < today);
  return past.length === 0 ? undefined : `${listed(past)} before today, ${today}`;
}

function expiryRemedy(target: ExchangeTarget): string {
  const [first] = target.underlyings;
  return (
    `Ask it yourself: curl -X POST "${target.restUrl}/optionchain/expirylist" -H "access-token: $DHAN_ACCESS_TOKEN" -H "client-id: $DHAN_CLIENT_ID" ` +
    `-H "Content-Type: application/json" -d '{"UnderlyingScrip":${first?.securityId ?? 13},"UnderlyingSeg":"IDX_I"}'; a backend that starts now caches nothing.`
  );
}

interface ChainFinding {
  /** What is wrong; undefined when nothing is. */
  readonly problem: string | undefined;
  /** What was counted, in words. */
  readonly summary: string;
}

async function judgeChains(
  target: ExchangeTarget,
  expected: string,
  find: (coverage: ChainCoverage) => ChainFinding,
): Promise<Judgement> {
  const problems: string[] = [];
  const summaries: string[] = [];
  for (const underlying of target.underlyings) {
    const { name, finding } = findingOf(underlying, await target.nearestChain(underlying), find);
    if (finding.problem !== undefined) problems.push(`${name}: ${finding.problem}`);
    summaries.push(`${name} ${finding.summary}`);
  }
  if (summaries.length === 0) problems.push('no underlying was asked for');
  if (problems.length === 0) return passed(expected, listed(summaries));
  return failed(
    expected,
    listed(problems),
    'Repeat in a minute; if it stays, compare with the option chain on web.dhan.co and report it to Dhan, before a backend caches it.',
  );
}

function findingOf(
  underlying: Underlying,
  answer: ExchangeAnswer<NearestChain>,
  find: (coverage: ChainCoverage) => ChainFinding,
): { readonly name: string; readonly finding: ChainFinding } {
  if (answer.kind === 'refused')
    return { name: underlying.symbol, finding: { problem: answer.reason, summary: 'refused' } };
  const { expiry, chain } = answer.value;
  return { name: `${underlying.symbol} ${expiry}`, finding: find(chainCoverage(chain)) };
}

function completeness(coverage: ChainCoverage): ChainFinding {
  const summary = `${coverage.strikes} strikes`;
  if (coverage.strikes === 0) return { problem: '0 strikes', summary };
  if (coverage.unpaired.length > 0) return { problem: `without ${listed(coverage.unpaired)}`, summary };
  if (coverage.gaps.length > 0) return { problem: `no strike between ${listed(coverage.gaps)}`, summary };
  return { problem: undefined, summary };
}

function pricing(coverage: ChainCoverage): ChainFinding {
  const far = `${coverage.farLegsPriced} of ${coverage.farLegs} farther out`;
  const summary = `${coverage.nearLegsPriced} of ${coverage.nearLegs} (${far})`;
  return { problem: isPricedNearTheMoney(coverage) ? undefined : spokenCoverage(coverage), summary };
}

async function judgeStatistics(target: ExchangeTarget): Promise<Judgement> {
  const counters = { underlyings: 0, expiries: 0, strikes: 0, tokens: 0 };
  for (const underlying of target.underlyings) {
    const expiries = await target.expiries(underlying);
    const nearest = await target.nearestChain(underlying);
    if (expiries.kind === 'refused' || nearest.kind === 'refused') continue;
    const { strikes } = nearest.value.chain;
    counters.underlyings += 1;
    counters.expiries += expiries.value.length;
    counters.strikes += strikes.length;
    counters.tokens += strikes.reduce(
      (sum, { ce, pe }) => sum + Number(ce !== undefined) + Number(pe !== undefined),
      0,
    );
  }
  const expected = 'underlyings, expiries, strikes and tokens above zero';
  const observed = `${counters.underlyings} underlyings, ${counters.expiries} expiries; ${counters.strikes} strikes and ${counters.tokens} tokens in the nearest chains`;
  const isEmpty = Object.values(counters).some((count) => count === 0);
  return isEmpty ? failed(expected, observed, expiryRemedy(target)) : passed(expected, observed);
}

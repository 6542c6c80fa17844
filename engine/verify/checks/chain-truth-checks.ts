/** Whether what a chain says can be true. The same five checks judge the exchange's chains and a backend's. */
import { QUALITY_RULES } from '../chain-quality.ts';
import {
  judgeForward,
  judgeGrid,
  judgeQuality,
  judgeTokens,
  judgeValues,
  QUALITY_MIN,
} from '../chain-truth.ts';
import type { ReadChains } from '../chain-truth.ts';
import { ZERO_SHARE_MAX } from '../chain-values.ts';
import type { Check, Judgement } from '../check.ts';
import { notJudged } from '../judgement.ts';
import type { JudgedChain } from '../judged-chain.ts';
import type { MarketNow } from '../targets.ts';

/** Whose chains are judged. */
export interface ChainTruthSubject<Target> {
  /** `chain` or `backend.chain`: what the ids begin with. */
  readonly prefix: string;
  readonly group: string;
  /** The check without which there are no chains. */
  readonly dependsOn: string;
  /** `the exchange` or `the backend`. */
  readonly owner: string;
  readonly chains: (target: Target) => Promise<readonly JudgedChain[]>;
  readonly market: (target: Target) => MarketNow;
  /** How to look at a chain oneself. */
  readonly remedy: (target: Target) => string;
}

/** `tokens`, `grid`, `values`, `quality` and `forward` of one owner's chains. */
export function chainTruthChecks<Target>(subject: ChainTruthSubject<Target>): readonly Check<Target>[] {
  const check = (
    name: string,
    rest: Pick<Check<Target>, 'title' | 'asserts' | 'severity'>,
    judge: (read: ReadChains) => Judgement,
  ): Check<Target> => ({
    id: `${subject.prefix}.${name}`,
    group: subject.group,
    tags: [subject.group, 'truth'],
    dependsOn: [subject.dependsOn],
    ...rest,
    run: async (target) => judgeRead(judge, await readChains(subject, target)),
  });
  return [
    check(
      'tokens',
      {
        title: `No two legs of ${subject.owner} share a security id`,
        asserts: 'Security ids are unique across the nearest chains of all underlyings.',
      },
      judgeTokens,
    ),
    check(
      'grid',
      {
        title: `The strike ladders of ${subject.owner} have no holes far out`,
        asserts:
          'No step of a ladder beyond ten strikes from the money is wider than 1.5 times what is usual beside it.',
        severity: 'warn',
      },
      judgeGrid,
    ),
    check(
      'values',
      {
        title: `The chains of ${subject.owner} carry figures, not zeros`,
        asserts: `Zeros and nulls near the money: ${Object.entries(ZERO_SHARE_MAX)
          .map(([column, share]) => `${column} <= ${share * 100} %`)
          .join(
            ', ',
          )}; bid and ask while the market is open, oi and iv not on the day of the expiry. A column of prices that holds nothing but zeros fails, more than its limit warns.`,
      },
      judgeValues,
    ),
    check(
      'quality',
      {
        title: `The quotes of ${subject.owner} do not contradict each other`,
        asserts: `At least ${QUALITY_MIN * 100} % of the tests on quotes near the money hold: ${QUALITY_RULES.join(', ')}. The score and the parity residual are measured.`,
        severity: 'warn',
      },
      judgeQuality,
    ),
    check(
      'forward',
      {
        title: `The options of ${subject.owner} agree with their underlying`,
        asserts:
          'While the market is open, the forward implied by calls and puts, discounted, is within 0.5 % (and 3 % a year) of the spot.',
        severity: 'warn',
      },
      judgeForward,
    ),
  ];
}

async function readChains<Target>(subject: ChainTruthSubject<Target>, target: Target): Promise<ReadChains> {
  return {
    chains: (await subject.chains(target)).filter(({ strikes }) => strikes.length > 0),
    moment: await subject.market(target)('NSE'),
    remedy: subject.remedy(target),
  };
}

function judgeRead(judge: (read: ReadChains) => Judgement, read: ReadChains): Judgement {
  if (read.chains.length === 0) return notJudged('a chain with strikes', 'there is no chain to judge');
  return judge(read);
}

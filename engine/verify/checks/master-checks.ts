import { istDate } from '../../market/ist-time.ts';
import { holidayName } from '../../market/trading-calendar.ts';
import type { Check, Judgement, Measurement } from '../check.ts';
import { failed, listed, passed, warned } from '../judgement.ts';
import type { MasterFacts } from '../master-facts.ts';
import type { ExchangeTarget } from '../targets.ts';

/** Unsound rows above this share are more than the dummies the file is known for. */
const UNSOUND_SHARE_MAX = 0.01;
const KEEP_THE_OLD =
  'Keep the master of the last trading day, and let no loader replace its table with this one; fetch it again:';

/** The scrip master is a table with the columns a loader needs, and more than a header. */
export const masterRows: Check<ExchangeTarget> = {
  id: 'master.rows',
  title: 'The scrip master is a whole table',
  asserts:
    'The detailed master answers 200 with every needed column and derivative rows; a header alone or a stub, as on some holidays, fails; more than 1 % unsound rows warn.',
  group: 'data',
  tags: ['data', 'truth', 'master'],
  dependsOn: ['exchange.reachable'],
  run: async (target) => judgeRows(target, await target.master()),
};

/** Every underlying has options in the master, and they have names. */
export const masterContracts: Check<ExchangeTarget> = {
  id: 'master.contracts',
  title: 'The scrip master names the options of every underlying',
  asserts:
    'Option rows of every underlying are above zero, and no derivative row lacks its underlying, symbol or display name.',
  group: 'data',
  tags: ['data', 'truth', 'master'],
  dependsOn: ['master.rows'],
  run: async (target) => judgeContracts(target, await target.master()),
};

async function judgeRows(target: ExchangeTarget, facts: MasterFacts): Promise<Judgement> {
  const expected = '200, the columns of the detailed master, and rows of options and futures';
  const remedy = `${KEEP_THE_OLD} curl -sS "${target.masterUrl}" | head -3`;
  const measurements: Measurement[] = [
    { name: 'rows', value: facts.rows, unit: 'count' },
    { name: 'columns', value: facts.columns, unit: 'count' },
    {
      name: 'derivative rows',
      value: facts.derivativeRows,
      unit: 'count',
      limit: { kind: 'min', value: 1 },
    },
  ];
  if (facts.status !== 200) return { ...failed(expected, `HTTP ${facts.status}`, remedy), measurements };
  if (facts.derivativeRows === 0) {
    const stub = facts.rows === 0 && facts.columns > 0 ? 'a header without rows' : spokenSize(facts);
    const { nowMs } = await target.market('NSE');
    const holiday = holidayName('NSE', istDate(nowMs));
    const why = holiday === undefined ? '' : `; today is a holiday, ${holiday}`;
    const problem = facts.problems[0] === undefined ? '' : ` (${facts.problems[0]})`;
    return { ...failed(expected, `${stub}, no option or future${problem}${why}`, remedy), measurements };
  }
  const unsound = facts.problems.map((problem) => Number(/\((\d+) rows?,/.exec(problem)?.[1] ?? 0));
  const unsoundRows = unsound.reduce((sum, count) => sum + count, 0);
  if (unsoundRows > facts.rows * UNSOUND_SHARE_MAX)
    return { ...warned(expected, listed(facts.problems, 3), remedy), measurements };
  return { ...passed(expected, `${spokenSize(facts)}, ${facts.derivativeRows} of them F&O`), measurements };
}

function spokenSize({ rows, columns }: MasterFacts): string {
  return `${rows} rows, ${columns} columns`;
}

function judgeContracts(target: ExchangeTarget, facts: MasterFacts): Judgement {
  const expected = 'option rows of every underlying, each with its names';
  const counts = target.underlyings.map(({ symbol }) => ({
    symbol,
    count: facts.optionsOf.get(symbol) ?? 0,
  }));
  const measurements: Measurement[] = [
    ...counts.map(({ symbol, count }): Measurement => ({
      name: `options ${symbol}`,
      value: count,
      unit: 'count',
      limit: { kind: 'min', value: 1 },
    })),
    {
      name: 'rows without a name',
      value: facts.blankNames,
      unit: 'count',
      limit: { kind: 'max', value: 0 },
    },
  ];
  const without = counts.filter(({ count }) => count === 0).map(({ symbol }) => symbol);
  const blank =
    facts.blankNames === 0
      ? []
      : [`${facts.blankNames} of ${facts.derivativeRows} derivative rows without a name`];
  const problems = [...(without.length === 0 ? [] : [`no option of ${listed(without)}`]), ...blank];
  if (problems.length > 0)
    return {
      ...failed(
        expected,
        problems.join('; '),
        `${KEEP_THE_OLD} curl -sS "${target.masterUrl}" | grep -c OPTIDX`,
      ),
      measurements,
    };
  return {
    ...passed(expected, listed(counts.map(({ symbol, count }) => `${symbol} ${count}`))),
    measurements,
  };
}

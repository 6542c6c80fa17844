import { expect, test } from 'vitest';
import { black76Model } from '#engine/pricing/black76-model.ts';
import { readRecordedDay } from '#test/support/market-scenarios.ts';
import { judgedSets } from './judged-sets.ts';
import type { JudgedRun, JudgedSet } from './judged-sets.ts';
import { predictionsOf } from './measure.ts';
import type { MarketMoment } from './recorded-market.ts';
import { marketOf } from './shipped-session.ts';

const SNAPSHOTS = 60;
/** Quotes of snapshots after this one are not known when its predictions are made. */
const CUT = 40;

function weekly(): { set: JudgedSet; run: JudgedRun } {
  const [set] = judgedSets(marketOf(readRecordedDay(), 'NIFTY'));
  const [whole] = set!.runs;
  const moments = whole!.session.moments.slice(0, SNAPSHOTS);
  const driver = whole!.driver.slice(0, SNAPSHOTS);
  return { set: set!, run: { ...whole!, driver, session: { ...whole!.session, moments } } };
}

/** The same run with every quote after the cut turned upside down: prices of other legs, halved. */
function withAnotherFuture(run: JudgedRun): JudgedRun {
  const moments = run.session.moments.map((moment, index): MarketMoment => {
    if (index <= CUT) return moment;
    const halved = (column: Float64Array): Float64Array => column.toReversed().map((price) => price / 2);
    return {
      ...moment,
      forward: moment.forward * 1.1,
      bid: halved(moment.bid),
      ask: halved(moment.ask),
      ltp: halved(moment.ltp),
    };
  });
  return { ...run, session: { ...run.session, moments } };
}

test('no quote after a moment changes a price that is said at that moment, to the last bit', () => {
  const { set, run } = weekly();
  const before = predictionsOf(run, set, black76Model).filter(({ from }) => from <= CUT);
  const after = predictionsOf(withAnotherFuture(run), set, black76Model).filter(({ from }) => from <= CUT);
  expect(before.length).toBeGreaterThan(CUT);
  expect(after.map(({ from, to, chain }) => [from, to, chain.ltp, chain.bid, chain.ask])).toEqual(
    before.map(({ from, to, chain }) => [from, to, chain.ltp, chain.bid, chain.ask]),
  );
});

test('the future that was replaced does change what is said once it has come', () => {
  const { set, run } = weekly();
  const before = predictionsOf(run, set, black76Model).find(({ from }) => from > CUT + 1);
  const after = predictionsOf(withAnotherFuture(run), set, black76Model).find(({ from }) => from > CUT + 1);
  expect(after!.chain.ltp).not.toEqual(before!.chain.ltp);
});

test('nor does the driver after the later moment: only its way there is told', () => {
  const { set, run } = weekly();
  const driver = run.driver.map((spot, index) => (index > CUT ? spot + 500 : spot));
  const before = predictionsOf(run, set, black76Model).filter(({ to }) => to <= CUT);
  const after = predictionsOf({ ...run, driver }, set, black76Model).filter(({ to }) => to <= CUT);
  expect(before.length).toBeGreaterThan(20);
  expect(after.map(({ chain }) => chain.ltp)).toEqual(before.map(({ chain }) => chain.ltp));
});

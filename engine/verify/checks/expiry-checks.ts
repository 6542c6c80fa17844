import type { Underlying } from '../../market/instrument.ts';
import { underlyingBySymbol } from '../../market/instrument.ts';
import { readNames } from '../backend-answers.ts';
import type { Check, Judgement, Measurement } from '../check.ts';
import { expiryFindings } from '../expiry-findings.ts';
import { failed, listed, notJudged, passed, warned } from '../judgement.ts';
import type { BackendTarget, ExchangeTarget } from '../targets.ts';

const ASSERTS =
  'No expiry is past, on a day without trading or on a wrong weekday, and the nearest of the calendar is there (fails); none is missing in between, moved or one too many (warns).';

/** The exchange's expiries are those of the calendar. */
export const expiriesCalendar: Check<ExchangeTarget> = {
  id: 'expiries.calendar',
  title: 'The expiries are those of the calendar',
  asserts: ASSERTS,
  group: 'data',
  tags: ['data', 'truth'],
  dependsOn: ['expiries.listed'],
  run: async (target) => {
    const lists: ExpiryList[] = [];
    for (const underlying of target.underlyings) {
      const answer = await target.expiries(underlying);
      if (answer.kind === 'ok') lists.push({ underlying, expiries: answer.value });
    }
    return judgeLists(lists, (await target.market('NSE')).nowMs, {
      remedy:
        'Compare with the option chain on web.dhan.co and with the circulars of NSE and BSE; preopen calendar shows what is expected.',
    });
  },
};

/** The backend's expiries are those of the calendar. */
export const backendExpiries: Check<BackendTarget> = {
  id: 'backend.expiries',
  title: "The backend's expiries are those of the calendar",
  asserts: ASSERTS,
  group: 'backend',
  tags: ['backend', 'truth'],
  dependsOn: ['backend.reachable'],
  run: async (target) => {
    const lists: ExpiryList[] = [];
    for (const symbol of await target.underlyings()) {
      const underlying = underlyingBySymbol(symbol);
      const expiries = readNames((await target.expiries(symbol)).value);
      if (underlying && expiries.length > 0) lists.push({ underlying, expiries });
    }
    return judgeLists(lists, (await target.market('NSE')).nowMs, {
      remedy: `Restart the backend, so that it reads the expiry list again, and compare: curl "${target.url}/api/v2/options/available/expiries?underlying=NIFTY"; preopen calendar shows what is expected.`,
    });
  },
};

interface ExpiryList {
  readonly underlying: Underlying;
  readonly expiries: readonly string[];
}

function judgeLists(
  lists: readonly ExpiryList[],
  nowMs: number,
  { remedy }: { readonly remedy: string },
): Judgement {
  const expected = 'the expiries of the calendar, as far as the list reaches';
  if (lists.length === 0) return notJudged(expected, 'no expiry of a known underlying is listed');
  const found = lists.map(({ underlying, expiries }) => ({
    symbol: underlying.symbol,
    ...expiryFindings(underlying, expiries, nowMs),
  }));
  const measurements = found.map(({ symbol, wrong, doubtful }): Measurement => ({
    name: `differences ${symbol}`,
    value: wrong.length + doubtful.length,
    unit: 'count',
    limit: { kind: 'max', value: 0 },
  }));
  const spoken = (kind: 'wrong' | 'doubtful'): string[] =>
    found.flatMap((one) => (one[kind].length === 0 ? [] : [`${one.symbol}: ${listed(one[kind], 4)}`]));
  const wrong = spoken('wrong');
  if (wrong.length > 0) return { ...failed(expected, listed(wrong), remedy), measurements };
  const doubtful = spoken('doubtful');
  if (doubtful.length > 0) return { ...warned(expected, listed(doubtful), remedy), measurements };
  const count = lists.reduce((sum, { expiries }) => sum + expiries.length, 0);
  return { ...passed(expected, `${count} expiries of ${lists.length} underlyings`), measurements };
}

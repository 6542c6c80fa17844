import { MS_PER_MINUTE } from '../../market/ist-time.ts';
import type { Check, Judgement } from '../check.ts';
import { membersOf, numberOf, spokenAnswer } from '../http-answer.ts';
import { readInstant } from '../instant.ts';
import { failed, passed } from '../judgement.ts';
import { answeredAtMs, askJson } from './asked-json.ts';
import { loggedIn } from './auth-checks.ts';
import { closedJudgement, judgePlatformAge } from './platform-age.ts';
import type { PlatformTarget } from './platform-target.ts';

/** What the route answers while there are too few candles. */
const TOO_FEW = 409;
/** What it answers before the first one of the day. */
const NONE_YET = 404;

/** Values of indicators, by whatever name an index goes. Source: seed-requirements A10 items 81 and 91, I25, I26, I33. */
export const indicatorChecks: readonly Check<PlatformTarget>[] = [
  valueCheck({ id: 'indicators.value', title: 'An indicator has a value', after: 'auth.matrix' }, [
    'NIFTY50',
    '1min',
    'SMA_1',
  ]),
  valueCheck({ id: 'indicators.rsi', title: 'RSI_14 is an indicator', after: 'auth.matrix' }, [
    'NIFTY50',
    '1min',
    'RSI_14',
  ]),
  {
    id: 'indicators.fresh',
    title: 'Indicators are of the present candle',
    asserts:
      'The 10-second rule for the end of the newest one-minute candle behind an indicator, by the clock of the backend.',
    group: 'indicators',
    dependsOn: ['indicators.value'],
    run: judgeCandleAge,
  },
  valueCheck({ id: 'symbols.index', title: 'An index is found by its name', after: 'indicators.value' }, [
    'NIFTY 50',
    '5min',
    'SMA_1',
  ]),
  valueCheck(
    { id: 'symbols.banknifty', title: 'BANKNIFTY is not taken for NIFTY', after: 'indicators.value' },
    ['BANKNIFTY', '1min', 'SMA_1'],
  ),
];

function valueCheck(
  head: { readonly id: string; readonly title: string; readonly after: string },
  [symbol, timeframe, id]: readonly [string, string, string],
): Check<PlatformTarget> {
  return {
    id: head.id,
    title: head.title,
    asserts: `/indicators/at-offset answers ${id} of "${symbol}" over ${timeframe} with a number, never null; too few candles (409) are pending.`,
    group: head.id.split('.')[0]!,
    dependsOn: [head.after],
    run: (target) => judgeValue(target, { symbol, timeframe, id }),
  };
}

function judgeValue(
  target: PlatformTarget,
  asked: { readonly symbol: string; readonly timeframe: string; readonly id: string },
): Promise<Judgement> {
  const { symbol, timeframe, id } = asked;
  const expected = `${id} of "${symbol}" over ${timeframe} is a number`;
  const query = `symbol=${encodeURIComponent(symbol)}&timeframe=${timeframe}&indicators=${id}&offset=0`;
  const url = `${target.places.backendUrl}/indicators/at-offset?${query}`;
  return loggedIn(target, async (token) => {
    const facts = await askJson(target, url, { token });
    const { answer } = facts;
    const value = numberOf(membersOf(membersOf(answer.value)['indicators'])[id]);
    if (answer.status === TOO_FEW)
      return {
        status: 'pending',
        expected,
        observed: spokenAnswer(answer),
        remedy: 'Verify again later in the day.',
      };
    if (answer.status === NONE_YET) {
      const nowMs = answeredAtMs(facts);
      const closed = nowMs === undefined ? undefined : closedJudgement(nowMs);
      if (closed) return { ...closed, expected };
    }
    return answer.status === 200 && value !== undefined
      ? passed(expected, `${id} = ${value}`)
      : failed(expected, spokenAnswer(answer), remedyOf(url));
  });
}

/** A candle that is not over yet is as young as can be. */
function judgeCandleAge(target: PlatformTarget): Promise<Judgement> {
  const url = `${target.places.backendUrl}/indicators/current?symbol=NIFTY50&timeframe=1min&indicators=SMA_1`;
  return loggedIn(target, async (token) => {
    const facts = await askJson(target, url, { token });
    const startMs = readInstant(membersOf(facts.answer.value)['candle_time']);
    const nowMs = answeredAtMs(facts);
    if (startMs === undefined || nowMs === undefined)
      return failed(
        'a candle_time with its zone, and a Date in the answer',
        spokenAnswer(facts.answer),
        remedyOf(url),
      );
    return judgePlatformAge(
      Math.max(startMs, Math.min(nowMs, startMs + MS_PER_MINUTE)),
      nowMs,
      'Candles get no ticks any more: see whether the ticker service publishes, and restart the backend.',
    );
  });
}

function remedyOf(url: string): string {
  return `See the answer: curl -s -H "Authorization: Bearer $TOKEN" "${url}"`;
}

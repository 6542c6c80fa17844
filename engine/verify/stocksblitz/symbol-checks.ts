import { addDays, istDate } from '../../market/ist-time.ts';
import { compactSymbol } from '../../market/symbol/format-symbol.ts';
import type { PlainSymbol } from '../../market/symbol/market-symbol.ts';
import { monthlyExpiry } from '../../market/symbol/symbol-expiry.ts';
import type { Check, Judgement } from '../check.ts';
import type { HttpAnswer } from '../http-answer.ts';
import { membersOf, numberOf, spokenAnswer } from '../http-answer.ts';
import { failed, listed, passed } from '../judgement.ts';
import { askJson, platformNowMs } from './asked-json.ts';
import { loggedIn } from './auth-checks.ts';
import type { PlatformTarget } from './platform-target.ts';

const UNDERLYINGS = ['NIFTY', 'BANKNIFTY'] as const;
/** Answers that say something about the contract: no candles of it, too few, an indicator that is not computed, an underlying that is not followed. */
const TOLD = [404, 409, 422, 501];
/** How an exception reads that nobody caught. */
const UNCAUGHT = /ValueError|Traceback|Internal server error/;
const DAYS_TO_NEXT_MONTH = 4;

/** A future is a symbol like any other. Source: seed-requirements A10 items 77 and 91. */
export const symbolChecks: readonly Check<PlatformTarget>[] = [
  {
    id: 'symbols.futures',
    title: 'Futures are symbols',
    asserts:
      'Indicators and snapshot of the running future of NIFTY and BANKNIFTY (NIFTY26FEBFUT) are a value, or a 404, 409, 422 or 501 that tells why; never an uncaught ValueError, never another underlying.',
    group: 'symbols',
    dependsOn: ['auth.matrix'],
    run: judgeFutures,
  },
];

function judgeFutures(target: PlatformTarget): Promise<Judgement> {
  const { backendUrl } = target.places;
  const expected = 'the running futures have a value, or an answer that tells why not';
  return loggedIn(target, async (token) => {
    const nowMs = await platformNowMs(target);
    if (nowMs === undefined)
      return failed(
        expected,
        `${backendUrl}/health has no Date, so that nobody knows which future runs`,
        'Let the backend send the header Date.',
      );
    const faults: string[] = [];
    const told: string[] = [];
    for (const underlying of UNDERLYINGS) {
      const future = runningFuture(underlying, istDate(nowMs));
      const { answer: indicator } = await askJson(
        target,
        `${backendUrl}/indicators/at-offset?symbol=${future}&timeframe=1min&indicators=SMA_1&offset=0`,
        { token },
      );
      const { answer: snapshot } = await askJson(
        target,
        `${backendUrl}/monitor/snapshot?underlying=${future}`,
        { token },
      );
      const fault = indicatorFault(indicator) ?? snapshotFault(snapshot, underlying);
      if (fault === undefined) told.push(`${future}: ${toldOf(indicator)}`);
      else faults.push(`${future}: ${fault}`);
    }
    return faults.length === 0
      ? passed(expected, listed(told))
      : failed(
          expected,
          listed(faults),
          `Read every form of a symbol before it is looked up; what is meant: preopen symbol ${runningFuture('NIFTY', istDate(nowMs))}`,
        );
  });
}

function indicatorFault(answer: HttpAnswer): string | undefined {
  const value = numberOf(membersOf(membersOf(answer.value)['indicators'])['SMA_1']);
  const isDefined = answer.status === 200 ? value !== undefined : isTold(answer);
  return isDefined ? undefined : spokenAnswer(answer);
}

function snapshotFault(answer: HttpAnswer, underlying: string): string | undefined {
  if (answer.status !== 200) return isTold(answer) ? undefined : spokenAnswer(answer);
  const { symbol = underlying } = membersOf(membersOf(answer.value)['underlying']);
  return symbol === underlying ? undefined : `its snapshot is that of ${String(symbol)}`;
}

function toldOf({ status, value }: HttpAnswer): string {
  const { SMA_1: average } = membersOf(membersOf(value)['indicators']);
  return status === 200 ? `SMA_1 = ${String(average)}` : `HTTP ${status} that tells why`;
}

function isTold({ status, excerpt }: HttpAnswer): boolean {
  return TOLD.includes(status) && !UNCAUGHT.test(excerpt);
}

/** `NIFTY26FEBFUT`: the future of the month, or of the next one once it has expired. */
function runningFuture(underlying: string, date: string): string {
  const index: PlainSymbol = { kind: 'index', exchange: 'NSE', symbol: underlying };
  const month = date.slice(0, 7);
  const next = addDays(`${month}-28`, DAYS_TO_NEXT_MONTH).slice(0, 7);
  const running = [month, next].find((one) => (monthlyExpiry(index, one, date) ?? '') >= date) ?? next;
  const expiry = monthlyExpiry(index, running, date);
  return compactSymbol(
    { kind: 'future', exchange: 'NSE', underlying, underlyingKind: 'index', month: running, expiry },
    date,
  );
}

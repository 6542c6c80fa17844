import { MS_PER_SECOND } from '../../market/ist-time.ts';
import type { Check, Judgement } from '../check.ts';
import type { HttpFacts } from '../declared/http-check.ts';
import { membersOf, numberOf, spokenAnswer } from '../http-answer.ts';
import { failed, listed, notJudged, passed } from '../judgement.ts';
import { answeredAtMs, askJson, platformNowMs } from './asked-json.ts';
import { closedJudgement, judgePlatformAge } from './platform-age.ts';
import type { PlatformTarget } from './platform-target.ts';

const SYMBOLS = ['NIFTY', 'BANKNIFTY'] as const;

/** What `/monitor/snapshot` shows, and the bars that are kept of it. Source: seed-requirements A10 items 83 to 89, B8, I27, I28. */
export const monitorChecks: readonly Check<PlatformTarget>[] = [
  {
    id: 'monitor.underlying',
    title: 'The snapshot has the underlying',
    asserts: '/monitor/snapshot shows NIFTY and BANKNIFTY, each when it is asked for, with an ltp above 0.',
    group: 'monitor',
    dependsOn: [],
    run: judgeUnderlying,
  },
  {
    id: 'monitor.options',
    title: 'The snapshot has the options',
    asserts: 'Every option is found by its token and by its trading symbol, with ltp and price.',
    group: 'monitor',
    dependsOn: [],
    run: judgeOptions,
  },
  {
    id: 'monitor.real',
    title: 'Nothing is made up',
    asserts: 'No value of the snapshot has is_mock true.',
    group: 'monitor',
    dependsOn: [],
    run: judgeMock,
  },
  {
    id: 'monitor.fresh',
    title: 'The snapshot is young',
    asserts: 'The 10-second rule for the newest value of the snapshot, by the clock of the backend.',
    group: 'monitor',
    dependsOn: [],
    run: judgeMonitorAge,
  },
  {
    id: 'bars.fresh',
    title: 'Option bars are written',
    asserts:
      'The database has option bars, and the 10-second rule holds for the newest, by the clock of the backend; without PLATFORM_BARS_URL it is not judged.',
    group: 'bars',
    dependsOn: [],
    run: judgeBars,
  },
];

function snapshotOf(target: PlatformTarget, symbol = 'NIFTY'): Promise<HttpFacts> {
  return askJson(target, `${target.places.backendUrl}/monitor/snapshot?underlying=${symbol}`);
}

function monitorRemedy({ places }: PlatformTarget): string {
  return `See what it shows: curl -s "${places.backendUrl}/monitor/snapshot?underlying=NIFTY"; and whether the ticker publishes: redis-cli SUBSCRIBE ticker:nifty:underlying`;
}

/** Each underlying asked for is there, is the one asked for, and has a price. */
async function judgeUnderlying(target: PlatformTarget): Promise<Judgement> {
  const expected = `${SYMBOLS.join(' and ')} with a price under underlying, each as asked for`;
  const faults: string[] = [];
  for (const symbol of SYMBOLS) {
    const { answer } = await snapshotOf(target, symbol);
    const { underlying } = membersOf(answer.value);
    const { symbol: shown, ltp } = membersOf(underlying);
    if (answer.status !== 200) faults.push(`${symbol}: ${spokenAnswer(answer)}`);
    else if (underlying === null || underlying === undefined) faults.push(`${symbol}: underlying is null`);
    else if (shown !== symbol) faults.push(`${symbol}: shows ${String(shown)}`);
    else if (!((numberOf(ltp) ?? 0) > 0)) faults.push(`${symbol}: ltp is ${String(ltp)}`);
  }
  return faults.length === 0
    ? passed(expected, `both have a price`)
    : failed(expected, listed(faults), monitorRemedy(target));
}

/** What the SDK does: looks a leg up by its token or its trading symbol and reads `ltp`. */
async function judgeOptions(target: PlatformTarget): Promise<Judgement> {
  const expected = 'every option under its token and its trading symbol, with ltp and price';
  const { answer } = await snapshotOf(target);
  const options = membersOf(membersOf(answer.value)['options']);
  const legs = Object.values(options).map(membersOf);
  if (legs.length === 0) return failed(expected, `no option: ${spokenAnswer(answer)}`, monitorRemedy(target));
  const lost = legs.filter(({ token, tradingsymbol, ltp, price }) => {
    const isFound = String(token) in options && String(tradingsymbol) in options;
    return !isFound || numberOf(ltp) === undefined || numberOf(price) === undefined || Number(ltp) < 0;
  });
  return lost.length === 0
    ? passed(expected, `${legs.length} entries, every look-up succeeds`)
    : failed(
        expected,
        `${lost.length} of ${legs.length} entries are not found or have no price, such as ${String(lost[0]?.['tradingsymbol'])}`,
        monitorRemedy(target),
      );
}

/** Made-up values have no place in a snapshot while the market is open. */
async function judgeMock(target: PlatformTarget): Promise<Judgement> {
  const expected = 'no value with is_mock true';
  const { answer } = await snapshotOf(target);
  const { underlying, options } = membersOf(answer.value);
  const entries = [underlying, ...Object.values(membersOf(options))].map(membersOf);
  const mocked = entries.filter((entry) => entry['is_mock'] === true);
  return mocked.length === 0
    ? passed(expected, `none of ${entries.length}`)
    : failed(
        expected,
        `${mocked.length} of ${entries.length} values are made up`,
        'Stop the mock publisher of the ticker service, or start it with real data, and see who publishes: redis-cli CLIENT LIST',
      );
}

/** The newest of underlying and options, by the platform's own clock. */
async function judgeMonitorAge(target: PlatformTarget): Promise<Judgement> {
  const facts = await snapshotOf(target);
  const { underlying, options } = membersOf(facts.answer.value);
  const times = [underlying, ...Object.values(membersOf(options))].flatMap(
    (entry) => numberOf(membersOf(entry)['ts']) ?? [],
  );
  const nowMs = answeredAtMs(facts);
  if (times.length === 0 || nowMs === undefined)
    return failed(
      'a snapshot with times, and a Date in its answer',
      spokenAnswer(facts.answer),
      monitorRemedy(target),
    );
  const newestMs = times.reduce((newest, time) => Math.max(newest, time), 0) * MS_PER_SECOND;
  return judgePlatformAge(
    newestMs,
    nowMs,
    'The monitor has stopped listening: restart the backend, and see that its task reconnects: grep "[MAIN]" in its log.',
  );
}

/** The newest minute bar, by the platform's own clock. */
async function judgeBars(target: PlatformTarget): Promise<Judgement> {
  const { barsUrl } = target.places;
  if (barsUrl === undefined)
    return notJudged('option bars in a database', 'no database is named: set PLATFORM_BARS_URL');
  const nowMs = await platformNowMs(target);
  const facts = await target.probes.sql.query({
    kind: 'sql',
    url: barsUrl,
    query: 'SELECT count(*) AS bars, max(closed_at_ms) AS newest FROM option_bars',
    timeoutMs: 5000,
    expect: { rowsMin: 1, columns: new Map() },
  });
  const expected = 'option bars in the database, the newest by the 10-second rule';
  const remedy = 'See whether the consumer of ticker:*:options runs and can write; restart it.';
  if (facts.kind === 'refused') return failed(expected, facts.reason, remedy);
  const bars = numberOf(facts.rows[0]?.['bars']) ?? 0;
  const newestMs = numberOf(facts.rows[0]?.['newest']);
  const closed = nowMs === undefined ? undefined : closedJudgement(nowMs);
  if (closed) return closed;
  if (newestMs === undefined || nowMs === undefined)
    return failed(expected, `${bars} bars, none with a time`, remedy);
  const judgement = judgePlatformAge(newestMs, nowMs, remedy);
  return { ...judgement, observed: `${bars} bars, ${judgement.observed}` };
}

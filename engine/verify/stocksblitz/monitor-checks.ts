import { IST_OFFSET_MS, istToEpochMs, MONTH_NAMES, MS_PER_SECOND } from '../../market/ist-time.ts';
import type { Judgement } from '../check.ts';
import type { Probes } from '../declared/declared-check.ts';
import type { HttpFacts } from '../declared/http-check.ts';
import { membersOf, numberOf, spokenAnswer } from '../http-answer.ts';
import { failed, listed, passed } from '../judgement.ts';
import { askJson } from './asked-json.ts';
import { judgePlatformAge } from './platform-age.ts';
import type { VerifiedPlatform } from './platform-places.ts';

const SYMBOLS = ['NIFTY', 'BANKNIFTY'] as const;

function snapshotOf({ backendUrl }: VerifiedPlatform, probes: Probes, symbol = 'NIFTY'): Promise<HttpFacts> {
  return askJson(probes, `${backendUrl}/monitor/snapshot?underlying=${symbol}`);
}

function monitorRemedy({ backendUrl }: VerifiedPlatform): string {
  return `See what it shows: curl -s "${backendUrl}/monitor/snapshot?underlying=NIFTY"; and whether the ticker publishes: redis-cli SUBSCRIBE ticker:nifty:underlying`;
}

/** Each underlying asked for is there, is the one asked for, and has a price. */
export async function judgeUnderlying(platform: VerifiedPlatform, probes: Probes): Promise<Judgement> {
  const expected = `${SYMBOLS.join(' and ')} with a price under underlying, each as asked for`;
  const faults: string[] = [];
  for (const symbol of SYMBOLS) {
    const { answer } = await snapshotOf(platform, probes, symbol);
    const { underlying } = membersOf(answer.value);
    const { symbol: shown, ltp } = membersOf(underlying);
    if (answer.status !== 200) faults.push(`${symbol}: ${spokenAnswer(answer)}`);
    else if (underlying === null || underlying === undefined) faults.push(`${symbol}: underlying is null`);
    else if (shown !== symbol) faults.push(`${symbol}: shows ${String(shown)}`);
    else if (!((numberOf(ltp) ?? 0) > 0)) faults.push(`${symbol}: ltp is ${String(ltp)}`);
  }
  return faults.length === 0
    ? passed(expected, `both have a price`)
    : failed(expected, listed(faults), monitorRemedy(platform));
}

/** What the SDK does: looks a leg up by its token or its trading symbol and reads `ltp`. */
export async function judgeOptions(platform: VerifiedPlatform, probes: Probes): Promise<Judgement> {
  const expected = 'every option under its token and its trading symbol, with ltp and price';
  const { answer } = await snapshotOf(platform, probes);
  const options = membersOf(membersOf(answer.value)['options']);
  const legs = Object.values(options).map(membersOf);
  if (legs.length === 0)
    return failed(expected, `no option: ${spokenAnswer(answer)}`, monitorRemedy(platform));
  const lost = legs.filter(({ token, tradingsymbol, ltp, price }) => {
    const isFound = String(token) in options && String(tradingsymbol) in options;
    return !isFound || numberOf(ltp) === undefined || numberOf(price) === undefined || Number(ltp) < 0;
  });
  return lost.length === 0
    ? passed(expected, `${legs.length} entries, every look-up succeeds`)
    : failed(
        expected,
        `${lost.length} of ${legs.length} entries are not found or have no price, such as ${String(lost[0]?.['tradingsymbol'])}`,
        monitorRemedy(platform),
      );
}

/** Made-up values have no place in a snapshot while the market is open. */
export async function judgeMock(platform: VerifiedPlatform, probes: Probes): Promise<Judgement> {
  const expected = 'no value with is_mock true';
  const { answer } = await snapshotOf(platform, probes);
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
export async function judgeMonitorAge(platform: VerifiedPlatform, probes: Probes): Promise<Judgement> {
  const facts = await snapshotOf(platform, probes);
  const { underlying, options } = membersOf(facts.answer.value);
  const times = [underlying, ...Object.values(membersOf(options))].flatMap(
    (entry) => numberOf(membersOf(entry)['ts']) ?? [],
  );
  const nowMs = dateOf(facts);
  if (times.length === 0 || nowMs === undefined)
    return failed(
      'a snapshot with times, and a Date in its answer',
      spokenAnswer(facts.answer),
      monitorRemedy(platform),
    );
  const newestMs = times.reduce((newest, time) => Math.max(newest, time), 0) * MS_PER_SECOND;
  return judgePlatformAge(
    newestMs,
    nowMs,
    'The monitor has stopped listening: restart the backend, and see that its task reconnects: grep "[MAIN]" in its log.',
  );
}

/** The newest minute bar, by the platform's own clock. */
export async function judgeBars(
  platform: VerifiedPlatform,
  barsUrl: string,
  probes: Probes,
): Promise<Judgement> {
  const nowMs = dateOf(await askJson(probes, `${platform.backendUrl}/health`));
  const facts = await probes.sql.query({
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
  if (newestMs === undefined || nowMs === undefined)
    return failed(expected, `${bars} bars, none with a time`, remedy);
  const judgement = judgePlatformAge(newestMs, nowMs, remedy);
  return { ...judgement, observed: `${bars} bars, ${judgement.observed}` };
}

/** The answer's own time, epoch ms. */
function dateOf({ headers }: HttpFacts): number | undefined {
  const match = /^\w{3}, (\d{2}) (\w{3}) (\d{4}) (\d{2}:\d{2}:\d{2}) GMT$/.exec(headers['date'] ?? '');
  if (!match) return undefined;
  const [, day = '', name = '', year = '', time] = match;
  const month = String(MONTH_NAMES.findIndex((known) => known === name) + 1).padStart(2, '0');
  return istToEpochMs(`${year}-${month}-${day}`, time) + IST_OFFSET_MS;
}

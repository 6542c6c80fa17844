import type { CacheStatistics } from '#engine/cache/statistics.ts';
import type { EngineCounters } from '#engine/engine.ts';
import type { ModelErrors } from '#engine/replay/model-comparison.ts';
import type { ReplayCheck } from '#engine/replay/replay-facts.ts';
import type { UnderlyingFacts } from '#engine/replay/replay-watch.ts';
import type { TickAgeFacts } from '#engine/replay/tick-ages.ts';
import type { RepriceErrorRow } from '#engine/replay/reprice-error.ts';
import type { StartupReport } from '#engine/startup/startup-report.ts';
import { istTimeOfDay } from '#engine/market/ist-time.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { renderReplayHtml } from './html/replay-page.ts';
import { modelErrorLines } from './model-errors.ts';
import { painter } from './paint.ts';
import type { Paint } from './paint.ts';

/** What `preopen replay` found. The JSON form has these keys; the ones other tools rely on are listed in README.md. */
export interface ReplayReport {
  readonly scenario: string;
  readonly title: string;
  readonly date: string;
  readonly seed: number;
  /** Market events the exchange played: recorded plus synthetic ones. */
  readonly events: number;
  readonly recordedEvents: number;
  readonly syntheticEvents: number;
  /** Ticks the engine applied: conflation may make them fewer than the events. */
  readonly ticks: number;
  readonly counters: EngineCounters;
  readonly digest: string;
  /** What the digest was held against; undefined when it was held against nothing. */
  readonly expectedDigest?: string | undefined;
  readonly chainDigest: string;
  readonly startup: StartupReport;
  readonly statistics: CacheStatistics;
  readonly underlyings: readonly UnderlyingFacts[];
  /** How old index prices were when the engine heard them; undefined when it heard none. */
  readonly tickAges: TickAgeFacts | undefined;
  readonly repriceErrors: readonly RepriceErrorRow[];
  /** With --vs. */
  readonly modelErrors?: ModelErrors;
  readonly checks: readonly ReplayCheck[];
  /** Wall time of the day alone, from the start of the backend to the end of day; `seconds` is the whole run's. */
  readonly playSeconds: number;
  readonly seconds: number;
  readonly exitCode: number;
}

export function renderReplayReport(
  format: string,
  report: ReplayReport,
  options: { readonly isColoured: boolean },
): string {
  if (format === 'html') return renderReplayHtml(report);
  return format === 'json'
    ? JSON.stringify(report, undefined, 2)
    : pretty(report, painter(options.isColoured));
}

function pretty(report: ReplayReport, paint: Paint): string {
  return [
    headLine(report, paint),
    startupLine(report),
    ...marketLines(report),
    ...priceLines(report),
    ...(report.modelErrors ? modelErrorLines(report.modelErrors, paint) : []),
    ...checkLines(report, paint),
    ...digestLines(report, paint),
    closingLine(report, paint),
  ].join('\n');
}

function headLine({ scenario, title, date, seed }: ReplayReport, paint: Paint): string {
  return `${paint.strong(scenario)}  ${title}  ${date}  seed ${seed}`;
}

function startupLine({ startup }: ReplayReport): string {
  const { underlyings, expiries, strikes, tokens } = startup.statistics;
  const counts = `${underlyings} underlyings  ${expiries} expiries  ${number(strikes)} strikes  ${number(tokens)} tokens`;
  if (startup.state === 'refused')
    return [
      `startup   refused: ${counts}`,
      ...startup.causes.map((cause) => `          because ${cause}`),
      ...(startup.remedy === '' ? [] : [`          to mend: ${startup.remedy}`]),
    ].join('\n');
  return `startup   ${startup.state}, credentials from ${startup.credentialSource ?? 'nowhere'}, source ${startup.source}: ${counts}`;
}

function marketLines(report: ReplayReport): string[] {
  if (report.startup.state === 'refused') return [];
  const { recordedEvents, syntheticEvents, counters, playSeconds } = report;
  const lines = [
    `market    ${number(report.events)} events (${number(recordedEvents)} recorded, ${number(syntheticEvents)} synthetic) in ${playSeconds.toFixed(1)} s`,
    `engine    ${number(counters.underlyingTicks)} underlying ticks, ${number(counters.legTicks)} leg ticks, ${number(counters.legsRepriced)} legs repriced`,
  ];
  for (const facts of report.underlyings) {
    const first = istTimeOfDay(facts.firstTickAtMs);
    const last = istTimeOfDay(facts.lastTickAtMs);
    const silence = (facts.longestSilenceMs / 1000).toFixed(1);
    lines.push(
      `          ${facts.symbol.padEnd(10)} ${number(facts.ticks)} ticks ${first} to ${last} IST, longest silence ${silence} s`,
    );
  }
  return [...lines, ...ageLines(report)];
}

function ageLines({ tickAges }: ReplayReport): string[] {
  if (!tickAges) return [];
  const [p50, p99, max] = [tickAges.p50, tickAges.p99, tickAges.max].map((ms) => (ms / 1000).toFixed(1));
  return [
    `ages      index ticks when heard: half within ${p50} s, 99 % within ${p99} s, oldest ${max} s (trade times are whole seconds)`,
  ];
}

/** One line per expiry: median error of the repriced at-the-money legs after 1, 5 and 15 minutes, the stale price's beside it. */
function priceLines({ repriceErrors }: ReplayReport): string[] {
  const groups = new Map<string, RepriceErrorRow[]>();
  for (const row of repriceErrors.filter(({ bucket }) => bucket.startsWith('ATM'))) {
    const key = `${row.underlying} ${row.expiry}`;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups].map(([key, rows], index) => {
    const errors = rows
      .map((row) => `${row.horizonSeconds / 60} min ${row.modelError.toFixed(2)}`)
      .join('  ');
    const stale = rows.map((row) => row.staleError.toFixed(2)).join(' / ');
    return `${index === 0 ? 'prices' : '      '}    ${key} at the money  ${errors} rupees off  (unrepriced ${stale})`;
  });
}

function checkLines({ checks }: ReplayReport, paint: Paint): string[] {
  const count = (status: string): number => checks.filter((check) => check.status === status).length;
  const lines = [`checks    ${count('pass')} passed  ${count('fail')} failed  ${count('warn')} warned`];
  for (const check of checks) {
    if (check.status === 'pass') continue;
    lines.push(
      `          ${paint.status(check.status)} ${check.id}`,
      `               expected ${check.expected}`,
      `               was      ${check.observed}`,
      ...(check.remedy === '' ? [] : [`               to mend  ${check.remedy}`]),
    );
  }
  return lines;
}

function digestLines({ digest, expectedDigest }: ReplayReport, paint: Paint): string[] {
  const line = `digest    ${digest}`;
  if (expectedDigest === undefined) return [line];
  if (expectedDigest === digest) return [`${line}  as expected`];
  return [
    `${line}  ${paint.bad('diverged')}`,
    `          expected ${expectedDigest}`,
    '          to mend  write journals of both runs with --journal FILE, then replay --compare FILE FILE names the first event that differs',
  ];
}

function closingLine({ exitCode, seconds }: ReplayReport, paint: Paint): string {
  return `${closingWord(exitCode, paint)} in ${seconds.toFixed(1)} s, exit ${exitCode}`;
}

function closingWord(exitCode: number, paint: Paint): string {
  if (exitCode === EXIT_CODES.ok) return paint.good('ok');
  if (exitCode === EXIT_CODES.interrupted) return 'interrupted';
  return paint.bad(exitCode === EXIT_CODES.diverged ? 'diverged' : 'failed');
}

function number(value: number): string {
  return String(value).replaceAll(/\B(?=(\d{3})+$)/g, ',');
}

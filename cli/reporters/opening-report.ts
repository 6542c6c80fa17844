/** What `verify --through-open` tells while the market opens. */
import { istDate, istTimeOfDay, weekdayOf } from '#engine/market/ist-time.ts';
import type { CheckResult, CheckStatus } from '#engine/verify/check.ts';
import { isConsequence } from '#engine/verify/status-history.ts';
import { spokenRestart } from '#engine/verify/restart.ts';
import type { OpeningEvent } from '#engine/verify/through-open.ts';
import type { Paint } from './paint.ts';

interface Page {
  readonly paint: Paint;
  /** What is verified, in words. */
  readonly target: string;
}

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;
const LABEL_COLUMNS = 11;

/** The lines of one event; the time is the target's, IST. */
export function openingLines(event: OpeningEvent, page: Page): readonly string[] {
  switch (event.kind) {
    case 'answer':
      return answerLines(event, page);
    case 'proven':
      return [
        `${istTimeOfDay(event.atMs)} IST  ${resultLine(event.result, page)}`,
        ...mendLines(event.result),
      ];
    case 'turned':
      return turnLines(event, page);
    case 'verdict':
      return verdictLines(event, page);
  }
}

function answerLines(event: OpeningEvent & { readonly kind: 'answer' }, page: Page): string[] {
  const { atMs, isReady, report, opening, restart } = event;
  const { checks, summary } = report;
  const wrong = checks.filter((result) => isWrong(result) && !isConsequence(result));
  const now = `${istTimeOfDay(atMs)} IST ${WEEKDAYS[weekdayOf(istDate(atMs))]} ${istDate(atMs)}`;
  const counts = `${summary.pass} passed, ${summary.warn} warned, ${summary.fail} failed, ${summary.skip} not judged, ${summary.pending} to come`;
  return [
    `preopen verify --through-open  ${page.target}   ${now}`,
    isReady
      ? `${page.paint.good('READY-SO-FAR')}  ${counts}`
      : `${page.paint.bad('NOT READY')}  ${wrong.length} to mend before ${clock(opening.openAtMs)}   (${counts})`,
    ...wrong.flatMap((result) => [`  ${resultLine(result, page)}`, ...mendLines(result)]),
    ...checks
      .filter(({ status }) => status === 'pending')
      .map((result, index) => pendingLine(result, index, page)),
    labelled('verdict', `by ${istTimeOfDay(opening.verdictByMs)} IST`),
    labelled(
      'restart',
      restart === undefined
        ? 'nothing is known of how long the backend takes to start'
        : spokenRestart(restart),
    ),
  ];
}

function pendingLine(result: CheckResult, index: number, { paint }: Page): string {
  return labelled(
    index === 0 ? 'to come' : '',
    `${paint.status('pending')}  ${result.id}  ${result.expected}`,
  );
}

function turnLines(
  { atMs, isReady, turns }: OpeningEvent & { readonly kind: 'turned' },
  page: Page,
): string[] {
  const time = `${istTimeOfDay(atMs)} IST  `;
  return [
    ...turns.flatMap(({ result, before }) => [
      `${time}${resultLine(result, page)}${before === undefined ? '' : ` (was ${WORDS[before.status]} since ${istTimeOfDay(before.sinceMs)})`}`,
      ...(isWrong(result) ? mendLines(result) : []),
    ]),
    `${time}${isReady ? page.paint.good('READY-SO-FAR') : page.paint.bad('NOT READY')}`,
  ];
}

function verdictLines(
  { atMs, isReady, restart }: OpeningEvent & { readonly kind: 'verdict' },
  { paint }: Page,
): string[] {
  const word =
    isReady === undefined ? paint.bad('NOT PROVEN') : isReady ? paint.good('READY') : paint.bad('NOT READY');
  return [
    `${istTimeOfDay(atMs)} IST  ${word}${restart === undefined ? '' : `  ${spokenRestart(restart)}`}`,
    '',
  ];
}

function resultLine({ status, id, observed }: CheckResult, { paint }: Page): string {
  return `${paint.status(status)}  ${id}  ${observed.replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim()}`;
}

function mendLines({ remedy }: CheckResult): string[] {
  return remedy === '' ? [] : [labelled('', `mend  ${remedy}`)];
}

function labelled(label: string, text: string): string {
  return label.padEnd(LABEL_COLUMNS) + text;
}

function isWrong({ status, remedy }: CheckResult): boolean {
  return status === 'fail' || status === 'warn' || (status === 'skip' && remedy !== '');
}

function clock(epochMs: number): string {
  return istTimeOfDay(epochMs).slice(0, 5);
}

const WORDS: Readonly<Record<CheckStatus, string>> = {
  pass: 'ok',
  warn: 'warned',
  fail: 'FAILED',
  skip: 'not judged',
  pending: 'to come',
};

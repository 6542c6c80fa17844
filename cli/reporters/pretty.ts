import type { CheckResult } from '#engine/verify/check.ts';
import { painter } from './paint.ts';
import type { Paint } from './paint.ts';
import { evidenceLines, groupsOf, oneLine, spokenCounts } from './verify-report.ts';
import type { VerifyReport } from './verify-report.ts';

/** How the text may look. */
export interface PrettyOptions {
  /** Colour only when asked: the caller knows the terminal, NO_COLOR and --no-color. */
  readonly isColoured?: boolean;
  /** Columns of the terminal; lines are wrapped to it. Default 110, at least 60. */
  readonly width?: number;
}

const STATUS_COLUMNS = 6;
const STATUS_WORD_COLUMNS = 4;
const REASON_COLUMNS = 10;

/** The report for a person: one line per check, grouped and aligned; why and how to mend it below each failure; why the run failed and the counts last. */
export function renderPretty(report: VerifyReport, options: PrettyOptions = {}): string {
  const page = pageOf(report, options);
  const lines = [`preopen verify  ${oneLine(report.target)}`, ...callLines(report, page)];
  for (const { name, checks } of groupsOf(report.checks))
    for (const [index, check] of checks.entries())
      lines.push(...checkLines(check, page, index === 0 ? name : ''));
  if (report.exitCode !== 0) lines.push(...wrap(oneLine(report.exitReason), page.width));
  lines.push(alignEnds(spokenCounts(report.summary), `exit ${report.exitCode}`, page.width));
  return `${lines.join('\n')}\n`;
}

/** `called  127.0.0.1:8443 18 times and 4 sockets`; nothing where nothing left this process. */
function callLines({ calls = [] }: VerifyReport, page: Page): string[] {
  if (calls.length === 0) return [];
  const spoken = calls.map(({ host, calls: count, sockets }) => {
    const opened = sockets === 0 ? '' : ` and ${sockets} ${sockets === 1 ? 'socket' : 'sockets'}`;
    return `${host} ${count} ${count === 1 ? 'time' : 'times'}${opened}`;
  });
  return wrap(`called  ${spoken.join(', ')}`, page.width);
}

interface Page {
  readonly width: number;
  readonly groupColumns: number;
  readonly paint: Paint;
}

function pageOf(report: VerifyReport, options: PrettyOptions): Page {
  const groupColumns = Math.max(0, ...report.checks.map((check) => check.group.length)) + 2;
  return {
    width: Math.max(60, options.width ?? 110),
    groupColumns,
    paint: painter(options.isColoured ?? false),
  };
}

function checkLines(check: CheckResult, page: Page, group: string): string[] {
  const indent = ' '.repeat(page.groupColumns + STATUS_COLUMNS);
  const columns = page.width - indent.length;
  const isExplained = check.status === 'fail' || check.status === 'warn' || check.remedy !== '';
  const tries = check.attempts > 1 ? ` (${check.attempts} tries)` : '';
  const text = oneLine(isExplained ? check.title : check.observed) + tries;
  const [head = '', ...rest] = wrap(text, columns - check.id.length - 2);
  const painted = page.paint.status(check.status) + ' '.repeat(STATUS_COLUMNS - STATUS_WORD_COLUMNS);
  return [
    group.padEnd(page.groupColumns) + painted + alignEnds(head, check.id, columns),
    ...rest.map((line) => indent + line),
    ...(isExplained ? reasonLines(check, indent, columns) : []),
  ];
}

/** The evidence is not wrapped: its lines are aligned with each other. */
function reasonLines(check: CheckResult, indent: string, columns: number): string[] {
  const wrapped = (text: string): readonly string[] =>
    text === '' ? [] : wrap(oneLine(text), columns - REASON_COLUMNS);
  const commands = wordsOf(oneLine(check.remedy), columns - REASON_COLUMNS);
  const reasons = [
    ['expected', wrapped(check.expected)],
    ['observed', wrapped(check.observed)],
    ['remedy', check.remedy === '' ? [] : filled(commands, columns - REASON_COLUMNS)],
    ['evidence', evidenceLines(check)],
  ] as const;
  return reasons.flatMap(([label, lines]) =>
    lines.map((line, index) => (indent + (index === 0 ? label : '').padEnd(REASON_COLUMNS) + line).trimEnd()),
  );
}

/** `left ... right`, at least two blanks apart. */
function alignEnds(left: string, right: string, width: number): string {
  return left + ' '.repeat(Math.max(2, width - left.length - right.length)) + right;
}

/** What stands in brackets, and what comes behind the last colon: there the commands are. */
const PHRASE = /\([^()]*\)[.,;:]?|(?<=: )(?:(?!: ).)+$/g;

/** Lines of at most `columns`; a longer word (a URL) stays whole so that it can be copied. */
function wrap(text: string, columns: number): string[] {
  return filled(text.split(' '), columns);
}

function filled(words: readonly string[], columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of words) {
    if (line !== '' && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** The words, and phrases that fit on a line as one. */
function wordsOf(text: string, columns: number): string[] {
  const words: string[] = [];
  let at = 0;
  for (const { 0: phrase, index } of text.matchAll(PHRASE)) {
    if (phrase.length > columns || index === at || !text.slice(at, index).endsWith(' ')) continue;
    words.push(...text.slice(at, index - 1).split(' '), phrase);
    at = index + phrase.length + 1;
  }
  return at > text.length ? words : [...words, ...text.slice(at).split(' ')];
}

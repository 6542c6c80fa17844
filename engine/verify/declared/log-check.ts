import type { Judgement } from '../check.ts';
import { bodyExcerpt } from '../redact.ts';
import { counted, judgementOf } from './findings.ts';
import type { Finding } from './findings.ts';
import { ageMeasurement, judgeAge, momentOf, spokenFreshness } from './freshness.ts';
import type { Freshness } from './freshness.ts';
import { shellWord } from './shown-address.ts';

/** `log` of a suite: where lines come from, which of them count, and what they must and must not say. */
export interface LogDeclaration {
  readonly kind: 'log';
  readonly source:
    | { readonly kind: 'file'; readonly path: string }
    | { readonly kind: 'command'; readonly command: string };
  /** Only the last so many lines; all that were read unless given. */
  readonly lastLines?: number | undefined;
  /** A regular expression: only the last line that matches it and those after it. */
  readonly since?: string | undefined;
  /** Regular expressions, each of which some line must match. */
  readonly contains: readonly string[];
  /** Regular expressions that no line may match. */
  readonly lacks: readonly string[];
  /** The age of the last line that begins with a time. */
  readonly fresh?: Freshness | undefined;
}

/** What was read, and our clock when it was; epoch ms. */
export interface LogLines {
  readonly lines: readonly string[];
  readonly nowMs: number;
}

/** Reads a log. Rejects with ProbeUnreachable when there is none. */
export interface LinesProbe {
  readonly lines: (source: LogDeclaration['source']) => Promise<LogLines>;
}

/** Reads the log once and judges the lines that count. */
export async function judgeLog(declaration: LogDeclaration, probe: LinesProbe): Promise<Judgement> {
  const { source, since, lastLines, contains, lacks, fresh } = declaration;
  const { lines, nowMs } = await probe.lines(source);
  const start = since === undefined ? 0 : lines.findLastIndex((line) => new RegExp(since, 'u').test(line));
  const remedy = `Read it: ${lookCommand(declaration)}`;
  if (start < 0)
    return judgementOf([
      {
        expected: `a start: a line like /${since}/`,
        observed: `none in ${counted(lines.length, 'line')}`,
        isFault: true,
        remedy,
      },
    ]);
  const judged = lastLines === undefined ? lines.slice(start) : lines.slice(start).slice(-lastLines);
  return judgementOf([
    {
      expected: 'at least one line',
      observed: counted(judged.length, 'line'),
      isFault: judged.length === 0,
      remedy,
    },
    ...contains.map((pattern) => presence(pattern, judged, remedy)),
    ...lacks.map((pattern) => absence(pattern, judged, remedy)),
    ...(fresh ? [ageFinding(fresh, { lines: judged, nowMs, remedy })] : []),
  ]);
}

function presence(pattern: string, lines: readonly string[], remedy: string): Finding {
  const found = lines.some((line) => new RegExp(pattern, 'u').test(line));
  return {
    expected: `a line like /${pattern}/`,
    observed: found ? `/${pattern}/ was found` : `no line like /${pattern}/ in ${lines.length}`,
    isFault: !found,
    remedy,
  };
}

function absence(pattern: string, lines: readonly string[], remedy: string): Finding {
  const found = lines.filter((line) => new RegExp(pattern, 'u').test(line));
  return {
    expected: `no line like /${pattern}/`,
    observed:
      found.length === 0
        ? `none like /${pattern}/`
        : `${counted(found.length, 'line')} like /${pattern}/, the last: ${bodyExcerpt(found.at(-1)!, 160)}`,
    isFault: found.length > 0,
    remedy,
    measurement: {
      name: `lines /${pattern}/`,
      value: found.length,
      unit: 'count',
      limit: { kind: 'max', value: 0 },
    },
  };
}

function ageFinding(
  fresh: Freshness,
  { lines, nowMs, remedy }: LogLines & { readonly remedy: string },
): Finding {
  const expected = `the newest line ${spokenFreshness(fresh)}`;
  const writtenMs = lines
    .toReversed()
    .map((line) => timeOf(line, fresh))
    .find((moment) => moment !== undefined);
  if (writtenMs === undefined)
    return {
      expected,
      observed: 'no line begins with a time such as 2026-02-24 09:16:01',
      isFault: true,
      remedy,
    };
  const age = judgeAge(fresh, writtenMs, nowMs);
  return {
    expected,
    observed: age.fault ?? age.spoken,
    isFault: age.fault !== undefined,
    remedy: `Restart what writes it. ${remedy}`,
    measurement: ageMeasurement('age', age, fresh),
  };
}

/** A time may stand behind a bracket; a number at the beginning of a line is no epoch but anything. */
function timeOf(line: string, { zone }: Freshness): number | undefined {
  const text = line.replace(/^[[(<"\s]+/, '');
  return /^\d{4}-/.test(text) ? momentOf(text, zone) : undefined;
}

function lookCommand({ source, lastLines = 50 }: LogDeclaration): string {
  return source.kind === 'file' ? `tail -n ${lastLines} ${shellWord(source.path)}` : source.command;
}

/** What `preopen why` prints. */
import type { Cause, ExplainedCheck } from '#engine/verify/causal-chain.ts';
import type { Paint } from './paint.ts';

interface ExplainedVerdict {
  readonly target: string;
  readonly exitCode: number;
  readonly folder: string;
  readonly causes: readonly Cause[];
  readonly evidence: readonly { readonly file: string; readonly kind: string; readonly what: string }[];
}

/** What each group's checks read; every file of a group that is not listed. */
const READ_BY: Readonly<Record<string, RegExp>> = {
  backend: /\/(?:health|prices|api\/v2\/options)/,
  open: /\/(?:health|prices|api\/v2\/options)/,
  exchange: /\/\/[^/]+\/v2/,
  data: /\/\/[^/]+\/v2/,
};
const FILES_MAX = 6;

/** Each root with how to mend it, what follows from it, and the files that show it. */
export function renderCauses(verdict: ExplainedVerdict, paint: Paint): string {
  const { target, exitCode, causes } = verdict;
  const head = `${target}   exit ${exitCode}`;
  if (causes.length === 0) return `${head}\nnothing is wrong: no check failed, and every target answered\n`;
  const lines = causes.flatMap((cause, index) => [
    '',
    `${index + 1}. ${paint.status(cause.check.status)}  ${cause.check.id}: ${cause.check.observed}`,
    ...(cause.check.remedy === '' ? [] : [`   mend      ${cause.check.remedy}`]),
    ...followLines(cause, paint),
    ...evidenceLines(cause.check, verdict),
  ]);
  return [head, ...lines, ''].join('\n');
}

function followLines({ follows }: Cause, paint: Paint): string[] {
  const lines = (causes: readonly Cause[], depth: number): string[] =>
    causes.flatMap(({ check, follows: next }) => [
      `${'  '.repeat(depth)}${paint.status(check.status)}  ${check.id}: ${check.observed}`,
      ...lines(next, depth + 1),
    ]);
  return lines(follows, 0).map((line, index) => `   ${(index === 0 ? 'so that' : '').padEnd(10)}${line}`);
}

function evidenceLines({ group }: ExplainedCheck, { evidence, folder }: ExplainedVerdict): string[] {
  const files = evidence.filter(({ kind, what }) => {
    if (group === 'feed') return kind === 'frames';
    if (group === 'log') return kind === 'log';
    return kind === 'http' && (READ_BY[group] ?? /./).test(what);
  });
  const more =
    files.length > FILES_MAX
      ? [`             and ${files.length - FILES_MAX} more in ${folder}/evidence`]
      : [];
  return [
    ...files
      .slice(0, FILES_MAX)
      .map(
        ({ file, what }, index) =>
          `   ${(index === 0 ? 'evidence' : '').padEnd(10)}${folder}/${file}  (${what})`,
      ),
    ...more,
  ];
}

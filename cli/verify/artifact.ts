/** `verify --artifact DIR`: the verdict with its evidence, for `preopen why` and for whoever was not there. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StoreError } from '#engine/errors.ts';
import { ProbeUnreachable } from '#engine/verify/check.ts';
import type { VerificationReport } from '#engine/verify/check.ts';
import { checksFor } from '#engine/verify/plan.ts';
import type { Evidence } from './evidence.ts';
import { logTarget, reportOptions } from './planned-verification.ts';
import type { PlannedVerification } from './planned-verification.ts';
import { renderVerification } from './target-verification.ts';

/** A file of evidence: a body, the frames, or the end of the log. */
export interface EvidenceFile {
  /** Below the folder. */
  readonly file: string;
  readonly kind: 'http' | 'frames' | 'log';
  /** `GET http://127.0.0.1:8000/health -> 200` */
  readonly what: string;
}

const LOG_LINES_MAX = 200;

/** Writes verdict.json, junit.xml and evidence/. Errors: StoreError when the folder cannot be written. */
export async function writeArtifact(
  folder: string,
  planned: PlannedVerification,
  result: { readonly report: VerificationReport; readonly evidence: Evidence },
): Promise<void> {
  const { render } = renderVerification(result.report, reportOptions(planned));
  const files = await evidenceFiles(planned, result.evidence);
  const dependsOn = new Map(checksFor(planned.plan).map((check) => [check.id, check.dependsOn]));
  const verdict = JSON.parse(render('json')) as { readonly checks: readonly { readonly id: string }[] };
  const written = {
    ...verdict,
    checks: verdict.checks.map((check) => ({ ...check, dependsOn: dependsOn.get(check.id) ?? [] })),
    evidence: files.map(({ file, kind, what }): EvidenceFile => ({ file, kind, what })),
  };
  try {
    await mkdir(join(folder, 'evidence'), { recursive: true });
    await writeFile(join(folder, 'verdict.json'), `${JSON.stringify(written, undefined, 2)}\n`);
    await writeFile(join(folder, 'junit.xml'), render('junit'));
    for (const { file, text } of files) await writeFile(join(folder, file), text);
  } catch (cause) {
    throw new StoreError(`cannot write the artifact to ${folder}. Give a folder that is writable.`, {
      cause,
    });
  }
}

type WrittenFile = EvidenceFile & { readonly text: string };

async function evidenceFiles(
  planned: PlannedVerification,
  evidence: Evidence,
): Promise<readonly WrittenFile[]> {
  const bodies = evidence.answers.map(({ method, url, status, body }, index): WrittenFile => {
    const number = String(index + 1).padStart(3, '0');
    const file = `evidence/${number}-${method.toLowerCase()}${nameOf(url)}.txt`;
    return { file, kind: 'http', what: `${method} ${url} -> ${status ?? 'no answer'}`, text: body };
  });
  const frames = evidence.frames.map((frame) => `${JSON.stringify(frame)}\n`).join('');
  const log = await logTail(planned);
  return [
    ...bodies,
    ...(frames === ''
      ? []
      : [
          {
            file: 'evidence/frames.ndjson',
            kind: 'frames' as const,
            what: `the last ${evidence.frames.length} frames of the sockets`,
            text: frames,
          },
        ]),
    ...(log === undefined
      ? []
      : [
          {
            file: 'evidence/log.txt',
            kind: 'log' as const,
            what: `the last lines of ${log.source}`,
            text: evidence.masked(log.text),
          },
        ]),
  ];
}

function nameOf(url: string): string {
  const path = URL.parse(url)?.pathname ?? '';
  return path
    .replaceAll(/[^\w]+/g, '-')
    .replace(/-$/, '')
    .slice(0, 60);
}

/** Undefined without a log, and for one that cannot be read: the checks say that. */
async function logTail({
  flags,
}: PlannedVerification): Promise<{ readonly source: string; readonly text: string } | undefined> {
  const log = logTarget(flags);
  if (!log) return undefined;
  try {
    const lines = await log.lines();
    return { source: log.source, text: `${lines.slice(-LOG_LINES_MAX).join('\n')}\n` };
  } catch (error) {
    if (error instanceof ProbeUnreachable) return undefined;
    throw error;
  }
}

/** `verify --compare A B`: the same checks on two backends, and what differs. */
import { takeSnapshot } from '#engine/adapters/probes/backend-snapshot.ts';
import { SystemClock } from '#engine/adapters/system-clock.ts';
import { createUndiciTransport } from '#engine/adapters/undici-transport.ts';
import { compareBackends, lastingDifferences } from '#engine/verify/backend-comparison.ts';
import type { ComparedBackend, Difference } from '#engine/verify/backend-comparison.ts';
import type { BackendSnapshot } from '#engine/verify/backend-snapshot.ts';
import { ProbeUnreachable } from '#engine/verify/check.ts';
import { ConfigError } from '#engine/errors.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { renderBackendComparison } from '../reporters/backend-comparison-report.ts';
import { isColoured } from '../reporters/colour.ts';
import { painter } from '../reporters/paint.ts';
import { writeReports } from '../reporters/write-reports.ts';
import { backendUrl } from '../option-values.ts';
import { planVerification, verifyOnce } from './planned-verification.ts';
import type { VerifyFlags } from './verify-flags.ts';

/** The mode. Errors: ConfigError for anything but two URLs, and for a format it has not. */
export async function compare(flags: VerifyFlags, urls: readonly string[]): Promise<number> {
  const [a, b] = urls;
  if (a === undefined || b === undefined || urls.length !== 2)
    throw new ConfigError(
      `verify --compare: expected two URLs, was ${urls.length}. Give the backend that serves and the one that is to replace it: --compare http://127.0.0.1:8000 http://127.0.0.1:8001`,
    );
  const unknown = flags.format.find(({ format }) => format !== 'pretty' && format !== 'json');
  if (unknown)
    throw new ConfigError(
      `verify --compare -f ${unknown.format}: expected pretty or json, was ${unknown.format}. Two backends have no other report.`,
    );
  const comparison = await compareTargets(flags, [a, b], flags.priceTolerance / 100);
  const paint = painter(isColoured(flags));
  await writeReports(flags.format, (format) => renderBackendComparison(format, comparison, paint));
  return comparison.exitCode;
}

/** Two backends and what differs between them. */
interface Comparison {
  readonly a: string;
  readonly b: string;
  readonly differences: readonly Difference[];
  /** 0 alike or B the better, 1 B worse, 3 A did not answer. */
  readonly exitCode: number;
}

/** Looks at both twice when they differ, so that a tick between two reads is no difference. Errors: ConfigError for a text that is no URL. */
async function compareTargets(
  flags: VerifyFlags,
  urls: readonly [string, string],
  priceShare: number,
): Promise<Comparison> {
  const [a, b] = urls.map((url) => backendUrl(url, 'verify --compare')) as [string, string];
  const first = await lookAtBoth(flags, [a, b], priceShare);
  const again = first.differences.length === 0 ? first : await lookAtBoth(flags, [a, b], priceShare);
  const differences = lastingDifferences(first.differences, again.differences);
  const isWorse = differences.some((difference) => difference.isWorse);
  const failed = isWorse ? EXIT_CODES.failed : EXIT_CODES.ok;
  return { a, b, differences, exitCode: again.isKnown ? failed : EXIT_CODES.inconclusive };
}

async function lookAtBoth(
  flags: VerifyFlags,
  urls: readonly [string, string],
  priceShare: number,
): Promise<{ readonly differences: readonly Difference[]; readonly isKnown: boolean }> {
  const reports = await Promise.all(
    urls.map(async (backend) => verifyOnce(await planVerification({ ...flags, backend }))),
  );
  const snapshots = await Promise.all(urls.map(snapshotOf));
  const [a, b] = reports.map((report, index) => ({ report, snapshot: snapshots[index] })) as [
    ComparedBackend,
    ComparedBackend,
  ];
  return { differences: compareBackends(a, b, { priceShare }), isKnown: a.snapshot !== undefined };
}

/** Undefined when nobody answers. */
async function snapshotOf(url: string): Promise<BackendSnapshot | undefined> {
  const http = createUndiciTransport({ allowLive: true });
  try {
    return await takeSnapshot({ http, clock: new SystemClock(), nowMs: () => performance.now(), url });
  } catch (error) {
    if (error instanceof ProbeUnreachable) return undefined;
    throw error;
  } finally {
    await http.close();
  }
}

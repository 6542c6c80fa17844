/** `verify` without a mode: one look. */
import { checksFor } from '#engine/verify/plan.ts';
import { tellLive } from '../reporters/live-report.ts';
import type { LiveReport } from '../reporters/live-report.ts';
import { reportOptions, verifyOnce } from './planned-verification.ts';
import type { PlannedVerification } from './planned-verification.ts';
import { reportVerification } from './target-verification.ts';

export async function once(planned: PlannedVerification): Promise<number> {
  const live = liveReport(planned, { mayRunAgain: false });
  const report = await verifyOnce(planned, live.begin());
  live.end();
  return reportVerification(report, { ...reportOptions(planned), isStreamed: live.isStreamed });
}

/** What is told of a look while it is under way. */
export function liveReport(
  { flags, plan, secrets }: PlannedVerification,
  { mayRunAgain }: { readonly mayRunAgain: boolean },
): LiveReport {
  const { format, quiet } = flags;
  return tellLive({ format, quiet, total: checksFor(plan).length, mayRunAgain, secrets });
}

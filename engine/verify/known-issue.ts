import type { Check, Judgement } from './check.ts';

/** A failure that its owners know of and live with for now. Source: seed-requirements A10 item 94. */
export interface KnownIssue {
  readonly issue: string;
  /** Who feels it, and how. */
  readonly impact: string;
  readonly workaround: string;
  /** Where it stands: `under investigation`. */
  readonly status?: string | undefined;
}

/** The check with its failure told as the known issue and counted as a warning; a pass says that the issue is gone. */
export function withKnownIssue<Targets>(
  check: Check<Targets>,
  known: KnownIssue | undefined,
): Check<Targets> {
  if (!known) return check;
  return { ...check, run: async (targets) => inTheLightOf(known, await check.run(targets)) };
}

function inTheLightOf({ issue, impact, workaround, status }: KnownIssue, judgement: Judgement): Judgement {
  switch (judgement.status) {
    case 'fail':
      return {
        ...judgement,
        status: 'warn',
        observed: `KNOWN ISSUE${status === undefined ? '' : ` (${status})`}: ${issue}. Seen: ${judgement.observed}`,
        remedy: `Impact: ${impact}. Workaround: ${workaround}. To mend it: ${judgement.remedy ?? 'not told'}`,
      };
    case 'pass':
      return {
        ...judgement,
        observed: `${judgement.observed} (the known issue "${issue}" is gone: take it out of knownIssues)`,
      };
    case 'warn':
    case 'skip':
    case 'pending':
      return judgement;
  }
}

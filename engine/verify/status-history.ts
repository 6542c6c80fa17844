import type { CheckResult, CheckStatus, VerificationReport } from './check.ts';

/** A check that is not as it was. */
export interface Turn {
  readonly result: CheckResult;
  /** What it was, and since when, epoch ms; undefined for a check that is seen for the first time. */
  readonly before: { readonly status: CheckStatus; readonly sinceMs: number } | undefined;
}

/** How checks stood from look to look. */
export class StatusHistory {
  readonly #known = new Map<string, { readonly status: CheckStatus; readonly sinceMs: number }>();

  /** What turned since the look before, in the report's order; at the first look every check does. */
  look({ checks }: Pick<VerificationReport, 'checks'>, atMs: number): readonly Turn[] {
    const turns = checks.flatMap((result) => {
      const before = this.#known.get(result.id);
      return before?.status === result.status ? [] : [{ result, before }];
    });
    for (const { result } of turns) this.#known.set(result.id, { status: result.status, sinceMs: atMs });
    return turns;
  }
}

/** True for a check that only waits for another one, so that its skip is no news of its own. */
export function isConsequence({ status, attempts }: CheckResult): boolean {
  return status === 'skip' && attempts === 0;
}

/** The nearest chain of each underlying beside what the backend works out of it. */
import { readAnalytics, readSurface } from './backend-analytics.ts';
import type { AnalyticsBody, ExpiryFigures, OptionalAnswer, SurfaceBody } from './backend-analytics.ts';
import { readBackendChain } from './backend-answers.ts';
import type { BackendChain } from './backend-answers.ts';
import { failed, listed, notJudged } from './judgement.ts';
import type { Judgement } from './check.ts';
import type { BackendTarget } from './targets.ts';

/** What was asked in one go: a figure of the moment between follows from one of the two chains, or lies between them. */
export interface AnalysedChain {
  /** `NIFTY 2026-02-10`. */
  readonly name: string;
  readonly underlying: string;
  readonly expiry: string;
  /** Before and after the rest; those that could not be read are left out. */
  readonly chains: readonly BackendChain[];
  readonly analytics: OptionalAnswer<AnalyticsBody>;
  readonly surface: OptionalAnswer<SurfaceBody>;
}

/** Underlyings without an expiry are left out. */
export async function analysedChains(target: BackendTarget): Promise<readonly AnalysedChain[]> {
  const chains: AnalysedChain[] = [];
  for (const underlying of await target.underlyings()) {
    const { before, analytics, surface, after } = await target.analysed(underlying);
    const { expiry } = before;
    if (expiry === undefined) continue;
    chains.push({
      name: `${underlying} ${expiry}`,
      underlying,
      expiry,
      chains: [before, after].flatMap(({ answer }) => readBackendChain(answer.value) ?? []),
      analytics: readAnalytics(analytics),
      surface: readSurface(surface),
    });
  }
  return chains;
}

/** A chain whose optional answer is there, with its body. */
export interface ServedChain<Body> extends AnalysedChain {
  readonly body: Body;
}

/**
 * Judges one of the optional routes: skipped where the backend has it for no underlying, failed where it has it for some or answers what is no answer,
 * and otherwise by what `problemsOf` finds in each.
 */
export function judgeOptional<Body>(
  chains: readonly AnalysedChain[],
  by: {
    readonly route: 'analytics' | 'surface';
    readonly answerOf: (chain: AnalysedChain) => OptionalAnswer<Body>;
    readonly problemsOf: (chain: ServedChain<Body>) => readonly string[];
    readonly expected: string;
    readonly remedy: string;
    readonly passed: (served: readonly ServedChain<Body>[]) => Judgement;
  },
): Judgement {
  const { route, answerOf, expected } = by;
  const answers = chains.map((chain) => ({ chain, answer: answerOf(chain) }));
  const missing = answers.flatMap(({ chain, answer }) =>
    answer.kind === 'served' ? [] : [{ kind: answer.kind, text: `${chain.underlying}: ${answer.reason}` }],
  );
  if (answers.length === missing.length && missing.every(({ kind }) => kind === 'absent'))
    return notJudged(
      expected,
      `this backend has no options/${route}: ${missing[0]?.text ?? 'no chain to ask for'}`,
    );
  const served = answers.flatMap(({ chain, answer }) =>
    answer.kind === 'served' ? [{ ...chain, body: answer.body }] : [],
  );
  const problems = [...missing.map(({ text }) => text), ...served.flatMap(by.problemsOf)];
  return problems.length === 0 ? by.passed(served) : failed(expected, listed(problems, 4), by.remedy);
}

/** The chains whose analytics have an entry of the same expiry, with it. */
export function withFigures(chains: readonly AnalysedChain[]): readonly (AnalysedChain & {
  readonly spot: number | undefined;
  readonly figures: ExpiryFigures;
})[] {
  return chains.flatMap((chain) => {
    if (chain.analytics.kind !== 'served') return [];
    const { spot, expiries } = chain.analytics.body;
    const figures = expiries.find(({ expiry }) => expiry === chain.expiry);
    return figures ? [{ ...chain, spot, figures }] : [];
  });
}

/** Whether a figure is there and further from another than it may be; what is absent or null is judged elsewhere. */
export function isOff(
  value: number | null | undefined,
  other: number | null | undefined,
  tolerance: number,
): boolean {
  return (
    value !== undefined &&
    value !== null &&
    other !== undefined &&
    other !== null &&
    Math.abs(value - other) > tolerance
  );
}

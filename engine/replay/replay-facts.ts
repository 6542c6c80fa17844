/** What a finished run left behind to be judged, and the form a judgement takes. */
import type { Engine } from '../engine.ts';
import type { Scenario } from '../scenario.ts';
import type { CheckStatus } from '../verify/check.ts';
import type { ReplayRun } from './replay.ts';
import type { ReplayWatch } from './replay-watch.ts';

/** One line of a replay's judgement. */
export interface ReplayCheck {
  readonly id: string;
  readonly status: CheckStatus;
  readonly expected: string;
  readonly observed: string;
  readonly remedy: string;
}

/** What the engine logged, as far as the scenario expects anything of it. */
export interface LogFacts {
  readonly lineCount: number;
  /** Expected lines that were not logged. */
  readonly missing: ReadonlySet<string>;
}

export interface ReplayFacts {
  readonly scenario: Scenario;
  readonly run: ReplayRun;
  readonly engine: Engine;
  readonly watch: ReplayWatch;
  readonly log: LogFacts;
  /** Session of the scenario's date; undefined on a day without trading. */
  readonly session: { readonly openMs: number; readonly closeMs: number } | undefined;
}

import type { BehaviourFinding } from '#engine/behaviour/behaviour-judge.ts';
import type { BackendFacts } from '#engine/behaviour/condition-watch.ts';
import type { MockExchange } from './exchange.ts';
import { ExpectationWatch } from './journal/expectation-watch.ts';
import type { ServedExchange } from './served-exchange.ts';

/** A scenario's exchange as it is served: what its clients do is judged while it runs. */
export interface ScenarioExchange extends ServedExchange {
  /** Judges by what happens from now on. `backend`: the reference backend, where it is the client. Errors: ScenarioError as watchBehaviour. */
  judge(backend?: BackendFacts): void;
  expectations(): readonly BehaviourFinding[];
  /** How they stand when the exchange is stopped now. */
  lastExpectations(): readonly BehaviourFinding[];
}

export function createScenarioExchange(exchange: MockExchange): ScenarioExchange {
  let watch: ExpectationWatch | undefined;
  return {
    ...exchange,
    judge(backend) {
      watch?.stop();
      watch = new ExpectationWatch(exchange, backend);
    },
    expectations: () => watch?.findings() ?? [],
    lastExpectations: () => watch?.lastFindings() ?? [],
  };
}

import { BehaviourJudge } from '#engine/behaviour/behaviour-judge.ts';
import type { BehaviourFinding } from '#engine/behaviour/behaviour-judge.ts';
import type { BackendFacts } from '#engine/behaviour/condition-watch.ts';
import type { Condition } from '#engine/behaviour/expectation.ts';
import { ScenarioError } from '#engine/errors.ts';
import { MS_PER_SECOND } from '#engine/market/ist-time.ts';
import type { Clock, TimerHandle, Timers } from '#engine/ports.ts';
import type { Scenario } from '#engine/scenario.ts';
import { ROUTES, routeKey } from '../rest/route-table.ts';
import type { ExchangeJournal } from './exchange-journal.ts';

/** An exchange whose clients are to be judged. */
export interface WatchedExchange {
  readonly scenario: Scenario;
  readonly journal: ExchangeJournal;
  readonly clock: Clock & Timers;
}

/**
 * Judges the scenario's expectations by the exchange's journal from now on; look at the judge once a second of scenario time. `backend`: the
 * reference backend, where there is one. Errors: ScenarioError for a route that the exchange does not have.
 */
export function watchBehaviour(
  { scenario, journal, clock }: WatchedExchange,
  backend?: BackendFacts,
): BehaviourJudge {
  const expectations = scenario.rules.expect.behaviour;
  for (const { id, condition } of expectations) assertKnownRoute(scenario, id, condition);
  const judge = new BehaviourJudge({
    expectations,
    date: scenario.clock.date,
    startMs: clock.nowMs(),
    backend,
  });
  if (expectations.length > 0) journal.listen((event) => judge.take(event));
  return judge;
}

/** Judges while an exchange is served: it looks by itself, on every whole second of the exchange's clock. */
export class ExpectationWatch {
  readonly #judge: BehaviourJudge;
  readonly #clock: Clock & Timers;
  #next: TimerHandle | undefined;

  constructor(exchange: WatchedExchange, backend?: BackendFacts) {
    this.#judge = watchBehaviour(exchange, backend);
    this.#clock = exchange.clock;
    if (exchange.scenario.rules.expect.behaviour.length > 0) this.#plan();
  }

  /** How things stand. */
  findings(): BehaviourFinding[] {
    return this.#judge.findings(false);
  }

  /** How things stand when the exchange is stopped now. */
  lastFindings(): BehaviourFinding[] {
    const nowMs = this.#clock.nowMs();
    this.#judge.look(nowMs);
    return this.#judge.findingsAt(nowMs);
  }

  stop(): void {
    this.#next?.cancel();
  }

  #plan(): void {
    const nextMs = (Math.floor(this.#clock.nowMs() / MS_PER_SECOND) + 1) * MS_PER_SECOND;
    this.#next = this.#clock.at(nextMs, () => {
      this.#judge.look(this.#clock.nowMs());
      this.#plan();
    });
  }
}

function assertKnownRoute(scenario: Scenario, id: string, condition: Condition): void {
  if (condition.kind === 'not') assertKnownRoute(scenario, id, condition.condition);
  if (condition.kind !== 'requests' || condition.route === 'other') return;
  const { route } = condition;
  const routes = ROUTES.map(routeKey);
  if (routes.includes(route)) return;
  const path = route.split(' ')[1] ?? '';
  const near = routes.filter((known) => path !== '' && known.endsWith(path));
  throw new ScenarioError(
    `scenario ${scenario.name}: rules.expect.behaviour ${id}: expected a route of the exchange, was "${route}"` +
      `${near.length > 0 ? `; did you mean ${near.join(' or ')}` : ''}. docs/coverage.md lists them.`,
  );
}

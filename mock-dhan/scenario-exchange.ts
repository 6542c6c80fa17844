import type { BehaviourFinding } from '#engine/behaviour/behaviour-judge.ts';
import type { BackendFacts } from '#engine/behaviour/condition-watch.ts';
import type { VirtualClock } from '#engine/virtual-clock.ts';
import type { MockExchange } from './exchange.ts';
import type { TickQuestion } from './explain/explain-tick.ts';
import { ExpectationWatch } from './journal/expectation-watch.ts';
import type { ServedExchange } from './served-exchange.ts';

/** A scenario's exchange, and the way to open another like it on the same clock. */
export interface Reopenable {
  readonly clock: VirtualClock;
  readonly exchange: MockExchange;
  readonly reopen: () => MockExchange;
}

/**
 * A scenario's exchange as it is served: what its clients do is judged while it runs, and it can begin its day again. That is done by another
 * exchange in its place, so that nothing of what was can be left over; whoever asks is always answered by the present one.
 */
export class ScenarioExchange implements ServedExchange {
  readonly clock: VirtualClock;
  readonly #startMs: number;
  readonly #reopen: () => MockExchange;
  #present: MockExchange;
  #watch: ExpectationWatch | undefined;
  #backend: BackendFacts | undefined;

  constructor({ clock, exchange, reopen }: Reopenable) {
    this.clock = clock;
    this.#startMs = clock.nowMs();
    this.#reopen = reopen;
    this.#present = exchange;
  }

  /** The exchange as it is until the next reset. */
  get present(): MockExchange {
    return this.#present;
  }

  get scenario(): MockExchange['scenario'] {
    return this.#present.scenario;
  }

  get app(): MockExchange['app'] {
    return this.#present.app;
  }

  get directCalls(): MockExchange['directCalls'] {
    return this.#present.directCalls;
  }

  get feeds(): MockExchange['feeds'] {
    return this.#present.feeds;
  }

  get journal(): MockExchange['journal'] {
    return this.#present.journal;
  }

  get faults(): MockExchange['faults'] {
    return this.#present.faults;
  }

  /** Judges by what happens from now on. `backend`: the reference backend, where it is the client. Errors: ScenarioError as watchBehaviour. */
  judge(backend?: BackendFacts): void {
    this.#watch?.stop();
    this.#backend = backend;
    this.#watch = new ExpectationWatch(this.#present, backend);
  }

  expectations(): readonly BehaviourFinding[] {
    return this.#watch?.findings() ?? [];
  }

  /** How they stand when the exchange is stopped now. */
  lastExpectations(): readonly BehaviourFinding[] {
    return this.#watch?.lastFindings() ?? [];
  }

  /**
   * Everything as it was at first: time, market, tokens, rate limits, counters, journal, faults, expectations. Connections are closed with 1001.
   * What others planned on the clock, a backend beside it for one, stays as far away as it was.
   */
  reset(): void {
    this.#present.close();
    this.#watch?.stop();
    this.clock.rebase(this.#startMs);
    this.#present = this.#reopen();
    if (this.#watch) this.judge(this.#backend);
  }

  heldAnswers(): number {
    return this.#present.heldAnswers();
  }

  refuseUpgrade(...upgrade: Parameters<MockExchange['refuseUpgrade']>): number | undefined {
    return this.#present.refuseUpgrade(...upgrade);
  }

  knowsConsent(id: string): boolean {
    return this.#present.knowsConsent(id);
  }

  counters(): ReturnType<MockExchange['counters']> {
    return this.#present.counters();
  }

  connections(): ReturnType<MockExchange['connections']> {
    return this.#present.connections();
  }

  explain(question: TickQuestion): ReturnType<MockExchange['explain']> {
    return this.#present.explain(question);
  }

  close(): void {
    this.#watch?.stop();
    this.#present.close();
  }
}

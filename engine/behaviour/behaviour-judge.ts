import { istIso, istToEpochMs } from '../market/ist-time.ts';
import type { ClientEvent } from './client-event.ts';
import { ClientFacts } from './client-facts.ts';
import { needsBackend, watchCondition } from './condition-watch.ts';
import type { BackendFacts, ConditionWatch, Watchable } from './condition-watch.ts';
import { describeExpectation } from './describe-expectation.ts';
import type { Expectation, Moment } from './expectation.ts';

/** How an expectation came out. `open`: the run is not over. `unjudged`: it needs a backend and there is none here. */
export interface BehaviourFinding {
  readonly id: string;
  readonly outcome: 'held' | 'broken' | 'open' | 'unjudged';
  readonly expected: string;
  readonly observed: string;
  readonly because: string;
}

/** Judges expectations while a run goes on: give it every event of the exchange, and a look at every second. Time is scenario time. */
export class BehaviourJudge {
  readonly #run: Watchable;
  readonly #trials: readonly Trial[];
  #isOver = false;

  /** `date`: the scenario's, `YYYY-MM-DD`. `startMs`: when the run begins. */
  constructor(options: {
    readonly expectations: readonly Expectation[];
    readonly date: string;
    readonly startMs: number;
    readonly backend?: BackendFacts | undefined;
  }) {
    this.#run = { clients: new ClientFacts(), backend: options.backend };
    this.#trials = options.expectations.map(
      (expectation) => new Trial(expectation, this.#run, { date: options.date, startMs: options.startMs }),
    );
  }

  take(event: ClientEvent): void {
    if (this.#isOver) return;
    this.#run.clients.take(event);
    for (const trial of this.#trials) trial.take(event);
  }

  /** Call it at least once a second of scenario time. */
  look(nowMs: number): void {
    for (const trial of this.#trials) trial.look(nowMs);
  }

  /** A last look: what happens while a backend is stopped is not judged. */
  end(nowMs: number): void {
    this.look(nowMs);
    this.#isOver = true;
  }

  /** How things stand; `isOver` when nothing more will happen. */
  findings(isOver: boolean): BehaviourFinding[] {
    return this.#trials.map((trial) => trial.finding(isOver));
  }

  /** How things stand when somebody ends the run before its day is over: what was to be judged from a later hour on stays open. */
  findingsAt(stoppedAtMs: number): BehaviourFinding[] {
    return this.#trials.map((trial) => trial.finding(!trial.isAhead(stoppedAtMs)));
  }
}

/** One expectation on its way: waiting for its moment, watched, decided. */
class Trial {
  readonly #expectation: Expectation;
  readonly #run: Watchable;
  /** When the watching begins; undefined while its moment has not come. */
  #fromMs: number | undefined;
  #watch: ConditionWatch | undefined;
  #verdict: { readonly isHeld: boolean; readonly atMs: number; readonly seen: string } | undefined;
  #looks = 0;
  #lastSeen = '';

  constructor(
    expectation: Expectation,
    run: Watchable,
    day: { readonly date: string; readonly startMs: number },
  ) {
    this.#expectation = expectation;
    this.#run = run;
    const { after, plusMs } = expectation;
    if (!after) this.#fromMs = day.startMs + plusMs;
    else if (after.kind === 'time') this.#fromMs = istToEpochMs(day.date, after.at) + plusMs;
  }

  get #isJudgeable(): boolean {
    return this.#run.backend !== undefined || !needsBackend(this.#expectation.condition);
  }

  take(event: ClientEvent): void {
    if (this.#verdict || !this.#isJudgeable) return;
    const { after, plusMs } = this.#expectation;
    if (this.#fromMs === undefined && after && isMoment(after, event)) {
      this.#fromMs = event.atMs + plusMs;
      // What begins with an event is judged by what comes after it.
      if (plusMs === 0) this.#begin(event.atMs);
      return;
    }
    if (!this.#hasBegun(event.atMs)) return;
    this.#watch?.take(event);
    this.#judge(event.atMs);
  }

  look(nowMs: number): void {
    if (this.#verdict || !this.#isJudgeable || !this.#hasBegun(nowMs)) return;
    this.#judge(nowMs);
  }

  /** Whether its hour is still to come; of an event that never came nobody knows when it would have. */
  isAhead(nowMs: number): boolean {
    return this.#fromMs !== undefined && nowMs < this.#fromMs;
  }

  finding(isOver: boolean): BehaviourFinding {
    const { id, because } = this.#expectation;
    const told = { id, because, expected: describeExpectation(this.#expectation) };
    if (!this.#isJudgeable)
      return { ...told, outcome: 'unjudged', observed: 'no reference backend in this run' };
    if (this.#verdict) {
      const { isHeld, atMs, seen } = this.#verdict;
      return { ...told, outcome: isHeld ? 'held' : 'broken', observed: `${seen} at ${istIso(atMs)}` };
    }
    if (!isOver) return { ...told, outcome: 'open', observed: this.#lastSeen || 'its moment has not come' };
    if (this.#looks === 0) return { ...told, outcome: 'broken', observed: 'its moment never came' };
    const isHeld = this.#expectation.modality === 'always' || this.#expectation.modality === 'never';
    return { ...told, outcome: isHeld ? 'held' : 'broken', observed: this.#lastSeen };
  }

  #hasBegun(nowMs: number): boolean {
    if (this.#watch) return true;
    if (this.#fromMs === undefined || nowMs < this.#fromMs) return false;
    this.#begin(this.#fromMs);
    return true;
  }

  #begin(fromMs: number): void {
    this.#watch = watchCondition(this.#expectation.condition, this.#run, fromMs);
  }

  #judge(nowMs: number): void {
    const { modality, withinMs = Infinity } = this.#expectation;
    const isOneOfAll = modality === 'always' || modality === 'never';
    if (nowMs > this.#fromMs! + withinMs) {
      this.#decide(isOneOfAll && this.#looks > 0, nowMs);
      return;
    }
    const { holds, seen } = this.#watch!.look(nowMs);
    this.#looks += 1;
    this.#lastSeen = seen;
    if (isOneOfAll && holds === (modality === 'never')) this.#decide(false, nowMs);
    if (!isOneOfAll && holds) this.#decide(true, nowMs);
  }

  #decide(isHeld: boolean, atMs: number): void {
    this.#verdict = { isHeld, atMs, seen: this.#lastSeen };
  }
}

function isMoment(moment: Moment, event: ClientEvent): boolean {
  if (moment.kind === 'fault') return event.kind === 'fault' && event.id === moment.id;
  if (moment.kind === 'time') return false;
  return event.kind === moment.kind && event.feed === moment.feed;
}

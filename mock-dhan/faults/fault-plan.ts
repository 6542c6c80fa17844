import { ScenarioError } from '#engine/errors.ts';
import type { PlannedFault } from '#engine/faults/planned-fault.ts';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import type { Clock } from '#engine/ports.ts';
import type { Scenario } from '#engine/scenario.ts';
import { SeededRandom } from '#engine/seeded-random.ts';
import type { ExchangeJournal } from '../journal/exchange-journal.ts';
import { ROUTES, routeKey } from '../rest/route-table.ts';

/** A planned fault, and what came of it so far. */
export interface FaultState {
  readonly fault: PlannedFault;
  /** Epoch ms, the end not included; infinite where the plan names no time. */
  readonly fromMs: number;
  readonly untilMs: number;
  readonly strikes: number;
  /** Scenario time, epoch ms; undefined for one that never struck. */
  readonly firstAtMs: number | undefined;
}

type FaultOf<Kind extends PlannedFault['kind']> = Extract<PlannedFault, { readonly kind: Kind }>;

interface Entry extends FaultState {
  readonly random: SeededRandom;
  strikes: number;
  firstAtMs: number | undefined;
}

/**
 * The scenario's faults. Whoever could be struck asks for one on every occasion; each fault draws from a stream of its own, so that adding one
 * changes nothing for the others.
 */
export class FaultPlan {
  readonly #entries: readonly Entry[];
  readonly #kinds: ReadonlySet<PlannedFault['kind']>;
  readonly #clock: Clock;
  readonly #journal: ExchangeJournal;

  /** Errors: ScenarioError for a route that the exchange does not have. */
  constructor(options: {
    readonly scenario: Scenario;
    readonly seed: number;
    readonly clock: Clock;
    readonly journal: ExchangeJournal;
  }) {
    const { faults, clock: day } = options.scenario;
    for (const fault of faults) assertKnownRoutes(fault);
    const random = new SeededRandom(options.seed).fork('faults');
    this.#clock = options.clock;
    this.#journal = options.journal;
    this.#kinds = new Set(faults.map(({ kind }) => kind));
    this.#entries = faults.map((fault) => ({
      fault,
      fromMs: fault.from === undefined ? -Infinity : istToEpochMs(day.date, fault.from),
      untilMs: fault.until === undefined ? Infinity : istToEpochMs(day.date, fault.until),
      strikes: 0,
      firstAtMs: undefined,
      random: random.fork(fault.id),
    }));
  }

  /** Every fault of the plan, in its order. */
  states(): readonly FaultState[] {
    return this.#entries;
  }

  /** Whether any fault of that kind is planned, whenever it is due. */
  plans(kind: PlannedFault['kind']): boolean {
    return this.#kinds.has(kind);
  }

  /** The first fault of that kind which strikes on this occasion; it has struck then. `clientId`: of whoever would be struck. */
  strike<Kind extends PlannedFault['kind']>(
    kind: Kind,
    isAimedAt: (fault: FaultOf<Kind>) => boolean,
    clientId = '',
  ): FaultOf<Kind> | undefined {
    for (const entry of this.#entries) {
      if (entry.fault.kind !== kind || !this.#isDue(entry, clientId)) continue;
      const fault = entry.fault as FaultOf<Kind>;
      if (!isAimedAt(fault) || !this.#isDrawn(entry)) continue;
      this.hasStruck(fault.id);
      return fault;
    }
    return undefined;
  }

  /** Counts a strike. The journal keeps the first of a mute alone, which goes on at every flush, and all of the others. */
  hasStruck(id: string): void {
    const entry = this.#entries.find(({ fault }) => fault.id === id);
    if (!entry) return;
    const atMs = this.#clock.nowMs();
    entry.strikes += 1;
    entry.firstAtMs ??= atMs;
    if (entry.strikes === 1 || entry.fault.kind !== 'mute') this.#journal.record({ kind: 'fault', atMs, id });
  }

  #isDue({ fault, fromMs, untilMs, strikes }: Entry, clientId: string): boolean {
    const nowMs = this.#clock.nowMs();
    if (nowMs < fromMs || nowMs >= untilMs) return false;
    if ('times' in fault && fault.times !== undefined && strikes >= fault.times) return false;
    return !('clientId' in fault) || fault.clientId === undefined || fault.clientId === clientId;
  }

  #isDrawn({ fault, random }: Entry): boolean {
    return !('probability' in fault) || fault.probability >= 1 || random.nextFloat() < fault.probability;
  }
}

function assertKnownRoutes(fault: PlannedFault): void {
  if (fault.kind !== 'answer') return;
  const known = ROUTES.map(routeKey);
  const unknown = fault.routes.find((route) => route !== '*' && !known.includes(route));
  if (unknown === undefined) return;
  throw new ScenarioError(
    `fault ${fault.id}: expected routes of the exchange or "*", was "${unknown}". docs/coverage.md lists them.`,
  );
}

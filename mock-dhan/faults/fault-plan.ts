import type { ClientEvent } from '#engine/behaviour/client-event.ts';
import { ScenarioError } from '#engine/errors.ts';
import { isLineFault } from '#engine/faults/line-fault.ts';
import { PACKET_FAULTS } from '#engine/faults/packet-fault.ts';
import type { PacketFault } from '#engine/faults/packet-fault.ts';
import type { FaultOf, PlannedFault } from '#engine/faults/planned-fault.ts';
import { EXCHANGE_SEGMENT_CODES } from '#engine/market/instrument.ts';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import type { Clock } from '#engine/ports.ts';
import { segmentOf } from '#engine/recording/recorded-packets.ts';
import { SeededRandom } from '#engine/seeded-random.ts';
import type { ExchangeJournal } from '../journal/exchange-journal.ts';
import { RECORDED_TARGETS, assertKnownTargets } from './fault-targets.ts';
import type { FaultTargets } from './fault-targets.ts';
import { triggerOf } from './fault-trigger.ts';
import type { FaultTrigger } from './fault-trigger.ts';

/** A planned fault, and what came of it so far. */
export interface FaultState {
  readonly fault: PlannedFault;
  /** Epoch ms, the end not included; infinite where the plan names no time, and while the fault waits for what it follows. */
  readonly fromMs: number;
  readonly untilMs: number;
  readonly strikes: number;
  /** Scenario time, epoch ms; undefined for one that never struck. */
  readonly firstAtMs: number | undefined;
  /** Whether the recording that speaks for the exchange was made with it: what it did is there already, so it strikes nothing. */
  readonly isRecorded: boolean;
}

interface Entry extends FaultState {
  readonly random: SeededRandom;
  /** Undefined when the fault waits for nothing, or no longer. */
  trigger: FaultTrigger | undefined;
  fromMs: number;
  untilMs: number;
  strikes: number;
  firstAtMs: number | undefined;
  isRecorded: boolean;
}

/** What a plan begins with, and the day its times are of. */
interface Planned {
  readonly faults: readonly PlannedFault[];
  readonly clock: { readonly date: string };
}

/** Faults planned at a time, those that are over included. */
const FAULTS_MAX = 1000;

/**
 * The scenario's faults, and those planned while it is played. Whoever could be struck asks for one on every occasion; each fault draws from a
 * stream of its own, so that adding one changes nothing for the others.
 */
export class FaultPlan {
  /** What its faults may be aimed at. */
  readonly targets: FaultTargets;
  readonly #entries: Entry[] = [];
  readonly #date: string;
  readonly #random: SeededRandom;
  readonly #clock: Clock;
  readonly #journal: ExchangeJournal;
  readonly #watchers: (() => void)[] = [];
  readonly #heldTimes = new WeakMap<PlannedFault, Map<number, number>>();
  /** The instruments that a fault names. */
  readonly #aims = new WeakMap<PlannedFault, ReadonlySet<number | undefined>>();

  /** Errors: ScenarioError for a route or an instrument that the exchange does not have. */
  constructor(options: {
    readonly scenario: Planned;
    readonly seed: number;
    readonly clock: Clock;
    readonly journal: ExchangeJournal;
    readonly targets: FaultTargets;
  }) {
    const { faults, clock: day } = options.scenario;
    this.#date = day.date;
    this.#random = new SeededRandom(options.seed).fork('faults');
    this.#clock = options.clock;
    this.#journal = options.journal;
    this.targets = options.targets;
    for (const fault of faults) this.add(fault);
    options.journal.listen((event) => this.#follow(event));
  }

  /** Every fault of the plan, in its order. */
  states(): readonly FaultState[] {
    return this.#entries;
  }

  /** Those that may strike this client now. */
  dueFor(clientId: string): readonly FaultState[] {
    return this.#entries.filter((entry) => this.#isDue(entry, clientId));
  }

  /** Whether any fault of that kind is planned, whenever it is due. */
  plans(kind: PlannedFault['kind']): boolean {
    return this.#entries.some(({ fault }) => fault.kind === kind);
  }

  /** Whether any fault of these kinds may strike somebody now. */
  isAnyDue(kinds: ReadonlySet<string>): boolean {
    return this.#entries.some((entry) => kinds.has(entry.fault.kind) && this.#isOpen(entry));
  }

  /** Plans one more. Errors: ScenarioError for what the exchange does not have, an id that is taken, or one fault too many. */
  add(fault: PlannedFault): void {
    assertKnownTargets(fault, this.targets);
    if (this.#entries.some((entry) => entry.fault.id === fault.id))
      throw new ScenarioError(`fault ${fault.id}: expected an id that no other fault has. Choose another.`);
    if (this.#entries.length >= FAULTS_MAX)
      throw new ScenarioError(`fault ${fault.id}: expected at most ${FAULTS_MAX} faults. Remove some first.`);
    const trigger = triggerOf(fault);
    const beginsMs = fault.from === undefined ? -Infinity : istToEpochMs(this.#date, fault.from);
    this.#entries.push({
      fault,
      trigger,
      fromMs: trigger ? Infinity : beginsMs,
      untilMs: endOf(fault, beginsMs, this.#date),
      strikes: 0,
      firstAtMs: undefined,
      isRecorded: false,
      random: this.#random.fork(fault.id),
    });
    this.#tellWatchers();
  }

  /** False when no fault has that id. */
  remove(id: string): boolean {
    const position = this.#entries.findIndex(({ fault }) => fault.id === id);
    if (position < 0) return false;
    this.#entries.splice(position, 1);
    this.#tellWatchers();
    return true;
  }

  /**
   * A recording speaks for the exchange: the faults of these ids are in it already. Errors: ScenarioError for another that a recorded exchange
   * cannot act out.
   */
  leaveToRecording(ids: readonly string[]): void {
    for (const entry of this.#entries) {
      entry.isRecorded = ids.includes(entry.fault.id);
      if (!entry.isRecorded) assertKnownTargets(entry.fault, RECORDED_TARGETS);
    }
    this.#tellWatchers();
  }

  /** Whether a fault of single packets means this instrument. */
  isAimedAt(fault: PacketFault, instrument: number): boolean {
    const { segment, instruments } = fault;
    if (segment !== undefined && EXCHANGE_SEGMENT_CODES[segment] !== segmentOf(instrument)) return false;
    return instruments === undefined || this.#aimOf(fault, instruments).has(instrument);
  }

  /** The trade time that a fault holds for an instrument: the first that it met. */
  holdTime(fault: PlannedFault, instrument: number, time: number): number {
    const held = this.#heldTimes.get(fault) ?? new Map<number, number>();
    this.#heldTimes.set(fault, held);
    const first = held.get(instrument) ?? time;
    held.set(instrument, first);
    return first;
  }

  /** Calls `look` now, and again whenever the plan has changed. */
  watch(look: () => void): void {
    this.#watchers.push(look);
    look();
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
      this.#count(entry);
      return fault;
    }
    return undefined;
  }

  /** Counts a strike. The journal keeps all of them, but of a fault that strikes packet by packet or flush by flush the first alone. */
  hasStruck(id: string): void {
    const entry = this.#entries.find(({ fault }) => fault.id === id);
    if (entry) this.#count(entry);
  }

  /** The stream that a fault draws from, for what it does beyond striking. */
  randomOf(id: string): SeededRandom {
    return this.#entries.find(({ fault }) => fault.id === id)?.random ?? this.#random.fork(id);
  }

  /** Opens the windows of faults that have waited for this event. */
  #follow(event: ClientEvent): void {
    for (const entry of this.#entries) {
      if (!entry.trigger?.(event)) continue;
      const { plusMs = 0, lastsMs = Infinity, until } = entry.fault;
      entry.trigger = undefined;
      entry.fromMs = event.atMs + plusMs;
      if (until === undefined) entry.untilMs = entry.fromMs + lastsMs;
      this.#tellWatchers();
    }
  }

  #aimOf(fault: PacketFault, names: readonly string[]): ReadonlySet<number | undefined> {
    const known = this.#aims.get(fault);
    if (known) return known;
    const aim = new Set(names.map((name) => this.targets.instrumentNumber(name)));
    this.#aims.set(fault, aim);
    return aim;
  }

  #count(entry: Entry): void {
    const atMs = this.#clock.nowMs();
    const { id, kind } = entry.fault;
    entry.strikes += 1;
    entry.firstAtMs ??= atMs;
    const isEndless = kind === 'mute' || PACKET_FAULTS.has(kind) || isLineFault(entry.fault);
    if (entry.strikes === 1 || !isEndless) this.#journal.record({ kind: 'fault', atMs, id });
  }

  #isDue(entry: Entry, clientId: string): boolean {
    const { fault } = entry;
    if (!this.#isOpen(entry)) return false;
    return !('clientId' in fault) || fault.clientId === undefined || fault.clientId === clientId;
  }

  #isOpen({ fault, fromMs, untilMs, strikes, isRecorded }: Entry): boolean {
    const nowMs = this.#clock.nowMs();
    if (isRecorded || nowMs < fromMs || nowMs >= untilMs) return false;
    return !('times' in fault) || fault.times === undefined || strikes < fault.times;
  }

  #isDrawn({ fault, random }: Entry): boolean {
    return !('probability' in fault) || fault.probability >= 1 || random.nextFloat() < fault.probability;
  }

  #tellWatchers(): void {
    for (const look of this.#watchers) look();
  }
}

/** Epoch ms; infinite where nothing ends the fault, and while it has not begun. */
function endOf({ until, lastsMs }: PlannedFault, beginsMs: number, date: string): number {
  if (until !== undefined) return istToEpochMs(date, until);
  return lastsMs === undefined || !Number.isFinite(beginsMs) ? Infinity : beginsMs + lastsMs;
}

/** What planned faults make of a feed's packets. */
import type { PacketFault, PacketFeed } from '#engine/faults/packet-fault.ts';
import type { FaultOf, PlannedFault } from '#engine/faults/planned-fault.ts';
import { EXCHANGE_SEGMENT_CODES } from '#engine/market/instrument.ts';
import { segmentOf } from '#engine/recording/recorded-packets.ts';
import type { RecordedPacket } from '#engine/recording/recorded-packets.ts';
import type { SeededRandom } from '#engine/seeded-random.ts';
import type { FaultPlan } from './fault-plan.ts';
import { PACKET_FORMS, SEGMENT_AT } from './packet-forms.ts';
import type { PacketForm } from './packet-forms.ts';
import { tradeTimeAsTold } from './trade-times.ts';

/** A packet as it leaves, so long after its time. */
export interface SpoiltPacket {
  readonly bytes: Uint8Array;
  readonly delayMs: number;
}

/** Whose packets they are. */
export interface PacketReader {
  readonly clientId: string;
  /** Packets that wait for the next one of their stream. */
  readonly withheld: Map<number, Uint8Array>;
  /** Packets that were never sent, by instrument. */
  readonly muted: Map<number, number>;
}

const UNKNOWN_CODE = 99;
const SURPLUS_LENGTH = 7;

/** A lognormal delay: median 1.4 s, 99th percentile 46 s. Deviations of the normal distribution behind it: ln(46 / 1.4) / 2.326. */
const LATE_MEDIAN_MS = 1400;
const LATE_DEVIATION = 1.501;

/** One packet under the faults that may strike it. */
interface Struck {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly instrument: number;
  /** What it continues. */
  readonly stream: number;
  readonly clientId: string;
}

/** Prices that a fault holds are held for every session alike. */
export class PacketFaults {
  readonly #plan: FaultPlan;
  readonly #feed: PacketFeed;
  readonly #form: PacketForm;
  /** By fault, then stream. */
  readonly #prices = new WeakMap<PlannedFault, Map<number, readonly number[]>>();

  constructor(plan: FaultPlan, feed: PacketFeed) {
    this.#plan = plan;
    this.#feed = feed;
    this.#form = PACKET_FORMS[feed];
  }

  /**
   * What is sent in place of a packet: nothing, it or another, once or twice, now or later. Packets without an instrument are left alone: they
   * tell of the market, or of the connection's end, or are none.
   */
  spoil(packet: RecordedPacket, { clientId, withheld, muted }: PacketReader): SpoiltPacket[] {
    if (packet.instrument < 0 || this.#form.withoutInstrument.has(packet.code))
      return [{ bytes: packet.bytes, delayMs: 0 }];
    const struck = this.#open(packet, clientId);
    if (this.#strike('mute-instrument', struck)) {
      muted.set(struck.instrument, (muted.get(struck.instrument) ?? 0) + 1);
      return [];
    }
    this.#mistime(struck);
    this.#misquote(struck);
    this.#misaddress(struck);
    const bytes = this.#strike('truncate', struck)
      ? struck.bytes.subarray(0, struck.bytes.length >> 1)
      : struck.bytes;
    const delay = this.#strike('delay', struck);
    const delayMs = delay ? delayOf(delay, this.#plan.randomOf(delay.id)) : 0;
    const copies = this.#strike('duplicate', struck) ? [bytes, bytes] : [bytes];
    return this.#inOrder(copies, struck, withheld).map((each) => ({ bytes: each, delayMs }));
  }

  /** A copy: the packet itself is other sessions' too. */
  #open({ bytes: sent, instrument }: RecordedPacket, clientId: string): Struck {
    const bytes = new Uint8Array(sent);
    const view = new DataView(bytes.buffer);
    return { bytes, view, instrument, stream: this.#form.streamOf(instrument, view), clientId };
  }

  #mistime({ view, instrument, clientId }: Struck): void {
    const timeAt = this.#form.timeOffset(view);
    if (timeAt === undefined) return;
    const told = tradeTimeAsTold(view.getUint32(timeAt, true), { faults: this.#plan, instrument, clientId });
    view.setUint32(timeAt, told, true);
  }

  #misquote(struck: Struck): void {
    const { view } = struck;
    const places = this.#form.priceOffsets(view);
    if (places.length === 0) return;
    const prices = places.map((at) => this.#form.readPrice(view, at));
    const held = (fault: PlannedFault): readonly number[] => this.#hold(fault, struck.stream, prices);
    const frozen = this.#strike('freeze-price', struck, (fault) =>
      prices.some((price, level) => price !== (held(fault)[level] ?? price)),
    );
    if (frozen) this.#write(struck, (level) => held(frozen)[level]);
    if (this.#strike('zero-price', struck)) this.#write(struck, () => 0);
    if (this.#strike('nan-price', struck)) this.#write(struck, () => Number.NaN);
  }

  /** A level for which there is no price keeps its own. */
  #write({ view }: Struck, priceOf: (level: number) => number | undefined): void {
    for (const [level, at] of this.#form.priceOffsets(view).entries()) {
      const price = priceOf(level);
      if (price !== undefined) this.#form.writePrice(view, at, price);
    }
  }

  #misaddress(struck: Struck): void {
    const { bytes, view } = struck;
    const misplaced = this.#strike(
      'wrong-segment',
      struck,
      (fault) => EXCHANGE_SEGMENT_CODES[fault.as] !== segmentOf(struck.instrument),
    );
    if (misplaced) bytes[SEGMENT_AT] = EXCHANGE_SEGMENT_CODES[misplaced.as];
    const { codeAt, lengthAt } = this.#form;
    const malformed = this.#strike('malformed', struck);
    if (malformed?.header === 'unknown-code') bytes[codeAt] = UNKNOWN_CODE;
    if (malformed?.header === 'bad-length') view.setUint16(lengthAt, bytes.length + SURPLUS_LENGTH, true);
  }

  /** A struck packet waits; the next one of its stream brings it along. */
  #inOrder(packets: Uint8Array[], struck: Struck, withheld: Map<number, Uint8Array>): Uint8Array[] {
    const late = withheld.get(struck.stream);
    if (late) {
      withheld.delete(struck.stream);
      return [...packets, late];
    }
    if (!this.#strike('out-of-order', struck)) return packets;
    withheld.set(struck.stream, packets[0]!);
    return packets.slice(1);
  }

  #strike<Kind extends PacketFault['kind']>(
    kind: Kind,
    struck: Struck,
    changes: (fault: FaultOf<Kind>) => boolean = () => true,
  ): FaultOf<Kind> | undefined {
    return this.#plan.strike(
      kind,
      (fault) => this.#isAimedAt(fault as PacketFault, struck) && changes(fault),
      struck.clientId,
    );
  }

  #isAimedAt(fault: PacketFault, { instrument }: Struck): boolean {
    return (fault.feed ?? this.#feed) === this.#feed && this.#plan.isAimedAt(fault, instrument);
  }

  /** The prices that the fault holds for a stream: the first that it met. */
  #hold(fault: PlannedFault, stream: number, prices: readonly number[]): readonly number[] {
    const held = this.#prices.get(fault) ?? new Map<number, readonly number[]>();
    this.#prices.set(fault, held);
    const first = held.get(stream) ?? prices;
    held.set(stream, first);
    return first;
  }
}

function delayOf({ delay }: FaultOf<'delay'>, random: SeededRandom): number {
  if (delay !== 'late') return delay;
  return Math.round(LATE_MEDIAN_MS * Math.exp(LATE_DEVIATION * random.nextNormal()));
}

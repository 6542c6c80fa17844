/** What planned faults make of the live feed's packets. */
import type { FaultOf, PlannedFault } from '#engine/faults/planned-fault.ts';
import type { PacketFault } from '#engine/faults/packet-fault.ts';
import { EXCHANGE_SEGMENT_CODES } from '#engine/market/instrument.ts';
import { MS_PER_SECOND } from '#engine/market/ist-time.ts';
import type { RecordedPacket } from '#engine/recording/recorded-packets.ts';
import type { SeededRandom } from '#engine/seeded-random.ts';
import { RESPONSE_CODES } from '#engine/wire/feed-codes.ts';
import { packetLayoutOf } from '#engine/wire/packet-layout.ts';
import type { FaultPlan } from './fault-plan.ts';

/** A packet as it leaves, so long after its time. */
export interface SpoiltPacket {
  readonly bytes: Uint8Array;
  readonly delayMs: number;
}

/** Whose packets they are. */
export interface PacketReader {
  readonly clientId: string;
  /** Packets that wait for the next one of their instrument. */
  readonly withheld: Map<number, Uint8Array>;
  /** Packets that were never sent, by instrument. */
  readonly muted: Map<number, number>;
}

/** Byte of a header where its fields are. Source: dhan-v2-wire 6.4. */
const LENGTH_AT = 1;
const SEGMENT_AT = 3;
const UNKNOWN_CODE = 99;
const SURPLUS_LENGTH = 7;

/** Packets without an instrument are left alone: they tell of the market, or of the connection's end, or are none. */
const WITHOUT_INSTRUMENT: ReadonlySet<number> = new Set([
  -1,
  RESPONSE_CODES.marketStatus,
  RESPONSE_CODES.disconnect,
]);

/** A lognormal delay: median 1.4 s, 99th percentile 46 s. Deviations of the normal distribution behind it: ln(46 / 1.4) / 2.326. */
const LATE_MEDIAN_MS = 1400;
const LATE_DEVIATION = 1.501;

/** One packet under the faults that may strike it. */
interface Struck {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly instrument: number;
  readonly segmentCode: number;
  readonly clientId: string;
}

/** Prices and times that a fault holds are held for every session alike. */
export class PacketFaults {
  readonly #plan: FaultPlan;
  /** By fault, then instrument. */
  readonly #held = new WeakMap<PlannedFault, Map<number, number>>();
  readonly #aims = new WeakMap<PlannedFault, ReadonlySet<number | undefined>>();

  constructor(plan: FaultPlan) {
    this.#plan = plan;
  }

  /** What is sent in place of a packet: nothing, it or another, once or twice, now or later. */
  spoil(packet: RecordedPacket, { clientId, withheld, muted }: PacketReader): SpoiltPacket[] {
    if (WITHOUT_INSTRUMENT.has(packet.code)) return [{ bytes: packet.bytes, delayMs: 0 }];
    const struck = openPacket(packet, clientId);
    if (this.#strike('mute-instrument', struck)) {
      muted.set(struck.instrument, (muted.get(struck.instrument) ?? 0) + 1);
      return [];
    }
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

  #misquote(struck: Struck): void {
    const { bytes, view } = struck;
    const priceAt = offsetOf(bytes[0]!, 'ltp');
    const timeAt = offsetOf(bytes[0]!, 'ltt');
    if (timeAt !== undefined) {
      const time = view.getUint32(timeAt, true);
      const stale = this.#strike('stale-time', struck, (fault) => this.#hold(fault, struck, time) !== time);
      if (stale) view.setUint32(timeAt, this.#hold(stale, struck, time), true);
      const skewed = this.#plan.strike('clock-skew', () => time > 0, struck.clientId);
      if (skewed) view.setUint32(timeAt, view.getUint32(timeAt, true) + skewed.skewMs / MS_PER_SECOND, true);
    }
    if (priceAt === undefined) return;
    const price = view.getFloat32(priceAt, true);
    const frozen = this.#strike(
      'freeze-price',
      struck,
      (fault) => this.#hold(fault, struck, price) !== price,
    );
    if (frozen) view.setFloat32(priceAt, this.#hold(frozen, struck, price), true);
    if (this.#strike('zero-price', struck)) view.setFloat32(priceAt, 0, true);
    if (this.#strike('nan-price', struck)) view.setFloat32(priceAt, Number.NaN, true);
  }

  #misaddress(struck: Struck): void {
    const { bytes, view } = struck;
    const misplaced = this.#strike(
      'wrong-segment',
      struck,
      (fault) => EXCHANGE_SEGMENT_CODES[fault.as] !== struck.segmentCode,
    );
    if (misplaced) bytes[SEGMENT_AT] = EXCHANGE_SEGMENT_CODES[misplaced.as];
    const malformed = this.#strike('malformed', struck);
    if (malformed?.header === 'unknown-code') bytes[0] = UNKNOWN_CODE;
    if (malformed?.header === 'bad-length') view.setUint16(LENGTH_AT, bytes.length + SURPLUS_LENGTH, true);
  }

  /** A struck packet waits; the next one of its instrument brings it along. */
  #inOrder(packets: Uint8Array[], struck: Struck, withheld: Map<number, Uint8Array>): Uint8Array[] {
    const late = withheld.get(struck.instrument);
    if (late) {
      withheld.delete(struck.instrument);
      return [...packets, late];
    }
    if (!this.#strike('out-of-order', struck)) return packets;
    withheld.set(struck.instrument, packets[0]!);
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

  #isAimedAt(fault: PacketFault, { instrument, segmentCode }: Struck): boolean {
    if (fault.segment !== undefined && EXCHANGE_SEGMENT_CODES[fault.segment] !== segmentCode) return false;
    return fault.instruments === undefined || this.#aimOf(fault, fault.instruments).has(instrument);
  }

  #aimOf(fault: PacketFault, names: readonly string[]): ReadonlySet<number | undefined> {
    const known = this.#aims.get(fault);
    if (known) return known;
    const aim = new Set(names.map((name) => this.#plan.targets.instrumentNumber(name)));
    this.#aims.set(fault, aim);
    return aim;
  }

  /** What the fault holds for the instrument: the first value it met. */
  #hold(fault: PacketFault, { instrument }: Struck, value: number): number {
    const held = this.#held.get(fault) ?? new Map<number, number>();
    this.#held.set(fault, held);
    const first = held.get(instrument) ?? value;
    held.set(instrument, first);
    return first;
  }
}

/** A copy: the packet itself is other sessions' too. */
function openPacket({ bytes: sent, instrument }: RecordedPacket, clientId: string): Struck {
  const bytes = new Uint8Array(sent);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { bytes, view, instrument, segmentCode: bytes[SEGMENT_AT]!, clientId };
}

function offsetOf(code: number, name: 'ltp' | 'ltt'): number | undefined {
  return packetLayoutOf(code)?.body.find((field) => field.name === name)?.offset;
}

function delayOf({ delay }: FaultOf<'delay'>, random: SeededRandom): number {
  if (delay !== 'late') return delay;
  return Math.round(LATE_MEDIAN_MS * Math.exp(LATE_DEVIATION * random.nextNormal()));
}

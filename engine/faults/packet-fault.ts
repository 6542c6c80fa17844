/** Faults of market data, packet by packet. */
import type { FeedName } from '../behaviour/client-event.ts';
import type { ExchangeSegment } from '../market/instrument.ts';
import type { Aim, Fault } from './fault.ts';

/** The feeds that speak in packets. */
export type PacketFeed = Exclude<FeedName, 'order-update'>;

/** Which packets are struck: those of every feed and instrument unless something narrows them. */
interface PacketAim extends Fault, Aim {
  readonly feed?: PacketFeed | undefined;
  /** `NSE_FNO:49081`, or an index by its symbol. */
  readonly instruments?: readonly string[] | undefined;
  readonly segment?: ExchangeSegment | undefined;
}

/** What may be done to a packet without saying more. */
export const PLAIN_PACKET_FAULTS = [
  /** It is never sent. */
  'mute-instrument',
  /** Its last price, of a book every level's, stays as it was at the first packet in the window. */
  'freeze-price',
  /** Its last price, or every level's, is 0. */
  'zero-price',
  /** It is no number. */
  'nan-price',
  /** It is sent twice. */
  'duplicate',
  /** It is sent after the next one of its instrument, or of that side of its book. */
  'out-of-order',
  /** Its first half is sent. */
  'truncate',
] as const;

export interface PlainPacketFault extends PacketAim {
  readonly kind: (typeof PLAIN_PACKET_FAULTS)[number];
}

/** Last trade times, in REST quotes too, stay as they first were in the window. A depth packet has none. */
export interface StaleTimeFault extends PacketAim {
  readonly kind: 'stale-time';
  readonly feed?: 'live' | undefined;
}

/** A packet says that its instrument is of another segment. */
export interface WrongSegmentFault extends PacketAim {
  readonly kind: 'wrong-segment';
  readonly as: ExchangeSegment;
}

/** A packet's header has a code that nobody knows, or a length that its code does not have. */
export interface MalformedFault extends PacketAim {
  readonly kind: 'malformed';
  readonly header: 'unknown-code' | 'bad-length';
}

/** A packet is sent later than it should be, and may be overtaken meanwhile. */
export interface DelayFault extends PacketAim {
  readonly kind: 'delay';
  /** Milliseconds, or a distribution: `late` is lognormal with a median of 1.4 s, one in a hundred above 46 s. */
  readonly delay: number | 'late';
}

/** Any fault of a single packet. */
export type PacketFault = PlainPacketFault | StaleTimeFault | WrongSegmentFault | MalformedFault | DelayFault;

/** What a packet may be struck by; a wrong clock strikes its trade time. */
export const PACKET_FAULTS: ReadonlySet<string> = new Set<PacketFault['kind'] | 'clock-skew'>([
  ...PLAIN_PACKET_FAULTS,
  'stale-time',
  'wrong-segment',
  'malformed',
  'delay',
  'clock-skew',
]);

/** Those that strike trade times, which of all packets those of the live feed alone have. */
export const TIME_FAULTS: ReadonlySet<string> = new Set<PacketFault['kind'] | 'clock-skew'>([
  'stale-time',
  'clock-skew',
]);

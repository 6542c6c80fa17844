import { PACKET_FAULTS } from '#engine/faults/packet-fault.ts';
import type { LineFault } from '#engine/faults/line-fault.ts';
import type { FaultOf } from '#engine/faults/planned-fault.ts';
import { MS_PER_SECOND } from '#engine/market/ist-time.ts';
import type { TimerHandle } from '#engine/ports.ts';
import { forEachPacket } from '#engine/recording/recorded-packets.ts';
import { fragmentsOf, frameOf } from '../feed/websocket-frames.ts';
import type { FeedFaults } from './feed-faults.ts';
import { LineQueue } from './line-queue.ts';

/** One message of so many packets. */
export interface LineMessage {
  readonly bytes: Uint8Array;
  readonly packets: number;
  readonly isText: boolean;
}

/** Bytes of frames, and how much has arrived in whole with them: a message arrives with its last byte. */
export interface LineWrite {
  readonly frames: Uint8Array;
  readonly messages: number;
  readonly packets: number;
}

/** One message of so many packets, as one frame or several. */
interface FramedMessage {
  readonly frames: Uint8Array;
  readonly packets: number;
}

/** Packets that wait for their time in one session; beyond it they are sent at once. */
const DELAYED_MAX = 200_000;
/** Scenario time between the pieces of a write, enough for them to be read one by one. */
const PIECE_GAP_MS = 5;

/** What becomes of a session's messages on their way to its client while faults are planned. */
export class FaultyLine {
  readonly #faults: FeedFaults;
  readonly #clientId: () => string;
  readonly #write: (write: LineWrite) => void;
  readonly #queue: LineQueue;
  readonly #withheld = new Map<number, Uint8Array>();
  readonly #muted = new Map<number, number>();
  readonly #delayed = new Set<TimerHandle>();
  /** When a narrow line will have carried all that it was given, epoch ms. */
  #freeAtMs = 0;
  #isOver = false;

  /** `write` puts bytes on the wire. */
  constructor(
    faults: FeedFaults,
    client: { readonly clientId: () => string; readonly write: (write: LineWrite) => void },
  ) {
    this.#faults = faults;
    this.#clientId = client.clientId;
    this.#write = client.write;
    this.#queue = new LineQueue(faults.clock);
  }

  get backlogBytes(): number {
    return this.#queue.bytes;
  }

  /** Whether something of earlier is still to come, so that what follows has to go this way too. */
  get isBusy(): boolean {
    return !this.#queue.isEmpty || this.#delayed.size > 0 || this.#withheld.size > 0;
  }

  /** Packets of the instrument that faults swallowed so far. */
  mutedPackets(instrument: number): number {
    return this.#muted.get(instrument) ?? 0;
  }

  send(messages: readonly LineMessage[]): void {
    const isSpoilt = this.#withheld.size > 0 || this.#faults.plan.isAnyDue(PACKET_FAULTS);
    this.#put(isSpoilt ? this.#spoil(messages) : messages);
  }

  /** Behind everything that is still on its way, as the last thing that happens or in between. */
  follow(run: () => void, isLast = false): void {
    if (isLast) this.#end();
    this.#queue.add(this.#queue.endsAtMs(), 0, run);
  }

  /** Nothing more reaches the client. */
  cut(): void {
    this.#end();
    this.#queue.clear();
  }

  #end(): void {
    this.#isOver = true;
    for (const timer of this.#delayed) timer.cancel();
    this.#delayed.clear();
  }

  #spoil(messages: readonly LineMessage[]): LineMessage[] {
    return messages.flatMap((message) => {
      const now = this.#spoilPackets(message);
      return message.packets > 1 && now.length > 0 ? [joined(now)] : now;
    });
  }

  /** What is sent now of a message; packets that were one message stay one, whatever becomes of each. */
  #spoilPackets(whole: LineMessage): LineMessage[] {
    const { feed, packets } = this.#faults;
    if (feed === 'order-update' || !packets) return [whole];
    const reader = { clientId: this.#clientId(), withheld: this.#withheld, muted: this.#muted };
    const now: LineMessage[] = [];
    forEachPacket(feed, whole.bytes, (packet) => {
      for (const spoilt of packets.spoil(packet, reader)) {
        const message = { bytes: spoilt.bytes, packets: 1, isText: false };
        if (spoilt.delayMs === 0 || this.#delayed.size >= DELAYED_MAX) now.push(message);
        else this.#delay(message, spoilt.delayMs);
      }
    });
    return now;
  }

  #delay(message: LineMessage, delayMs: number): void {
    const { clock } = this.#faults;
    const timer = clock.at(clock.nowMs() + delayMs, () => {
      this.#delayed.delete(timer);
      this.#put([message]);
    });
    this.#delayed.add(timer);
  }

  #put(messages: readonly LineMessage[]): void {
    if (messages.length === 0 || this.#isOver) return;
    const isOne = messages.length > 1 && this.#strike('coalesce-frames') !== undefined;
    const framed = (isOne ? [joined(messages)] : messages).map((message) => this.#framed(message));
    const dueMs = this.#dueMs(framed.reduce((sum, { frames }) => sum + frames.length, 0));
    const torn = this.#strike('split-frames', ({ by }) => by === 'write');
    for (const [position, piece] of writesOf(framed, torn?.pieces ?? 1).entries())
      this.#queue.add(dueMs + position * PIECE_GAP_MS, piece.frames.length, () => this.#write(piece));
  }

  #framed({ bytes, packets, isText }: LineMessage): FramedMessage {
    const split = this.#strike('split-frames', ({ by }) => by === 'continuation');
    const frames = split ? fragmentsOf(bytes, split.pieces, isText) : frameOf(bytes, isText);
    return { frames, packets };
  }

  /** When so much will have arrived, epoch ms. */
  #dueMs(bytes: number): number {
    const { clock, plan } = this.#faults;
    const narrow = this.#strike('bandwidth');
    const nowMs = clock.nowMs();
    const carriedMs = narrow ? (bytes / narrow.bytesPerSecond) * MS_PER_SECOND : 0;
    this.#freeAtMs = Math.max(nowMs, this.#freeAtMs) + carriedMs;
    const slow = this.#strike('feed-latency');
    const latencyMs = slow ? slow.latencyMs + slow.jitterMs * plan.randomOf(slow.id).nextFloat() : 0;
    return Math.ceil(this.#freeAtMs + latencyMs);
  }

  #strike<Kind extends LineFault['kind']>(
    kind: Kind,
    isMeant: (fault: FaultOf<Kind>) => boolean = () => true,
  ): FaultOf<Kind> | undefined {
    const { feed, plan } = this.#faults;
    return plan.strike(
      kind,
      (fault) => ((fault as LineFault).feed ?? feed) === feed && isMeant(fault),
      this.#clientId(),
    );
  }
}

/** At least one; a socket's messages are all of one kind. */
function joined(messages: readonly LineMessage[]): LineMessage {
  return {
    bytes: Buffer.concat(messages.map(({ bytes }) => bytes)),
    packets: messages.reduce((sum, { packets }) => sum + packets, 0),
    isText: messages[0]!.isText,
  };
}

/** Pieces of about one length, whatever frames they cut through; each counts the messages that end in it. */
function writesOf(framed: readonly FramedMessage[], count: number): LineWrite[] {
  const frames = Buffer.concat(framed.map((message) => message.frames));
  const length = Math.ceil(frames.length / count);
  const pieces: { frames: Uint8Array; messages: number; packets: number }[] = [];
  for (let at = 0; at < frames.length; at += length)
    pieces.push({ frames: frames.subarray(at, at + length), messages: 0, packets: 0 });
  let end = 0;
  for (const message of framed) {
    end += message.frames.length;
    const piece = pieces[Math.ceil(end / length) - 1]!;
    piece.messages += 1;
    piece.packets += message.packets;
  }
  return pieces;
}

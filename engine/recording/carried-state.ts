import type { FeedName } from '../behaviour/client-event.ts';
import { decodeConnectionEvent } from './connection-event.ts';
import { OPCODES, encodeFrame, forEachFrame } from './frames.ts';
import { recordedKey } from './call-matching.ts';
import { decodeCall } from './recorded-call.ts';
import type { RecordedMessage } from './recorded-message.ts';
import { forEachPacket } from './recorded-packets.ts';
import { joinBytes } from './joined-bytes.ts';

const BINARY_FRAME = 0x82;

/**
 * What a recording has brought about up to a moment, so that a cut from there on still makes sense: the sockets that are open with what their
 * clients asked for, the last packet of every kind and instrument on each, the last answer to every call.
 */
export class CarriedState {
  readonly #sockets = new Map<number, SocketState>();
  readonly #calls = new Map<string, RecordedMessage>();
  #clock: RecordedMessage | undefined;

  take(message: RecordedMessage): void {
    const { channel } = message;
    if (channel.kind === 'clock') this.#clock = message;
    else if (channel.kind === 'rest') this.#calls.set(recordedKey(decodeCall(message.data)), message);
    else if (channel.kind === 'connections') this.#event(message);
    else this.#sockets.get(channel.connection)?.take(message);
  }

  /** The messages that bring it about anew, in order; their times are their own and want to be set. */
  messages(): RecordedMessage[] {
    return [
      ...(this.#clock ? [this.#clock] : []),
      ...this.#calls.values(),
      ...this.#sockets.values().flatMap((socket) => socket.messages()),
    ];
  }

  #event(message: RecordedMessage): void {
    const { event, connection, feed } = decodeConnectionEvent(message.data);
    if (event === 'opened') this.#sockets.set(connection, new SocketState(feed, message));
    else this.#sockets.delete(connection);
  }
}

/** One open socket. */
class SocketState {
  readonly #feed: FeedName;
  readonly #opened: RecordedMessage;
  readonly #asked: RecordedMessage[] = [];
  /** By kind and instrument. */
  readonly #packets = new Map<string, Uint8Array>();
  #last: RecordedMessage | undefined;

  constructor(feed: FeedName, opened: RecordedMessage) {
    this.#feed = feed;
    this.#opened = opened;
  }

  take(message: RecordedMessage): void {
    if (message.channel.kind !== 'frames') return;
    if (message.channel.direction === 'from-client') this.#ask(message);
    else this.#hear(message);
  }

  messages(): RecordedMessage[] {
    const frames = [...this.#packets.values()].map((packet) => encodeFrame(BINARY_FRAME, packet));
    const heard = this.#last && frames.length > 0 ? [{ ...this.#last, data: joinBytes(frames) }] : [];
    return [this.#opened, ...this.#asked, ...heard];
  }

  /** Pongs alone are forgotten. */
  #ask(message: RecordedMessage): void {
    let isRequest = false;
    forEachFrame(message.data, ({ opcode }) => (isRequest ||= opcode <= OPCODES.binary));
    if (isRequest) this.#asked.push(message);
  }

  #hear(message: RecordedMessage): void {
    const feed = this.#feed;
    this.#last = message;
    if (feed === 'order-update') return;
    forEachFrame(message.data, ({ opcode, payload }) => {
      if (opcode !== OPCODES.binary) return;
      forEachPacket(feed, payload, ({ code, instrument, bytes }) => {
        if (instrument >= 0) this.#packets.set(`${code} ${instrument}`, new Uint8Array(bytes));
      });
    });
  }
}

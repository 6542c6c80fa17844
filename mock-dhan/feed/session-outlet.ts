import type { FeedFaults } from '../faults/feed-faults.ts';
import { FaultyLine } from '../faults/faulty-line.ts';
import type { LineMessage } from '../faults/faulty-line.ts';
import type { FeedSink, FeedTally } from './feed-sink.ts';
import { forEachMessage } from './websocket-frames.ts';

/** What a session sends, counted as it goes out: straight to its sink, or while faults are planned by way of them. */
export class SessionOutlet {
  packetsSent = 0;
  messagesSent = 0;
  readonly #sink: FeedSink;
  readonly #tally: FeedTally;
  readonly #faults: FeedFaults | undefined;
  readonly #clientId: () => string;
  #line: FaultyLine | undefined;
  #isMute = false;
  #isClosing = false;

  constructor(
    sink: FeedSink,
    session: {
      readonly tally: FeedTally;
      readonly faults: FeedFaults | undefined;
      readonly clientId: () => string;
    },
  ) {
    this.#sink = sink;
    this.#tally = session.tally;
    this.#faults = session.faults;
    this.#clientId = session.clientId;
  }

  /** One message of so many packets; the bytes are only read during the call. */
  send(message: Uint8Array, packets: number): void {
    if (this.#isMute) return;
    const line = this.#faultyLine();
    if (line) {
      line.send([{ bytes: message, packets, isText: false }]);
      return;
    }
    this.#count(packets, 1);
    this.#sink.send(message);
  }

  /** Messages of one packet each, as frames. */
  sendFrames(frames: Uint8Array, packets: number): void {
    if (this.#isMute) return;
    const line = this.#faultyLine();
    if (line) {
      const messages: LineMessage[] = [];
      forEachMessage(frames, (bytes, isText) => messages.push({ bytes, packets: 1, isText }));
      line.send(messages);
      return;
    }
    this.#count(packets, packets);
    this.#sink.sendFrames(frames);
  }

  backlogBytes(): number {
    return this.#sink.backlogBytes() + (this.#line?.backlogBytes ?? 0);
  }

  /** Packets of an instrument (as instrumentNumber counts it) that faults swallowed. */
  mutedPackets(instrument: number): number {
    return this.#line?.mutedPackets(instrument) ?? 0;
  }

  ping(): void {
    this.#follow(() => this.#sink.ping());
  }

  pong(data: Uint8Array): void {
    this.#follow(() => this.#sink.pong(data));
  }

  /** Once everything sent before is out; one that has fallen silent says no goodbye. */
  close(code: number, reason: string): void {
    if (this.#isMute) {
      this.#sink.reset();
      return;
    }
    this.#setClosing(true);
    this.#follow(() => {
      this.#setClosing(false);
      this.#sink.close(code, reason);
    }, true);
  }

  reset(): void {
    this.cut();
    this.#sink.reset();
  }

  end(): void {
    this.cut();
    this.#sink.end();
  }

  closeSlowly(code: number, reason: string): () => void {
    return this.#sink.closeSlowly(code, reason);
  }

  /** Nothing more is sent. */
  mute(): void {
    this.#isMute = true;
    this.cut();
  }

  /** What is still on its way arrives nowhere. */
  cut(): void {
    this.#setClosing(false);
    this.#line?.cut();
  }

  #setClosing(isClosing: boolean): void {
    if (isClosing !== this.#isClosing) this.#tally.closing += isClosing ? 1 : -1;
    this.#isClosing = isClosing;
  }

  #follow(run: () => void, isLast = false): void {
    if (this.#line) this.#line.follow(run, isLast);
    else run();
  }

  /** Undefined while nothing is planned and nothing is on its way. */
  #faultyLine(): FaultyLine | undefined {
    const faults = this.#faults;
    if (!faults || !(faults.isPlanned || this.#line?.isBusy)) return undefined;
    this.#line ??= new FaultyLine(faults, {
      clientId: this.#clientId,
      write: ({ frames, packets, messages }) => {
        this.#count(packets, messages);
        this.#sink.sendFrames(frames);
      },
    });
    return this.#line;
  }

  #count(packets: number, messages: number): void {
    this.packetsSent += packets;
    this.messagesSent += messages;
    this.#tally.packets += packets;
    this.#tally.messages += messages;
  }
}

import type { Clock, TimerHandle, Timers } from '#engine/ports.ts';
import { disconnectMeaning } from '#engine/wire/feed-codes.ts';
import type { DisconnectReason } from '#engine/wire/feed-codes.ts';
import type { FeedFaults } from '../faults/feed-faults.ts';
import type { SessionJournal } from '../journal/session-journal.ts';
import type { FeedSink, FeedTally } from './feed-sink.ts';
import { SessionOutlet } from './session-outlet.ts';

/** `half-open`: nothing is sent or answered any more. `closing`: nor was the close frame the end of it. */
export type SessionState = 'open' | 'half-open' | 'closing';

/**
 * What becomes of a client that reads more slowly than the market moves. `disconnect`: it is closed with 1013 once BACKLOG_BYTES_MAX wait for
 * it. `conflate`: while more than CONFLATE_ABOVE_BYTES wait, changes are only noted, and once it has drained it is sent the newest packet of each.
 */
export type SlowReaderPolicy = 'disconnect' | 'conflate';

/** What every session needs to know of its client and its feed. */
export interface SessionOptions {
  readonly clientId: string;
  /** What it logged in with. */
  readonly accessToken: string;
  readonly sink: FeedSink;
  /** Scenario time. */
  readonly clock: Clock & Timers;
  /** Clock of pings and silence: scenario time in memory, wall time over sockets. */
  readonly keepAlive: Clock & Timers;
  readonly tally: FeedTally;
  readonly journal: SessionJournal;
  readonly slowReaders: SlowReaderPolicy;
  /** Undefined where none can be planned. */
  readonly faults: FeedFaults | undefined;
  readonly onEnd: () => void;
}

/** Beyond it a client is closed with 1013 under either policy: snapshots are not conflated. */
const BACKLOG_BYTES_MAX = 8 * 1024 * 1024;
/** A client that keeps up has nothing waiting by the next flush, so a little is enough to tell one that does not. */
const CONFLATE_ABOVE_BYTES = 64 * 1024;

/** Source: dhan-v2-wire 3, 6.3. */
const PING_EVERY_MS = 10_000;
const SILENCE_MS_MAX = 40_000;
export const CLOSE_NORMAL = 1000;
const CLOSE_GOING_AWAY = 1001;
const CLOSE_TRY_AGAIN_LATER = 1013;

/** One client of any of the exchange's sockets: what it is sent, its keep-alive, its end. Knows no socket. */
export abstract class ClientSession {
  /** Empty until a login names the client. */
  clientId: string;
  /** What it logged in with; never shown. */
  accessToken: string;
  readonly connectedAtMs: number;
  /** Instruments subscribed in any mode. */
  instrumentCount = 0;
  isEnded = false;
  state: SessionState = 'open';
  readonly #outlet: SessionOutlet;
  readonly #clock: Clock & Timers;
  readonly #keepAlive: Clock & Timers;
  readonly #tally: FeedTally;
  /** What the client did, for whoever asks later. */
  protected readonly journal: SessionJournal;
  readonly #onEnd: () => void;
  readonly #slowReaders: SlowReaderPolicy;
  #isBehind = false;
  #lastHeardAtMs: number;
  #pingTimer: TimerHandle | undefined;
  #farewell: TimerHandle | undefined;

  constructor(options: SessionOptions) {
    this.clientId = options.clientId;
    this.accessToken = options.accessToken;
    this.connectedAtMs = options.clock.nowMs();
    this.#outlet = new SessionOutlet(options.sink, { ...options, clientId: () => this.clientId });
    this.#clock = options.clock;
    this.#keepAlive = options.keepAlive;
    this.#tally = options.tally;
    this.journal = options.journal;
    this.#onEnd = options.onEnd;
    this.#slowReaders = options.slowReaders;
    this.#lastHeardAtMs = options.keepAlive.nowMs();
    this.#planPing();
    if (this.clientId !== '') this.journal.connected(this.clientId);
  }

  /** A client's message. Unintelligible ones only prove that the client lives. */
  receive(message: string | Uint8Array): void {
    this.#tally.messagesReceived += 1;
    if (this.isEnded || this.state !== 'open') return;
    this.heardFromClient();
    if (typeof message === 'string') this.obey(message);
    else this.obeyBinary(message);
  }

  /** Any sign of life, a pong for one. */
  heardFromClient(): void {
    this.#lastHeardAtMs = this.#keepAlive.nowMs();
  }

  /** A client's ping, which is answered with its own data. */
  pinged(data: Uint8Array): void {
    if (this.isEnded || this.state !== 'open') return;
    this.heardFromClient();
    this.#outlet.pong(data);
  }

  /** The socket is gone. */
  clientClosed(): void {
    this.#outlet.cut();
    this.#end('client');
  }

  /** The exchange ends the connection and says why, as this kind of socket says it. */
  abstract disconnect(reason: DisconnectReason): void;

  /** The connection is gone without a word. */
  reset(): void {
    if (this.isEnded) return;
    this.#end('exchange', 'connection reset');
    this.#outlet.reset();
  }

  /** The stream ends without a close frame. */
  hangUp(): void {
    if (this.isEnded) return;
    this.#end('exchange', 'connection ended');
    this.#outlet.end();
  }

  /** Nothing is sent or answered any more, and the connection stands. */
  fallSilent(): void {
    if (this.isEnded) return;
    this.state = 'half-open';
    this.#outlet.mute();
    this.#pingTimer?.cancel();
  }

  /** The client is sent a close frame, and its connection ends `closeMs` of scenario time later. */
  closeSlowly(closeMs: number): void {
    if (this.isEnded) return;
    this.fallSilent();
    this.state = 'closing';
    const finish = this.#outlet.closeSlowly(CLOSE_GOING_AWAY, 'closing');
    this.#farewell = this.#clock.at(this.#clock.nowMs() + closeMs, () => {
      this.#end('exchange', 'closed slowly');
      finish();
    });
  }

  /** Bytes that wait for the client. */
  get backlogBytes(): number {
    return this.#outlet.backlogBytes();
  }

  /** Packets of an instrument (as instrumentNumber counts it) that planned faults swallowed on the way. */
  mutedPackets(instrument: number): number {
    return this.#outlet.mutedPackets(instrument);
  }

  get packetsSent(): number {
    return this.#outlet.packetsSent;
  }

  get messagesSent(): number {
    return this.#outlet.messagesSent;
  }

  /** The exchange itself goes away. */
  shutDown(): void {
    if (this.isEnded) return;
    this.#outlet.cut();
    this.close(CLOSE_GOING_AWAY, 'exchange closed');
  }

  /** Does what a text message asks for. */
  protected abstract obey(text: string): void;

  /** Does what a binary message asks for; but for the login of the API's first version they ask for nothing. */
  protected obeyBinary(_bytes: Uint8Array): void {}

  /** Gives back what the session holds of its feed; called once, at its end. */
  protected abstract release(): void;

  /** One message of so many packets. */
  protected send(message: Uint8Array, packets: number): void {
    this.#outlet.send(message, packets);
    this.#dropIfTooSlow();
  }

  /** Messages of one packet each, as frames. */
  protected sendFrames(frames: Uint8Array, packets: number): void {
    this.#outlet.sendFrames(frames, packets);
    this.#dropIfTooSlow();
  }

  /** Asked once per flush: whether what changed must be kept for later, because the client is still busy with what it was sent. */
  protected mustConflate(): boolean {
    if (this.#slowReaders !== 'conflate') return false;
    const isBehind = this.#outlet.backlogBytes() > CONFLATE_ABOVE_BYTES;
    if (isBehind && !this.#isBehind) this.#tally.slowReaders += 1;
    this.#isBehind = isBehind;
    return isBehind;
  }

  /** So many packets are not sent now; the newest of their kind will be. */
  protected countHeldBack(packets: number): void {
    this.#tally.packetsHeldBack += packets;
  }

  /** A login that came as a message and is good. */
  protected loggedIn(clientId: string, accessToken: string): void {
    this.clientId = clientId;
    this.accessToken = accessToken;
    this.journal.connected(clientId);
  }

  /** One last packet that tells the reason, then the close. */
  protected endWith(packet: Uint8Array, reason: DisconnectReason): void {
    if (this.isEnded) return;
    this.send(packet, 1);
    if (this.isEnded) return;
    this.#end('exchange', `${reason} ${disconnectMeaning(reason)}`);
    this.#outlet.close(CLOSE_NORMAL, '');
  }

  /** The exchange closes the connection, `reason` standing in the close frame. */
  protected close(code: number, reason: string): void {
    this.#end('exchange', reason);
    this.#outlet.close(code, reason);
  }

  /** The client asked for the end. */
  protected leave(): void {
    this.#end('client');
    this.#outlet.close(CLOSE_NORMAL, '');
  }

  #dropIfTooSlow(): void {
    if (this.isEnded || this.#outlet.backlogBytes() <= BACKLOG_BYTES_MAX) return;
    if (!this.#isBehind) this.#tally.slowReaders += 1;
    this.#tally.droppedAsTooSlow += 1;
    this.close(CLOSE_TRY_AGAIN_LATER, 'client reads too slowly');
  }

  #planPing(): void {
    this.#pingTimer = this.#keepAlive.at(this.#keepAlive.nowMs() + PING_EVERY_MS, () => {
      if (this.#keepAlive.nowMs() - this.#lastHeardAtMs >= SILENCE_MS_MAX) {
        this.close(CLOSE_GOING_AWAY, 'nothing heard for 40 s');
        return;
      }
      this.#planPing();
      this.#outlet.ping();
    });
  }

  #end(by: 'client' | 'exchange', reason: string = ''): void {
    if (this.isEnded) return;
    this.isEnded = true;
    this.journal.disconnected(by, reason);
    this.#pingTimer?.cancel();
    this.#farewell?.cancel();
    this.release();
    this.#onEnd();
  }
}

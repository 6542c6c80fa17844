import type { Clock, TimerHandle, Timers } from '#engine/ports.ts';
import type { DisconnectReason } from '#engine/wire/feed-codes.ts';

/** Where a session's bytes go: a socket, or a handler in memory. */
export interface FeedSink {
  /** One binary WebSocket message; the bytes are only valid during the call. */
  send(bytes: Uint8Array): void;
  /** No more messages for now: whatever was held back to make one write may go. */
  flush(): void;
  ping(): void;
  close(code: number, reason: string): void;
  /** Tears the connection down without a word: a TCP reset, no close frame. */
  reset(): void;
}

/** The counters as every session of a feed adds to them. */
export interface FeedTally {
  packets: number;
  messages: number;
  messagesReceived: number;
  droppedAsTooSlow: number;
}

/** What every session needs to know of its client and its feed. */
export interface SessionOptions {
  readonly clientId: string;
  /** What it logged in with. */
  readonly accessToken: string;
  readonly sink: FeedSink;
  /** Scenario time. */
  readonly clock: Clock;
  /** Clock of pings and silence: scenario time in memory, wall time over sockets. */
  readonly keepAlive: Clock & Timers;
  readonly tally: FeedTally;
  readonly onEnd: () => void;
}

/** Source: dhan-v2-wire 3, 6.3. */
const PING_EVERY_MS = 10_000;
const SILENCE_MS_MAX = 40_000;
const CLOSE_NORMAL = 1000;
const CLOSE_GOING_AWAY = 1001;
const CLOSE_TRY_AGAIN_LATER = 1013;

/** One client of any of the exchange's sockets: what it is sent, its keep-alive, its end. Knows no socket. */
export abstract class ClientSession {
  /** Empty until a login names the client. */
  clientId: string;
  /** What it logged in with; never shown. */
  accessToken: string;
  readonly connectedAtMs: number;
  packetsSent = 0;
  messagesSent = 0;
  /** Instruments subscribed in any mode. */
  instrumentCount = 0;
  isEnded = false;
  readonly #sink: FeedSink;
  readonly #keepAlive: Clock & Timers;
  readonly #tally: FeedTally;
  readonly #onEnd: () => void;
  #lastHeardAtMs: number;
  #pingTimer: TimerHandle | undefined;

  constructor(options: SessionOptions) {
    this.clientId = options.clientId;
    this.accessToken = options.accessToken;
    this.connectedAtMs = options.clock.nowMs();
    this.#sink = options.sink;
    this.#keepAlive = options.keepAlive;
    this.#tally = options.tally;
    this.#onEnd = options.onEnd;
    this.#lastHeardAtMs = options.keepAlive.nowMs();
    this.#planPing();
  }

  /** A client's message. Unintelligible ones only prove that the client lives. */
  receive(message: string | Uint8Array): void {
    this.#tally.messagesReceived += 1;
    if (this.isEnded) return;
    this.heardFromClient();
    if (typeof message === 'string') this.obey(message);
    else this.obeyBinary(message);
  }

  /** Any sign of life, a pong for one. */
  heardFromClient(): void {
    this.#lastHeardAtMs = this.#keepAlive.nowMs();
  }

  /** The socket is gone. */
  clientClosed(): void {
    this.#end();
  }

  /** The exchange ends the connection and says why, as this kind of socket says it. */
  abstract disconnect(reason: DisconnectReason): void;

  /** The connection is gone without a word. */
  reset(): void {
    if (this.isEnded) return;
    this.#end();
    this.#sink.reset();
  }

  /** The client does not read as fast as the market moves. */
  dropAsTooSlow(): void {
    if (this.isEnded) return;
    this.#tally.droppedAsTooSlow += 1;
    this.close(CLOSE_TRY_AGAIN_LATER, 'client reads too slowly');
  }

  /** The exchange itself goes away. */
  shutDown(): void {
    if (!this.isEnded) this.close(CLOSE_GOING_AWAY, 'exchange closed');
  }

  /** Does what a text message asks for. */
  protected abstract obey(text: string): void;

  /** Does what a binary message asks for; but for the login of the API's first version they ask for nothing. */
  protected obeyBinary(_bytes: Uint8Array): void {}

  /** Gives back what the session holds of its feed; called once, at its end. */
  protected abstract release(): void;

  protected send(bytes: Uint8Array, packets: number): void {
    this.packetsSent += packets;
    this.messagesSent += 1;
    this.#tally.packets += packets;
    this.#tally.messages += 1;
    this.#sink.send(bytes);
  }

  protected flush(): void {
    this.#sink.flush();
  }

  /** One last packet, then the close. */
  protected endWith(packet: Uint8Array): void {
    if (this.isEnded) return;
    this.send(packet, 1);
    this.flush();
    this.close();
  }

  protected close(code: number = CLOSE_NORMAL, reason: string = ''): void {
    this.#end();
    this.#sink.close(code, reason);
  }

  #planPing(): void {
    this.#pingTimer = this.#keepAlive.at(this.#keepAlive.nowMs() + PING_EVERY_MS, () => {
      if (this.#keepAlive.nowMs() - this.#lastHeardAtMs >= SILENCE_MS_MAX) {
        this.close(CLOSE_GOING_AWAY, 'nothing heard for 40 s');
        return;
      }
      this.#planPing();
      this.#sink.ping();
    });
  }

  #end(): void {
    if (this.isEnded) return;
    this.isEnded = true;
    this.#pingTimer?.cancel();
    this.release();
    this.#onEnd();
  }
}

import { decodeConnectionEvent } from '#engine/recording/connection-event.ts';
import type { RecordedMessage } from '#engine/recording/recorded-message.ts';
import { shiftMessage } from '#engine/recording/shifted-messages.ts';
import type { TimerHandle } from '#engine/ports.ts';
import type { VirtualClock } from '#engine/virtual-clock.ts';
import type { FeedType } from '../feed/feed-routing.ts';
import type { RecordedFeed } from './recorded-feed.ts';

/** Plays the frames of a recording into the feeds, each at its time. One timer at a time is set, so that a day is never in memory. */
export class RecordedPlayer {
  readonly #messages: Iterator<RecordedMessage>;
  readonly #clock: VirtualClock;
  readonly #feeds: Readonly<Record<FeedType, RecordedFeed>>;
  readonly #shiftMs: number;
  readonly #aheadMs: number;
  #timer: TimerHandle | undefined;
  played = 0;
  isOver = false;

  /** `aheadMs` and `shiftMs` together bring log times to the clock's; the second moves trade times too. */
  constructor(options: {
    readonly messages: Iterator<RecordedMessage>;
    readonly clock: VirtualClock;
    readonly feeds: Readonly<Record<FeedType, RecordedFeed>>;
    readonly aheadMs: number;
    readonly shiftMs: number;
  }) {
    this.#messages = options.messages;
    this.#clock = options.clock;
    this.#feeds = options.feeds;
    this.#aheadMs = options.aheadMs;
    this.#shiftMs = options.shiftMs;
    this.#plan();
  }

  stop(): void {
    this.#timer?.cancel();
    this.isOver = true;
  }

  /** Whatever was said before the clock's time is said already. */
  #plan(): void {
    for (let next = this.#messages.next(); !next.done; next = this.#messages.next()) {
      const message = shiftMessage(next.value, this.#shiftMs);
      const atMs = message.atMs + this.#aheadMs;
      if (atMs < this.#clock.nowMs()) {
        this.#play(message);
        continue;
      }
      this.#timer = this.#clock.at(atMs, () => {
        this.#play(message);
        this.#plan();
      });
      return;
    }
    this.isOver = true;
  }

  #play({ channel, data }: RecordedMessage): void {
    this.played += 1;
    if (channel.kind === 'frames') {
      const feed = this.#feeds[channel.feed];
      if (channel.direction === 'from-exchange') feed.play(channel.connection, data);
      else feed.playClient(channel.connection, data);
    } else if (channel.kind === 'connections') {
      const { event, feed, connection } = decodeConnectionEvent(data);
      if (event === 'ended') this.#feeds[feed].playEnd(connection);
    }
  }
}

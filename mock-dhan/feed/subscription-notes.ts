import type { InstrumentKey } from '#engine/ports.ts';

/** Wishes for what is not listed, kept by session; the oldest make room. */
const UNLISTED_MAX = 100;

/** A subscription as it began. */
export interface SubscriptionNote {
  /** Epoch ms. */
  readonly sinceMs: number;
  /** How often what the feed tells of the instrument had moved by then: what came later are moves since. */
  readonly versionThen: number;
}

/** What a session of a market feed asked for, kept for whoever asks later why it got no tick. */
export class SubscriptionNotes {
  /** By board index. */
  readonly #subscriptions = new Map<number, SubscriptionNote>();
  /** When each was asked for last, epoch ms. */
  readonly #unlisted = new Map<string, number>();
  /** Instruments of its messages that were not answered: beyond 100 in one message, or written as the exchange does not read them. */
  ignored = 0;

  began(index: number, note: SubscriptionNote): void {
    this.#subscriptions.set(index, note);
  }

  ended(index: number): void {
    this.#subscriptions.delete(index);
  }

  askedForUnlisted({ exchangeSegment, securityId }: InstrumentKey, atMs: number): void {
    const name = `${exchangeSegment}:${securityId}`;
    this.#unlisted.delete(name);
    this.#unlisted.set(name, atMs);
    const [oldest] = this.#unlisted.keys();
    if (this.#unlisted.size > UNLISTED_MAX && oldest !== undefined) this.#unlisted.delete(oldest);
  }

  /** Undefined when the instrument is not subscribed. */
  of(index: number): SubscriptionNote | undefined {
    return this.#subscriptions.get(index);
  }

  /** Names such as `NSE_EQ:13` with the time they were last asked for, epoch ms. */
  unlisted(): ReadonlyMap<string, number> {
    return this.#unlisted;
  }
}

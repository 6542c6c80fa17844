import type { InstrumentKey, Clock } from '#engine/ports.ts';
import type { FeedType } from '../feed/feed-routing.ts';
import { JOURNAL_INSTRUMENTS_MAX } from './exchange-journal.ts';
import type { ExchangeJournal } from './exchange-journal.ts';

/** What one session of a feed writes into the exchange's journal. */
export class SessionJournal {
  readonly #journal: ExchangeJournal;
  readonly #clock: Clock;
  readonly #feed: FeedType;
  readonly #session: number;
  #clientId = '';
  #isOpen = false;

  constructor(journal: ExchangeJournal, session: { readonly clock: Clock; readonly feed: FeedType }) {
    this.#journal = journal;
    this.#clock = session.clock;
    this.#feed = session.feed;
    this.#session = journal.nextSession();
  }

  /** It counts as connected once it is known whose it is. */
  connected(clientId: string): void {
    this.#clientId = clientId;
    this.#isOpen = true;
    this.#journal.record({ kind: 'connected', ...this.#who() });
  }

  /** `reason`: empty when the client went. */
  disconnected(by: 'client' | 'exchange', reason: string): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#journal.record({ kind: 'disconnected', ...this.#who(), by, reason });
  }

  changed(kind: 'subscribed' | 'unsubscribed', keys: readonly InstrumentKey[]): void {
    if (keys.length === 0) return;
    const instruments = keys
      .slice(0, JOURNAL_INSTRUMENTS_MAX)
      .map(({ exchangeSegment, securityId }) => `${exchangeSegment}:${securityId}`);
    this.#journal.record({ kind, ...this.#who(), instruments });
  }

  #who() {
    return {
      atMs: this.#clock.nowMs(),
      clientId: this.#clientId,
      feed: this.#feed,
      session: this.#session,
    } as const;
  }
}

import type { ClientEvent } from '#engine/behaviour/client-event.ts';

/** Entries kept; the oldest make room. */
export const JOURNAL_ENTRIES_MAX = 10_000;
/** Instruments of one message that an entry names. */
export const JOURNAL_INSTRUMENTS_MAX = 5000;

/** An event with its number, counted from 1. */
export interface JournalEntry {
  readonly number: number;
  readonly event: ClientEvent;
}

/**
 * What the exchange's clients did and what became of it, in order. The newest JOURNAL_ENTRIES_MAX are kept; whoever listens hears all.
 * Holds no secret: clients are named by their id alone.
 */
export class ExchangeJournal {
  readonly #entries: JournalEntry[] = [];
  readonly #listeners = new Set<(event: ClientEvent) => void>();
  #count = 0;
  #sessions = 0;

  /** A number for a session, counted from 1 over all feeds. */
  nextSession(): number {
    this.#sessions += 1;
    return this.#sessions;
  }

  record(event: ClientEvent): void {
    this.#count += 1;
    this.#entries.push({ number: this.#count, event });
    // Dropped in blocks, because taking one from the front moves all the others.
    if (this.#entries.length >= JOURNAL_ENTRIES_MAX * 2) this.#entries.splice(0, JOURNAL_ENTRIES_MAX);
    for (const listener of this.#listeners) listener(event);
  }

  /** Calls `listener` for every event from now on. Returns the way to stop it. */
  listen(listener: (event: ClientEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Entries after that number, oldest first, of these kinds if any are given. */
  after(number: number, kinds?: ReadonlySet<ClientEvent['kind']>): JournalEntry[] {
    return this.#entries
      .slice(-JOURNAL_ENTRIES_MAX)
      .filter((entry) => entry.number > number && (kinds?.has(entry.event.kind) ?? true));
  }
}

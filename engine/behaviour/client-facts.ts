import type { ClientEvent, FeedName } from './client-event.ts';

/** Times kept of one kind of happening, for windows that slide. */
const TIMES_MAX = 10_000;

/** What is known of all clients of a run from the exchange's events: who is connected and what is subscribed. */
export class ClientFacts {
  readonly #sessions = new Map<number, { readonly feed: FeedName; readonly instruments: Set<string> }>();
  readonly #beforeLoss = new Map<FeedName, ReadonlySet<string>>();

  take(event: ClientEvent): void {
    switch (event.kind) {
      case 'connected':
        this.#sessions.set(event.session, { feed: event.feed, instruments: new Set() });
        break;
      case 'disconnected':
        this.#beforeLoss.set(event.feed, this.#carried(event.feed));
        this.#sessions.delete(event.session);
        break;
      case 'subscribed':
        for (const instrument of event.instruments)
          this.#sessions.get(event.session)?.instruments.add(instrument);
        break;
      case 'unsubscribed':
        for (const instrument of event.instruments)
          this.#sessions.get(event.session)?.instruments.delete(instrument);
        break;
      case 'request':
      case 'refused':
      case 'postback':
      case 'fault':
        break;
    }
  }

  connections(feed: FeedName): number {
    return [...this.#sessions.values()].filter((session) => session.feed === feed).length;
  }

  /** Those of `wanted` that no open connection carries. */
  missing(feed: FeedName, wanted: readonly string[] | 'as-before'): string[] {
    const carried = this.#carried(feed);
    const all = wanted === 'as-before' ? [...(this.#beforeLoss.get(feed) ?? [])] : wanted;
    return all.filter((instrument) => !carried.has(instrument));
  }

  #carried(feed: FeedName): ReadonlySet<string> {
    const carried = new Set<string>();
    for (const session of this.#sessions.values())
      if (session.feed === feed) for (const instrument of session.instruments) carried.add(instrument);
    return carried;
  }
}

/** Counts something since the start, or in a window that slides. */
export class Tally {
  readonly #perMs: number | undefined;
  readonly #times: number[] = [];
  #count = 0;

  constructor(perMs: number | undefined) {
    this.#perMs = perMs;
  }

  add(atMs: number): void {
    this.#count += 1;
    if (this.#perMs === undefined) return;
    this.#times.push(atMs);
    if (this.#times.length > TIMES_MAX) this.#times.shift();
  }

  countAt(nowMs: number): number {
    if (this.#perMs === undefined) return this.#count;
    while (this.#times[0] !== undefined && this.#times[0] <= nowMs - this.#perMs) this.#times.shift();
    return this.#times.length;
  }
}

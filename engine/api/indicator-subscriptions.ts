/** Who subscribed to what, counted; a client counts once however often it asks. */
export class IndicatorSubscriptions {
  readonly #max: number;
  readonly #clients = new Map<string, Set<string>>();
  #size = 0;

  constructor(max: number) {
    this.#max = max;
  }

  /** Pairs of a client and an indicator. */
  get size(): number {
    return this.#size;
  }

  countOf(key: string): number {
    return this.#clients.get(key)?.size ?? 0;
  }

  /** `full`: the bound is reached and nothing was added. */
  add(key: string, client: string): 'subscribed' | 'already_subscribed' | 'full' {
    const clients = this.#clients.get(key) ?? new Set();
    if (clients.has(client)) return 'already_subscribed';
    if (this.#size >= this.#max) return 'full';
    this.#clients.set(key, clients.add(client));
    this.#size += 1;
    return 'subscribed';
  }

  remove(key: string, client: string): 'unsubscribed' | 'not_subscribed' {
    const clients = this.#clients.get(key);
    if (!clients?.delete(client)) return 'not_subscribed';
    if (clients.size === 0) this.#clients.delete(key);
    this.#size -= 1;
    return 'unsubscribed';
  }
}

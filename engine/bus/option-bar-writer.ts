import { causeChain } from '../errors.ts';
import { MS_PER_SECOND } from '../market/ist-time.ts';
import type { BusMessage, LogSink, OptionBarStore } from '../ports.ts';
import { ExpiryMinutes } from './expiry-minutes.ts';
import { OptionBars } from './option-bars.ts';
import { readOptionBody } from './read-tick-bodies.ts';

/** Market time between two savings: half of what may pass until a bar counts as stale. */
const SAVE_EVERY_MS = 5000;
/** Bars that may wait for a database that is away: an hour of 2,400 legs and more. */
const WAITING_MAX = 200_000;

/**
 * Writes minute bars of what the options channels carry, and the figures of each expiry at the end of each minute, finished or not, every five seconds of the
 * market. What cannot be saved is kept and tried again, up to WAITING_MAX bars; from then on a tick that would begin another bar is refused and counted, so that
 * what waits stays whole and the newest price of a known bar is never lost.
 */
export class OptionBarWriter {
  readonly #store: OptionBarStore;
  readonly #log: LogSink;
  readonly #waitingMax: number;
  readonly #bars = new OptionBars();
  readonly #minutes = new ExpiryMinutes();
  #savedAtMs = Number.NEGATIVE_INFINITY;
  #newestMs = Number.NEGATIVE_INFINITY;
  #saving: Promise<void> | undefined;
  #isStoreAway = false;
  /** Bars written, and ticks not taken because too many bars waited. */
  readonly counts = { saved: 0, refused: 0 };

  constructor(store: OptionBarStore, log: LogSink, { waitingMax = WAITING_MAX } = {}) {
    this.#store = store;
    this.#log = log;
    this.#waitingMax = waitingMax;
  }

  /** Takes up the figures where a writer before this one left them; `sinceMs` begins the trading day. Rejects with StoreError. */
  async resume(sinceMs: number): Promise<void> {
    for (const bar of await this.#store.newest(sinceMs)) this.#minutes.resume(bar);
  }

  /** Passes over what is no tick. */
  take({ json }: Pick<BusMessage, 'json'>): void {
    const body = readOptionBody(json);
    if (!body) return;
    this.#newestMs = body.ts * MS_PER_SECOND;
    this.#saveIfDue();
    if (this.#bars.size >= this.#waitingMax && !this.#bars.holds(body)) {
      this.counts.refused += 1;
      return;
    }
    this.#bars.add(body);
    this.#minutes.add(body);
  }

  /** Saves what waits; never rejects. */
  save(): Promise<void> {
    if (!this.#saving) {
      this.#savedAtMs = this.#newestMs;
      this.#saving = this.#saveOnce().finally(() => {
        this.#saving = undefined;
        // Ticks that came in a rush meanwhile need not wait for the next one.
        this.#saveIfDue();
      });
    }
    return this.#saving;
  }

  /** Saves everything that came until now; what the store does not take then is lost here and said. */
  async close(): Promise<void> {
    await this.#saving;
    await this.save();
    if (this.#bars.size > 0)
      this.#log.line(
        'error',
        `[BARS] ${this.#bars.size} option bars were never saved: the store was away at the end`,
      );
  }

  #saveIfDue(): void {
    if (!this.#saving && this.#newestMs - this.#savedAtMs >= SAVE_EVERY_MS) void this.save();
  }

  async #saveOnce(): Promise<void> {
    const bars = this.#bars.take();
    if (bars.length === 0) return;
    const minutes = this.#minutes.take();
    try {
      await this.#store.save(bars, minutes);
      this.#bars.forget();
      this.counts.saved += bars.length;
      if (this.#isStoreAway)
        this.#log.line('info', `[BARS] the store is back, ${bars.length} option bars were saved`);
      this.#isStoreAway = false;
    } catch (error) {
      this.#bars.putBack();
      for (const minute of minutes) this.#minutes.put(minute);
      this.#isStoreAway = true;
      const reason = causeChain(error).join(': ');
      this.#log.line('warn', `[BARS] ${bars.length} option bars wait, they could not be saved: ${reason}`);
    }
  }
}

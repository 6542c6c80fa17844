import { causeChain } from '../errors.ts';
import { MS_PER_SECOND } from '../market/ist-time.ts';
import type { BusMessage, LogSink, OptionBarStore } from '../ports.ts';
import { OptionBars } from './option-bars.ts';
import type { OptionBody } from './tick-bodies.ts';

/** Market time between two savings: half of what may pass until a bar counts as stale. */
const SAVE_EVERY_MS = 5000;
/** Bars that may wait for a database that is away: an hour of 2,400 legs and more. Beyond, new ticks are not taken and counted. */
const WAITING_MAX = 200_000;

/** Writes minute bars of what the options channels carry, finished or not, every five seconds of the market. What cannot be saved is kept and tried again. */
export class OptionBarWriter {
  readonly #store: OptionBarStore;
  readonly #log: LogSink;
  readonly #bars = new OptionBars();
  #savedAtMs = Number.NEGATIVE_INFINITY;
  #newestMs = Number.NEGATIVE_INFINITY;
  #saving: Promise<void> | undefined;
  /** Bars written, and ticks not taken because too many bars waited. */
  readonly counts = { saved: 0, refused: 0 };

  constructor(store: OptionBarStore, log: LogSink) {
    this.#store = store;
    this.#log = log;
  }

  take({ json }: Pick<BusMessage, 'json'>): void {
    if (this.#bars.size >= WAITING_MAX) {
      this.counts.refused += 1;
      return;
    }
    const body = JSON.parse(json) as OptionBody;
    this.#newestMs = body.ts * MS_PER_SECOND;
    this.#saveIfDue();
    this.#bars.add(body);
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

  /** Saves everything that came until now. */
  async close(): Promise<void> {
    await this.#saving;
    await this.save();
  }

  #saveIfDue(): void {
    if (!this.#saving && this.#newestMs - this.#savedAtMs >= SAVE_EVERY_MS) void this.save();
  }

  async #saveOnce(): Promise<void> {
    const bars = this.#bars.take();
    if (bars.length === 0) return;
    try {
      await this.#store.save(bars);
      this.counts.saved += bars.length;
    } catch (error) {
      for (const bar of bars) this.#bars.put(bar);
      const reason = causeChain(error).join(': ');
      this.#log.line('warn', `[BARS] ${bars.length} option bars wait, they could not be saved: ${reason}`);
    }
  }
}

import type { BusCounts, BusMessage, BusSubscription, TickBus } from '../ports.ts';

type Listener = (message: BusMessage) => void;

/** Delivers within the process, during the call: nothing waits and nothing is lost. A listener that throws ends neither publisher nor other listeners. */
export class InProcessBus implements TickBus {
  readonly description = 'in this process';
  readonly #listeners = new Map<string, Set<Listener>>();
  #published = 0;

  counts(): BusCounts {
    return { published: this.#published, waiting: 0, dropped: 0, reconnects: 0 };
  }

  publish(message: BusMessage): void {
    this.#published += 1;
    for (const listener of this.#listeners.get(message.channel) ?? []) {
      try {
        listener(message);
      } catch {
        // Theirs to mend: a listener reports its own errors.
      }
    }
  }

  subscribe(
    channels: readonly string[],
    onMessage: (channel: string, json: string) => void,
  ): Promise<BusSubscription> {
    return this.follow(channels, ({ channel, json }) => onMessage(channel, json));
  }

  follow(channels: readonly string[], onMessage: Listener): Promise<BusSubscription> {
    const listener: Listener = (message) => onMessage(message);
    for (const channel of channels) {
      const listeners = this.#listeners.get(channel) ?? new Set();
      this.#listeners.set(channel, listeners.add(listener));
    }
    return Promise.resolve({
      close: () => {
        for (const channel of channels) this.#listeners.get(channel)?.delete(listener);
        return Promise.resolve();
      },
    });
  }

  close(): Promise<void> {
    this.#listeners.clear();
    return Promise.resolve();
  }
}

import type { Clock, TimerHandle, Timers } from '#engine/ports.ts';
import type { ConnectedClient } from '../feed/feed-routing.ts';
import { callerOfMessage } from './named-caller.ts';

/** A client that has not said who it is in so long is taken for nobody's, whose own patience then counts. */
const SAYS_WHO_WITHIN_MS = 2000;

/** A feed connection whose login comes as its first message, so that nobody knows yet whose exchange it wants. */
export class WaitingClient implements ConnectedClient {
  readonly #open: (clientId: string | undefined) => ConnectedClient | undefined;
  readonly #patience: TimerHandle;
  #opened: { readonly client: ConnectedClient | undefined } | undefined;

  /** `open` opens the session where that client belongs; nobody's for undefined. */
  constructor(
    keepAlive: Clock & Timers,
    open: (clientId: string | undefined) => ConnectedClient | undefined,
  ) {
    this.#open = open;
    this.#patience = keepAlive.at(keepAlive.nowMs() + SAYS_WHO_WITHIN_MS, () => void this.#client(undefined));
  }

  receive(message: string | Uint8Array): void {
    this.#client(callerOfMessage(message))?.receive(message);
  }

  heardFromClient(): void {
    this.#opened?.client?.heardFromClient();
  }

  pinged(data: Uint8Array): void {
    this.#client(undefined)?.pinged(data);
  }

  clientClosed(): void {
    this.#patience.cancel();
    this.#opened?.client?.clientClosed();
  }

  #client(clientId: string | undefined): ConnectedClient | undefined {
    this.#patience.cancel();
    this.#opened ??= { client: this.#open(clientId) };
    return this.#opened.client;
  }
}

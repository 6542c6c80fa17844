/** What is under way between an engine and an exchange on sockets, so that a replay's clock waits for it. */
import type { HttpTransport, SocketConnection, SocketHandlers, SocketTransport } from '#engine/ports.ts';
import type { FeedConnectionInfo, FeedCounters } from '#mock-dhan/feed/feed-clients.ts';
import type { ServedExchange } from '#mock-dhan/served-exchange.ts';

/** An exchange whose live feed counts what it sent and heard. */
export type CountingExchange = ServedExchange & {
  readonly feed: { counters(): FeedCounters; connections(): FeedConnectionInfo[] };
};

/**
 * Counts what this side has asked and not heard of yet, and on the feed what either side has told against what the other has heard. Messages
 * and not packets, because planned faults add, withhold and spoil packets.
 */
export class UnderWay {
  count = 0;
  #open = 0;
  #told = 0;
  #read = 0;
  #heardBefore = 0;
  #sentBefore = 0;
  readonly #exchange: CountingExchange;

  constructor(exchange: CountingExchange) {
    this.#exchange = exchange;
  }

  /** A new connection counts from nothing: what an earlier one took with it when it ended arrives nowhere any more. */
  connecting(): void {
    const { messages, messagesReceived } = this.#exchange.feed.counters();
    this.#sentBefore = messages;
    this.#heardBefore = messagesReceived;
    this.#told = 0;
    this.#read = 0;
  }

  opened(): void {
    this.#open += 1;
  }

  closed(): void {
    this.#open -= 1;
  }

  told(): void {
    this.#told += 1;
  }

  read(): void {
    this.#read += 1;
  }

  /**
   * No call is unanswered (but by those that wait for the clock), no message unread, no end of a connection unnoticed; a subscription on its way to a session that
   * listens holds the clock too.
   */
  isNothing(): boolean {
    if (this.count > this.#exchange.heldAnswers()) return false;
    // The exchange may not have noticed yet that its last client has left.
    if (this.#open === 0) return this.#exchange.feed.connections().every(({ state }) => state !== 'open');
    const { messages, messagesReceived, connections, closing } = this.#exchange.feed.counters();
    if (this.#open > connections + closing || this.#read < messages - this.#sentBefore) return false;
    const isDeaf = this.#exchange.feed.connections().at(-1)?.state !== 'open';
    return isDeaf || messagesReceived - this.#heardBefore >= this.#told;
  }
}

async function counted<T>(work: Promise<T>, underWay: UnderWay): Promise<T> {
  underWay.count += 1;
  try {
    return await work;
  } finally {
    underWay.count -= 1;
  }
}

/** Calls that are counted while they are unanswered. */
export function countedHttp(http: HttpTransport, underWay: UnderWay): HttpTransport {
  return { send: (request) => counted(http.send(request), underWay) };
}

/** Connections whose messages are counted, either way. */
export function countedSockets(sockets: SocketTransport, underWay: UnderWay): SocketTransport {
  return {
    connect: (url, handlers) => counted(connectCounted(sockets, { url, handlers, underWay }), underWay),
  };
}

async function connectCounted(
  sockets: SocketTransport,
  call: { readonly url: string; readonly handlers: SocketHandlers; readonly underWay: UnderWay },
): Promise<SocketConnection> {
  const { url, handlers, underWay } = call;
  let isOpen = true;
  const closed = (): void => {
    if (isOpen) underWay.closed();
    isOpen = false;
  };
  underWay.connecting();
  underWay.opened();
  try {
    const connection = await sockets.connect(url, {
      onMessage(message) {
        underWay.read();
        handlers.onMessage(message);
      },
      onClose(close) {
        closed();
        handlers.onClose(close);
      },
    });
    return {
      send(text) {
        underWay.told();
        connection.send(text);
      },
      close() {
        closed();
        connection.close();
      },
    };
  } catch (error) {
    closed();
    throw error;
  }
}
